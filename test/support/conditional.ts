import { describe, test } from '@jest/globals';

/** Tests that are skipped, and counted as such, unless the condition holds. */
export const describeIf = (condition: boolean): typeof describe.skip => (condition ? describe : describe.skip);

/** A test that is skipped, and counted as such, unless the condition holds. */
export const testIf = (condition: boolean): typeof test.skip => (condition ? test : test.skip);
