import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const { changedOutputs, outputsOf } = require('../../scripts/outputs.cjs') as {
  outputsOf(root: string): Map<string, string>;
  changedOutputs(before: Map<string, string>, after: Map<string, string>): string[];
};

describe('a run of the tests fails when', () => {
  let root: string;
  const write = (file: string, text = 'x') => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  /** The reported changes. */
  const changes = (act: () => void) => {
    const before = outputsOf(root);
    act();
    return changedOutputs(before, outputsOf(root));
  };
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'checkout-'));
    for (const file of [
      'cdktf.out/stacks/identity/cdk.tf.json',
      'report/access.md',
      'examples/quickstart/main.ts',
      'examples/quickstart/dist/a.k8s.yaml',
    ]) {
      write(file);
    }
    utimesSync(path.join(root, 'report/access.md'), 1, 1);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test.each([
    [
      'an output is overwritten',
      () => write('cdktf.out/stacks/identity/cdk.tf.json', 'y'),
      ['cdktf.out/stacks/identity/cdk.tf.json'],
    ],
    ['the same content is written again', () => write('report/access.md'), ['report/access.md']],
    ['an output is made', () => write('dist/a.k8s.yaml'), ['dist', 'dist/a.k8s.yaml']],
    ['an empty folder of outputs is made', () => mkdirSync(path.join(root, 'dist')), ['dist']],
    [
      'an output is removed',
      () => rmSync(path.join(root, 'report'), { recursive: true }),
      ['report', 'report/access.md'],
    ],
    ['a state is written', () => write('terraform.identity.tfstate'), ['terraform.identity.tfstate']],
    [
      'an output of an example is overwritten',
      () => write('examples/quickstart/dist/a.k8s.yaml', 'y'),
      ['examples/quickstart/dist/a.k8s.yaml'],
    ],
  ])('%s', (_title, act, wanted) => expect(changes(act)).toEqual(wanted));

  test('nothing else', () => expect(changes(() => write('.cache/x'))).toEqual([]));
});
