import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { Reporter, TestModule, TestSuite } from 'vitest/node';

/** Appends what became of the tests, and which failed, to the file named by TEST_COUNTS_FILE, for scripts/closing-line.cjs. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const failures = unhandledErrors.map((error) => `outside of the tests: ${(error as Error | undefined)?.message ?? error}`);
    for (const module of modules) {
      // A file that cannot be loaded and a hook that throws fail without any test that could say so.
      const groups = [module, ...module.children.allSuites()];
      const broken = groups.filter((group) => group.errors().length > 0);
      counts.failed += broken.length;
      failures.push(...broken.map((group) => `${path.relative(process.cwd(), module.moduleId)}${group === module ? '' : ` > ${(group as TestSuite).fullName}`}, as a whole`));
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === 'pending' ? 'skipped' : state]++;
        if (state === 'failed') failures.push(`${path.relative(process.cwd(), module.moduleId)} > ${test.fullName}`);
      }
    }
    const file = process.env.TEST_COUNTS_FILE;
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ ...counts, failures })}\n`);
  }
}
