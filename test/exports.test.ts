import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';

interface Assembly {
  readonly types: Readonly<
    Record<string, { readonly name: string; readonly kind: string; readonly datatype?: boolean }>
  >;
}

const root = path.join(__dirname, '..');
const assembly = JSON.parse(gunzipSync(fs.readFileSync(path.join(root, '.jsii.gz'))).toString('utf8')) as Assembly;
const types = Object.values(assembly.types);
const named = (wanted: (type: (typeof types)[number]) => boolean) =>
  types
    .filter(wanted)
    .map(({ name }) => name)
    .sort();

test('the package exports only classes and enums that other languages also have', () => {
  const built = createRequire(__filename)(path.join(root, 'build/lib/index.js')) as object;
  expect(Object.keys(built).sort()).toEqual(named(({ kind }) => kind !== 'interface'));
});

// A reviewer decides whether users need an export: `npx jest -u test/exports.test.ts`.
test('the package exports what users need', () => {
  expect({
    classes: named(({ kind }) => kind === 'class'),
    enums: named(({ kind }) => kind === 'enum'),
    interfaces: named(({ kind, datatype }) => kind === 'interface' && datatype !== true),
    structs: named(({ datatype }) => datatype === true),
  }).toMatchSnapshot();
});
