import * as path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Examples import the package by its name, as a user's program does.
  resolve: { alias: { 'cdk8s-monitoring-sso': path.join(__dirname, 'lib/index.ts') } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/cluster/**', 'test/live/**'],
    testTimeout: 60_000,
  },
});
