#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { explainCommand } from './explain';
import { CannotWrite } from './outputs';
import { verifyCommand } from './verify/command';
import { printable } from './verify/printable';
import { NothingToVerify } from './verify/verify';
import { VERSIONS } from '../lib/versions';

/** Exit code of whatever could not be judged: a wrong command line, a file or a host that is not there. */
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
    );
  for (const command of [program, ...program.commands])
    command
      .exitOverride()
      .configureOutput({ writeErr: (text) => process.stderr.write(text.split('\n').map(printable).join('\n')) });
  await program.parseAsync();
}

// Whatever ends the program before it has judged, was no judgement: Node's own exit code for that means a disagreement here.
process.exitCode = NOT_JUDGED;
process.on('uncaughtException', (error) => {
  failed(error);
  process.exit();
});
// Whoever reads no further, as `head` does, has read what they wanted; files and exit code are for others.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') failed(error);
});
process.stderr.on('error', () => undefined);

main().catch(failed);

function failed(error: any): void {
  process.exitCode = NOT_JUDGED;
  if (typeof error?.code === 'string' && error.code.startsWith('commander.')) {
    // Commander has said what is wrong itself, or has only shown its help; what an action finds out it passes on.
    if (error.exitCode === 0) process.exitCode = 0;
    if (error instanceof InvalidArgumentError) process.stderr.write(`error: ${printable(error.message)}\n`);
  } else if (error instanceof NothingToVerify || error instanceof CannotWrite) {
    process.stderr.write(`${printable(error.message)}\n`);
  } else {
    process.stderr.write(`${error?.stack ?? error}\n`);
  }
}
