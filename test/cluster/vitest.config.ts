import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: path.resolve(__dirname, '../..'),
    include: ['test/cluster/**/*.test.ts'],
    globalSetup: 'test/cluster/setup.ts',
    // All files share one API server, so they take turns.
    fileParallelism: false,
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    // Whole names in the titles of tests.
    chaiConfig: { truncateThreshold: 120 },
  },
});
