#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { explainCommand } from './explain';
import { Cancelled } from './init/ask';
import { initCommand } from './init/command';
import { CannotWrite } from './outputs';
import { verifyCommand } from './verify/command';
import { printable } from './verify/printable';
import { NothingToVerify } from './verify/verify';
import { versionsCommand } from './versions/command';
import { VERSIONS } from '../lib/versions';

/** Exit code for an incomplete result: wrong arguments, or a file or host that is not available. */
const NOT_JUDGED = 2;

async function main(): Promise<void> {
  const program = new Command('cdk8s-monitoring-sso')
    .description('single sign-on for a monitoring system: what can be done with what the library synthesized')
    .version(VERSIONS.library)
    .addCommand(
      explainCommand(() => {
        process.exitCode = 0;
      }),
    )
    .addCommand(
      verifyCommand((code) => {
        process.exitCode = code;
      }),
    )
    .addCommand(
      initCommand(() => {
        process.exitCode = 0;
      }),
    )
    .addCommand(
      versionsCommand((code) => {
        process.exitCode = code;
      }),
    );
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureOutput({ writeErr: (text) => process.stderr.write(text.split('\n').map(printable).join('\n')) });
  }
  await program.parseAsync();
}

// Node.js ends with 1 after an uncaught error, and 1 means a disagreement here. The exit code is therefore 2 until a
// result is complete.
process.exitCode = NOT_JUDGED;
process.on('uncaughtException', (error) => {
  failed(error);
  process.exit();
});
// A reader such as `head` may close the pipe early. Files and exit code are still written.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') failed(error);
});
process.stderr.on('error', () => undefined);

main().catch(failed);

function failed(error: any): void {
  process.exitCode = NOT_JUDGED;
  if (typeof error?.code === 'string' && error.code.startsWith('commander.')) {
    // Commander has already printed the error or the help. Errors of actions are printed here.
    if (error.exitCode === 0) process.exitCode = 0;
    if (error instanceof InvalidArgumentError) process.stderr.write(`error: ${printable(error.message)}\n`);
  } else if (error instanceof NothingToVerify || error instanceof CannotWrite || error instanceof Cancelled) {
    process.stderr.write(`${printable(error.message)}\n`);
  } else {
    process.stderr.write(`${error?.stack ?? error}\n`);
  }
}
