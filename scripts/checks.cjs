// Checks of the sources that are not jest tests: lint and types. Each is counted as a test.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');

/** Returns the path of a package's program, from its package.json. */
function programOf(name, bin = name) {
  const folder = path.join(root, 'node_modules', name);
  const { bin: bins } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return path.join(folder, typeof bins === 'string' ? bins : bins[bin]);
}

/** Runs a program of Node.js in the checkout, and returns whether it succeeded. */
const succeeds = (program, args, env = {}) =>
  spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  }).status === 0;

/** Runs checks in sequence. A check that returns false or throws is counted as failed, with its name. */
function runChecks(checks) {
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const [name, check] of Object.entries(checks)) {
    let passed = false;
    try {
      passed = check();
    } catch (error) {
      console.error(error);
    }
    counts[passed ? 'passed' : 'failed'] += 1;
    if (!passed) counts.failures.push(name);
  }
  return counts;
}

module.exports = { programOf, root, runChecks, succeeds };
