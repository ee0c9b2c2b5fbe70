// Appends the counts of the tests, and the failed tests, to the file in TEST_COUNTS_FILE, for closing-line.cjs.
'use strict';
const { appendFileSync } = require('node:fs');
const path = require('node:path');

module.exports = class {
  onRunComplete(_contexts, { testResults: files }) {
    const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
    for (const { testFilePath, testExecError, testResults } of files) {
      const file = path.relative(process.cwd(), testFilePath);
      // If a file cannot be loaded, or a hook throws after the tests, the file fails without a failed test.
      if (testExecError) {
        counts.failed += 1;
        const [reason] = String(testExecError.message || testExecError.stack).split('\n');
        counts.failures.push(`${file}, as a whole: ${reason}`);
      }
      for (const { ancestorTitles, title, status } of testResults) {
        counts[['passed', 'failed'].includes(status) ? status : 'skipped'] += 1;
        if (status === 'failed') counts.failures.push(`${file} > ${[...ancestorTitles, title].join(' > ')}`);
      }
    }
    if (process.env.TEST_COUNTS_FILE) appendFileSync(process.env.TEST_COUNTS_FILE, `${JSON.stringify(counts)}\n`);
  }
};
