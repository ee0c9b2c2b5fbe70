import { type Area, expectEqual } from './check';
import { FLAGS_ONLY, OPTIONS } from '../../../lib/oauth2-proxy/option-table';
import { run } from '../../support/process';

// The help text has the type after the flag, and no type for a switch. Some flags have another word there.
const typeOf = (word = 'bool') => (['bool', 'strings', 'string', 'int', 'duration'].includes(word) ? word : undefined);

// Declared as strings on the command line, although their fields in the configuration are booleans.
const switchesAsText = ['google-use-application-default-credentials', 'google-use-organization-id'];

/** Compares the option table of the library with the binary. */
export const options: Area = {
  name: 'options',
  needs: ['oauth2-proxy'],
  checks: [
    {
      title: 'the option table has exactly the options of the binary, each with its type',
      run: async ({ stack }) => {
        const { stdout, stderr } = await run([stack.programs.found['oauth2-proxy']!, '--help']);
        const help = stdout + stderr;
        const real = new Map(
          [...help.matchAll(/^ +(?:-\w, )?--([a-z0-9-]+)(?: (\S+(?: \S+)*))? {2,}/gm)].map(([, flag, word]) => [
            flag!,
            typeOf(word),
          ]),
        );
        real.delete('help');
        const ours = Object.values(OPTIONS);
        expectEqual([...ours.map(({ flag }) => flag), ...FLAGS_ONLY].sort(), [...real.keys()].sort(), 'options');
        const mistaken = ours
          .filter(
            ({ flag, type }) =>
              real.get(flag) !== undefined && real.get(flag) !== (switchesAsText.includes(flag) ? 'string' : type),
          )
          .map(({ flag }) => flag);
        expectEqual(mistaken, [], 'options of another type');
        return `${real.size} options`;
      },
    },
  ],
};
