import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { expect, test } from '@jest/globals';
import { ConfigurationError } from '../lib/errors';
import { Program } from './support/program';

const problem = (what: string) => ({ path: 'chart/sso', what, got: 1, allowed: 'two', fix: 'write 2' });

function refusal(): Error {
  try {
    new Program().sso({ host: 'x' });
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was refused');
}

test('an error names the lines of the program, and none of the library', () => {
  const { stack } = refusal();
  expect(stack).toContain('errors.test.ts');
  expect(stack).not.toContain(`${path.join(__dirname, '../lib')}${path.sep}`);
});
test('an error is printed once by a program that does not catch it', () => {
  const library = path.join(__dirname, '../build/lib/errors.js');
  const program =
    `const { ConfigurationError } = require(${JSON.stringify(library)});` +
    `console.log(new ConfigurationError(${JSON.stringify(problem('x is y'))}));`;
  const printed = execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  expect(printed.split('x is y')).toHaveLength(2);
  expect(printed).toMatch(/^ConfigurationError: \[chart\/sso\] x is y; got 1; allowed: two; fix: write 2\n/);
  expect(printed).not.toContain('build/lib');
});
test('an error lists each problem once, and holds them all', () => {
  const error = new ConfigurationError(problem('a'), problem('b'), problem('a'));
  expect(error.message.split('\n')).toHaveLength(2);
  expect(error.problems).toHaveLength(3);
  expect(error.problem.what).toBe('a');
});
