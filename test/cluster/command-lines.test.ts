import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMAND_LINES } from '../../cli/init/packages';
import { cache } from '../support/cache';
import { output, run } from '../support/process';

const root = path.resolve(__dirname, '../..');
// They are not devDependencies, since they would add 500 MB to every installation.
const CLIS = COMMAND_LINES;
const folder = path.join(cache, 'command-lines', Object.values(CLIS).join('-'));
const env = { ...process.env, CHECKPOINT_DISABLE: '1' };

/** A copy of the built checkout, to which programs may write. */
const copy = mkdtempSync(path.join(tmpdir(), 'checkout-'));

beforeAll(async () => {
  if (!existsSync(path.join(folder, 'node_modules/.bin/cdktf'))) {
    mkdirSync(folder, { recursive: true });
    const packages = Object.entries(CLIS).map(([name, version]) => `${name}@${version}`);
    await output(['npm', 'install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save', ...packages], { env });
  }
  for (const name of ['package.json', 'cdk8s.yaml', 'cdktf.json', 'examples', 'lib', 'build', 'schema']) {
    cpSync(path.join(root, name), path.join(copy, name), {
      recursive: true,
      filter: (file) => !lstatSync(file).isSocket(),
    });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
}, 600_000);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** The files of a folder and their content, by relative path. */
function filesOf(place: string, names: readonly string[]): Record<string, string> {
  const files = names
    .filter((name) => existsSync(path.join(place, name)))
    .flatMap((name) =>
      readdirSync(path.join(place, name), { recursive: true, encoding: 'utf8' }).map((file) => path.join(name, file)),
    )
    .filter((file) => lstatSync(path.join(place, file)).isFile());
  return Object.fromEntries(files.sort().map((file) => [file, readFileSync(path.join(place, file), 'utf8')]));
}

// Each folder takes 20 seconds. The other folders differ from these only in their programs.
describe.each([
  ['.', 'quickstart'],
  ['examples/fleet', 'fleet'],
  ['examples/generic-oidc', 'generic-oidc'],
])('in %s', (place, example) => {
  const there = path.join(copy, place);
  const outputs = ['dist', 'cdktf.out/stacks'];
  const expected = async () => {
    const own = mkdtempSync(path.join(tmpdir(), 'synthesized-'));
    await output([process.execPath, path.join(root, 'scripts/synth.cjs'), example], { cwd: own, env });
    const files = filesOf(own, outputs);
    rmSync(own, { recursive: true });
    return files;
  };

  test.each(Object.entries({ cdk8s: 'cdk8s.yaml', cdktf: 'cdktf.json' }))(
    '`%s synth` writes what the program writes',
    async (command, configuration) => {
      if (!existsSync(path.join(there, configuration))) {
        expect([example, command]).toEqual(['generic-oidc', 'cdktf']);
        return;
      }
      for (const name of ['dist', 'cdktf.out', 'report']) {
        rmSync(path.join(there, name), { recursive: true, force: true });
      }
      const bin = path.join(folder, 'node_modules/.bin', command);
      const { status, stdout, stderr } = await run([bin, 'synth'], { cwd: there, env });
      expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
      expect(filesOf(there, outputs)).toEqual(await expected());
    },
    120_000,
  );
});
