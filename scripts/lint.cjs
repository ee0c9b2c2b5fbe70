// Checks the sources and changes no file: `npm run lint`, also part of `npm test`.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { programOf, root, runChecks, succeeds } = require('./checks.cjs');
const { closingLines } = require('./closing-line.cjs');
const { KNOWN } = require('./modules.cjs');

const SOURCES = ['lib', 'cli', 'examples', 'test'];

/** Runs eslint. The cache is in .cache/, and is keyed by content, since a clone changes all dates. */
function eslint() {
  const cache = ['--cache', '--cache-strategy', 'content', '--cache-location', path.join(root, '.cache', 'eslint/')];
  return succeeds(
    programOf('eslint'),
    ['--ext', '.ts', '--max-warnings', '0', '--no-error-on-unmatched-pattern', ...cache, ...SOURCES, '.projenrc.ts'],
    { ESLINT_USE_FLAT_CONFIG: 'false', NODE_NO_WARNINGS: '1' },
  );
}

/** Runs prettier on files that eslint does not check, except the files that projen writes. */
const prettier = () =>
  succeeds(programOf('prettier'), [
    '--check',
    '--log-level=warn',
    '.dependency-cruiser.cjs',
    'scripts/**/*.cjs',
    '{lib,cli,examples,test}/**/*.{cjs,mjs}',
    '--no-error-on-unmatched-pattern',
  ]);

/** Finds cycles, and imports that the table of modules does not allow. Entries of KNOWN are printed, and must exist. */
function modules() {
  const folders = ['lib', 'cli'].filter((folder) => fs.existsSync(path.join(root, folder)));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [programOf('dependency-cruiser', 'depcruise'), '--output-type', 'json', ...folders],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser printed no result: ${stderr}`);
  const found = JSON.parse(stdout).summary.violations.filter(({ rule }) => rule.severity === 'error');
  const isOf =
    ({ from, to, cycle }) =>
    (known) =>
      known.cyclesWithin === undefined
        ? from === known.from && to === known.to && cycle === undefined
        : cycle !== undefined &&
          [from, ...cycle.map(({ name }) => name)].every((file) => file.startsWith(known.cyclesWithin));
  const unknown = found.filter((violation) => !KNOWN.some(isOf(violation)));
  const stale = KNOWN.filter((known) => !found.some((violation) => isOf(violation)(known)));
  for (const { rule, from, to, cycle } of unknown) {
    console.error(`${rule.name}: ${[from, ...(cycle ? cycle.map(({ name }) => name) : [to])].join(' -> ')}`);
  }
  const named = ({ cyclesWithin, from, to }) => (cyclesWithin ? `cycles within ${cyclesWithin}` : `${from} -> ${to}`);
  for (const known of KNOWN) console.error(`known: ${named(known)} (${known.reason})`);
  for (const known of stale) {
    console.error(`no longer violated: ${named(known)}; remove it from KNOWN in scripts/modules.cjs`);
  }
  return unknown.length === 0 && stale.length === 0;
}

const LINT = { 'lint: eslint': eslint, 'lint: prettier': prettier, 'lint: modules and cycles': modules };

if (require.main === module) {
  const counts = runChecks(LINT);
  console.log(closingLines(counts));
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

module.exports = { LINT };
