// Everything that needs Node alone: lint, types, and the tests; further arguments go to jest.
'use strict';
const { programOf, runChecks, succeeds } = require('./checks.cjs');
const { runTests } = require('./closing-line.cjs');
const { LINT } = require('./lint.cjs');

// Neither the transformation for jest nor esbuild checks types.
const types = (project) => () => succeeds(programOf('typescript', 'tsc'), ['--noEmit', '--project', project]);
const TYPES = Object.fromEntries(
  ['cli', 'test', 'examples', 'projenrc'].map((project) => [`types: ${project}`, types(project)]),
);

runTests(process.argv.slice(2), runChecks({ ...LINT, ...TYPES }));
