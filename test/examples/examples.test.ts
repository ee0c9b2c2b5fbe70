import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse as parseToml } from 'smol-toml';
import { parseAllDocuments } from 'yaml';
import { OPTIONS } from '../../lib/oauth2-proxy/option-table';
import { inCase } from '../support/in-case';
import { expectAsKept, filesBelow } from '../support/snapshot-folder';
import { schemaProblems } from '../support/terraform-schema';

const root = path.join(__dirname, '../..');
const examples = fs
  .readdirSync(path.join(root, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
// Links to the documents contain the version, which a release sets.
const withoutVersion = (text: string) => text.replace(/\/blob\/(main|v\d+\.\d+\.\d+)\//g, '/blob/VERSION/');

describe.each(examples)('the example %s', (name) => {
  const place = fs.mkdtempSync(path.join(os.tmpdir(), `${name}-`));
  const synth = () =>
    execFileSync(process.execPath, [path.join(root, 'scripts/synth.cjs'), name], { cwd: place, stdio: 'pipe' });
  synth();
  afterAll(() => fs.rmSync(place, { recursive: true }));
  const read = (file: string) => withoutVersion(fs.readFileSync(path.join(place, file), 'utf8'));
  const written = Object.fromEntries(filesBelow(place).map((file) => [file, read(file)]));
  const manifests = Object.keys(written).filter((file) => file.startsWith('dist/'));

  test('has the output of the snapshots', () => {
    expectAsKept(path.join(__dirname, '__snapshots__', name), written);
  });
  test('has the same output when it is synthesized again', () => {
    synth();
    for (const [file, text] of Object.entries(written)) {
      inCase(file, () => expect(read(file)).toBe(text));
    }
  });
  test('writes only manifests into dist', () => {
    expect(manifests.length).toBeGreaterThan(0);
    for (const file of manifests) {
      expect(file).toMatch(/\.k8s\.yaml$/);
      for (const document of parseAllDocuments(written[file])) expect(document.errors).toEqual([]);
    }
  });
  test('contains no path of this machine', () => {
    for (const [file, text] of Object.entries(written)) {
      for (const local of [place, root, os.homedir()]) {
        inCase(file, () => expect(text.includes(`${local}/`)).toBe(false));
      }
    }
  });
  test('configures the proxy with options that the binary has', () => {
    const objects = manifests.flatMap((file) => parseAllDocuments(written[file]).map((document) => document.toJS()));
    const configurations = objects.flatMap((object) => object.data?.['oauth2-proxy.cfg'] ?? []);
    expect(configurations.length).toBeGreaterThan(0);
    for (const key of configurations.flatMap((text) => Object.keys(parseToml(text)))) {
      expect(Object.keys(OPTIONS)).toContain(key);
    }
  });
  test("writes only arguments of the provider's schema", () => {
    for (const file of Object.keys(written).filter((entry) => entry.endsWith('cdk.tf.json'))) {
      expect(schemaProblems(JSON.parse(written[file]))).toEqual([]);
    }
  });
});
