// Runs jest and closes with `N passed, N failed, N skipped` as the very last line.
// The counts are also appended, as JSON, to the file named by TEST_COUNTS_FILE, so that .ci/run can add them up.
const { spawnSync } = require('node:child_process');
const { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { changedOutputs, outputsOf } = require('./outputs.cjs');

const root = path.join(__dirname, '..');

/** Adds up counts and failures from lines of JSON. */
function sum(text) {
  const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const line of text.split('\n').filter(Boolean)) {
    const counts = JSON.parse(line);
    for (const name of ['passed', 'failed', 'skipped']) total[name] += counts[name];
    total.failures.push(...counts.failures);
  }
  return total;
}

/** Returns the failures, one per line, and the counts. The report of jest may be far above in the output. */
const closingLines = ({ passed, failed, skipped, failures }) =>
  [...failures.map((failure) => `failed: ${failure}`), `${passed} passed, ${failed} failed, ${skipped} skipped`].join(
    '\n',
  );

const NONE = { passed: 0, failed: 0, skipped: 0, failures: [] };

/**
 * Runs jest with these arguments, adds the earlier counts, and ends this process with the closing line. Jest also runs
 * if an earlier check failed.
 */
function runTests(args, earlier = NONE) {
  const folder = mkdtempSync(path.join(tmpdir(), 'counts-'));
  const file = path.join(folder, 'counts');
  writeFileSync(file, '');
  const reporters = ['--reporters=default', `--reporters=${path.join(__dirname, 'counts-reporter.cjs')}`];
  const before = outputsOf(root);
  // With `--ci`, a missing snapshot is a failure and is not written.
  const { status } = spawnSync(process.execPath, [require.resolve('jest/bin/jest'), ...reporters, '--ci', ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, TEST_COUNTS_FILE: file },
  });
  const ofJest = sum(readFileSync(file, 'utf8'));
  rmSync(folder, { recursive: true });
  // A run that ended before it could count is a failure.
  if (status !== 0 && ofJest.failed === 0) Object.assign(ofJest, { failed: 1, failures: ['the run ended early'] });
  const counts = sum([earlier, ofJest].map((each) => JSON.stringify(each)).join('\n'));
  // The output folders of the checkout may contain a user's files.
  const changed = changedOutputs(before, outputsOf(root));
  counts.failed += changed.length > 0 ? 1 : 0;
  if (changed.length > 0) counts.failures.push(`the tests wrote into the checkout: ${changed.join(', ')}`);

  if (process.env.TEST_COUNTS_FILE) appendFileSync(process.env.TEST_COUNTS_FILE, `${JSON.stringify(counts)}\n`);
  console.log(closingLines(counts));
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

module.exports = { closingLines, runTests, sum };
