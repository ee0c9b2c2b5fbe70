import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Appends what became of the tests to the file named by TEST_COUNTS_FILE, for scripts/closing-line.cjs. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      // A file that cannot be loaded and a hook that throws fail without any test that could say so.
      const groups = [module, ...module.children.allSuites()];
      counts.failed += groups.filter((group) => group.errors().length > 0).length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === 'pending' ? 'skipped' : state]++;
      }
    }
    const file = process.env.TEST_COUNTS_FILE;
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(counts)}\n`);
  }
}
