import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect, test } from '@jest/globals';

const root = path.join(__dirname, '..');

test('documents that are made from the code are up to date', () => {
  expect(() =>
    execFileSync(process.execPath, [path.join(root, 'scripts/docs.cjs'), '--check'], { stdio: 'pipe' }),
  ).not.toThrow();
});

test('the program in the README is the quickstart', () => {
  const [, program] = /```ts\n([\s\S]*?)```/.exec(fs.readFileSync(path.join(root, 'README.md'), 'utf8'))!;
  const example = fs.readFileSync(path.join(root, 'examples/quickstart/main.ts'), 'utf8');
  const code = (text: string) =>
    text
      .split('\n')
      .filter((line) => !line.startsWith('//'))
      .join('\n')
      .trim();
  expect(code(program)).toBe(code(example));
});

test('the program in Python in the README is the one that the tests run', () => {
  const programs = [...fs.readFileSync(path.join(root, 'README.md'), 'utf8').matchAll(/```python\n([\s\S]*?)```/g)];
  const tested = fs.readFileSync(path.join(root, 'test/languages/python/main.py'), 'utf8');
  expect(programs.map(([, program]) => program)).toEqual([tested]);
});
