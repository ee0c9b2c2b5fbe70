// Runs all checks that need only Node.js: lint, types and tests. Further arguments are passed to jest.
'use strict';
const { programOf, runChecks, succeeds } = require('./checks.cjs');
const { runTests } = require('./closing-line.cjs');
const { LINT } = require('./lint.cjs');

// Jest and esbuild do not check types.
const types = (project) => () => succeeds(programOf('typescript', 'tsc'), ['--noEmit', '--project', project]);
const TYPES = Object.fromEntries(
  ['cli', 'test', 'examples', 'projenrc'].map((project) => [`types: ${project}`, types(project)]),
);

runTests(process.argv.slice(2), runChecks({ ...LINT, ...TYPES }));
