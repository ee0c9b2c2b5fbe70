#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { explainCommand } from './explain';
import { verifyCommand } from './verify';
import { NothingToVerify } from '../verify/verify';
import { VERSIONS } from '../versions';

/** Exit code of whatever could not be judged: a wrong command line, a file or a host that is not there. */
const NOT_JUDGED = 2;

async function main(): Promise<void> {
  const program = new Command('cdk8s-monitoring-sso')
    .description('single sign-on for a monitoring system: what can be done with what the library synthesized')
    .version(VERSIONS.library)
    .addCommand(explainCommand())
    .addCommand(verifyCommand((code) => { process.exitCode = code; }));
  for (const command of [program, ...program.commands]) command.exitOverride();
  await program.parseAsync();
}

main().catch((error: any) => {
  // Commander has said what is wrong itself, or has only shown its help; what an action finds out it passes on.
  if (error instanceof InvalidArgumentError) process.stderr.write(`error: ${error.message}\n`);
  if (typeof error?.code === 'string' && error.code.startsWith('commander.')) {
    process.exitCode = error.exitCode === 0 ? 0 : NOT_JUDGED;
    return;
  }
  process.stderr.write(`${error instanceof NothingToVerify ? error.message : error?.stack ?? error}\n`);
  process.exitCode = NOT_JUDGED;
});
