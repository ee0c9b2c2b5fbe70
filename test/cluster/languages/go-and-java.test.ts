import path from 'node:path';
import { describe, expect } from '@jest/globals';
import { testIf } from '../../support/conditional';
import { output } from '../../support/process';
import { onPath } from '../../support/tools';

const script = path.resolve(__dirname, '../../languages/run.cjs');

describe('a program that synthesizes the same output as in TypeScript', () => {
  for (const [language, tools] of Object.entries({ go: ['go'], java: ['javac', 'mvn'] })) {
    testIf(tools.every((tool) => onPath(tool) !== undefined))(
      `can be written in ${language}`,
      async () => {
        expect(await output([process.execPath, script, language])).toMatch(/^(go|java): \d+ files, equal/);
      },
      600_000,
    );
  }
});
