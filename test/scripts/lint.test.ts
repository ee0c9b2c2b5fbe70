import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = path.join(__dirname, '../..');

/** A project with the configuration of this one, and only these sources. */
function projectOf(sources: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'lint-'));
  const configuration = ['.eslintrc.json', '.prettierrc.json', '.prettierignore', '.dependency-cruiser.cjs'];
  for (const name of [
    ...configuration,
    'package.json',
    'tsconfig.json',
    'cli/tsconfig.json',
    'projenrc',
    'scripts',
    '.projenrc.ts',
  ]) {
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  // The types of the command line are resolved in it. There is no known violation in these sources.
  const lists = readFileSync(path.join(root, 'scripts/modules.cjs'), 'utf8');
  writeFileSync(
    path.join(folder, 'scripts/modules.cjs'),
    lists.replace(/const KNOWN = \[[^\]]*\];/, 'const KNOWN = [];'),
  );
  for (const [file, text] of Object.entries(sources)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}

function lint(folder: string): { status: number | null; text: string; last: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/lint.cjs'], {
    cwd: folder,
    encoding: 'utf8',
    // If CI is set, prettier also prints colors to a pipe.
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  return { status, text: stdout + stderr, last: stdout.trim().split('\n').at(-1)! };
}

const sound = {
  'lib/errors.ts': 'export const refuse = (what: string) => new Error(what);\n',
  'lib/access/decide.ts': "import { refuse } from '../errors';\n\nexport const decide = () => refuse('nothing');\n",
  'lib/rules/grants.ts': "import { decide } from '../access/decide';\n\nexport const check = () => decide();\n",
  'cli/main.ts': "import { decide } from '../lib/access/decide';\n\nexport const main = () => decide();\n",
};
const branches = Array.from({ length: 16 }, (_, number) => `  if (n === ${number}) return 'n${number}';`).join('\n');

describe('lint', () => {
  const folders: string[] = [];
  const project = (sources: Readonly<Record<string, string>>) => {
    const folder = projectOf(sources);
    folders.push(folder);
    return folder;
  };
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

  test('passes without an error', () => {
    const { status, text, last } = lint(project(sound));
    expect({ last, text }).toEqual({ text, last: '3 passed, 0 failed, 0 skipped' });
    expect(status).toBe(0);
  }, 300_000);

  describe('fails, and names', () => {
    let result: ReturnType<typeof lint>;
    beforeAll(() => {
      result = lint(
        project({
          ...sound,
          'lib/rules/one.ts': "import type { Two } from './two';\n\nexport interface One {\n  readonly two: Two;\n}\n",
          'lib/rules/two.ts': "import type { One } from './one';\n\nexport interface Two {\n  readonly one: One;\n}\n",
          'lib/access/upwards.ts':
            "import { check } from '../rules/grants';\n\nexport const upwards = () => check();\n",
          'lib/attic/old.ts': "import { refuse } from '../errors';\n\nexport const old = () => refuse('old');\n",
          'cli/rules.ts': "import { check } from '../lib/rules/grants';\n\nexport const rules = () => check();\n",
          'cli/long.ts': `// ${'long '.repeat(25)}\nexport const long = 1;\n`,
          'cli/complex.ts': `export function complex(n: number) {\n${branches}\n  return 'many';\n}\n`,
          'cli/order.ts':
            "import { decide } from '../lib/access/decide';\nimport * as fs from 'node:fs';\n\n" +
            'export const order = [decide, fs];\n',
          'cli/form.ts': 'export const form = {a:1}\n',
          'scripts/form.cjs': 'module.exports = {a:1}\n',
        }),
      );
    }, 300_000);

    test.each<[string, RegExp]>([
      ['a cycle of type imports', /^no-cycle: lib\/rules\/(one|two)\.ts -> .*lib\/rules\/(one|two)\.ts$/m],
      [
        'an import that the table does not allow',
        /^access-imports-nothing: lib\/access\/upwards\.ts -> lib\/rules\/grants\.ts$/m,
      ],
      ['a module that is not in the table', /^a-module-stands-in-the-table: lib\/attic\/old\.ts -> lib\/errors\.ts$/m],
      [
        'an import of the command line that is not allowed',
        /^the-command-line-imports-.*: cli\/rules\.ts -> lib\/rules\/grants\.ts$/m,
      ],
      ['a long line', /cli\/long\.ts\n.*This line has a length of 128\. Maximum allowed is 120 +max-len/],
      [
        'a function of too many branches',
        /cli\/complex\.ts\n.*has a complexity of 17\. Maximum allowed is 15 +complexity/,
      ],
      ['imports in another order', /cli\/order\.ts\n.*`node:fs` import should occur before .* +import\/order/],
      ['a source that is not formatted', /cli\/form\.ts\n.* prettier\/prettier/],
      ['a script that is not formatted', /\[warn\] scripts\/form\.cjs/],
      ['the check of eslint', /^failed: lint: eslint$/m],
      ['the check of prettier', /^failed: lint: prettier$/m],
      ['the check of modules', /^failed: lint: modules and cycles$/m],
    ])('%s', (_what, said) => expect(result.text).toMatch(said));
    test('the number of failures', () => {
      expect(result.last).toBe('0 passed, 3 failed, 0 skipped');
      expect(result.status).toBe(1);
    });
  });

  test('fails when a known violation no longer exists', () => {
    const folder = project(sound);
    const lists = path.join(folder, 'scripts/modules.cjs');
    const gone = "{ from: 'lib/rules/a.ts', to: 'lib/edge/b.ts', reason: 'gone' }";
    writeFileSync(lists, readFileSync(lists, 'utf8').replace(/const KNOWN = \[[^\]]*\];/, `const KNOWN = [${gone}];`));
    const { text } = lint(folder);
    expect(text).toMatch(/^no longer violated: .*; remove it from KNOWN in scripts\/modules\.cjs$/m);
    expect(text).toMatch(/^failed: lint: modules and cycles$/m);
  }, 300_000);
});
