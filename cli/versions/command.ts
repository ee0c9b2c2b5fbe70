import * as fs from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { componentCalled, GivenVersion, isReadable, judge } from './judge';
import { asJson, asText, verdictOf } from './result';
import { COMPONENTS } from './table';
import { usesOf } from './uses';
import { Verdict } from '../verify/result';

interface VersionsFlags {
  readonly manifests: string;
  readonly terraform: string;
  readonly access: string;
  readonly component?: GivenVersion[];
  readonly check?: boolean;
  readonly json?: boolean;
}

/** The command `versions`: what a program uses, and the lowest releases without a known advisory. */
export function versionsCommand(done: (exitCode: number) => void): Command {
  return new Command('versions')
    .description('list what the synthesized output uses, and the lowest release of each without a known advisory')
    .option('--manifests <folder>', 'folder of the synthesized manifests', 'dist')
    .option('--terraform <folder>', 'folder of the synthesized stacks', 'cdktf.out')
    .option('--access <file>', 'report/access.json of the program', 'report/access.json')
    .option(
      '--component <name=version>',
      `the version of something that the program does not know, such as keycloak=26.8.1; can be repeated; names: ` +
        COMPONENTS.map(({ id }) => id).join(', '),
      collectVersions,
    )
    .option('--check', 'fail when something is below its lowest release')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExit code with --check: 0 nothing is below, 1 something is below or unmaintained, 2 nothing could be ' +
        'judged, or an image does not say its release. It reads files only; no network is used.',
    )
    .action((flags: VersionsFlags, command: Command) => {
      for (const option of ['manifests', 'terraform', 'access'] as const) {
        if (command.getOptionValueSource(option) === 'cli' && !fs.existsSync(flags[option])) {
          throw new InvalidArgumentError(`--${option} names ${flags[option]}, which does not exist`);
        }
      }
      const findings = judge(usesOf(flags), flags.component ?? []);
      if (findings.length === 0) {
        throw new InvalidArgumentError(
          `there is no output in ${flags.manifests}, ${flags.terraform} and ${flags.access}; ` +
            'fix: synthesize first, in this folder, or name versions with --component',
        );
      }
      process.stdout.write(flags.json ? asJson(findings) : asText(findings));
      const verdict = verdictOf(findings);
      done(flags.check ? { [Verdict.HOLDS]: 0, [Verdict.FAILS]: 1, [Verdict.UNKNOWN]: 2 }[verdict] : 0);
    });
}

function collectVersions(value: string, before: GivenVersion[] = []): GivenVersion[] {
  const [, name = value, version = ''] = /^([^=]+)=(.*)$/.exec(value) ?? [];
  const component = componentCalled(name);
  if (component === undefined) {
    throw new InvalidArgumentError(
      `the table does not have ${name}; allowed: ${COMPONENTS.map(({ id }) => id).join(', ')}`,
    );
  }
  if (!isReadable(component, version)) {
    throw new InvalidArgumentError(
      `${JSON.stringify(version)} names no release of ${component.name}; allowed: ` +
        `${component.numbers === 2 ? 'two' : 'three'} numbers with dots between them, such as ` +
        `${name}=${component.lowest?.at(-1) ?? component.tested ?? '0.132'}`,
    );
  }
  if (before.some((each) => each.component === component)) {
    throw new InvalidArgumentError(`${name} is named twice; fix: name it once`);
  }
  return [...before, { component, version }];
}
