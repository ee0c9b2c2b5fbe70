// Tests the examples against a real kube-apiserver and a real Redis; further arguments go to vitest.
const { runTests } = require('./closing-line.cjs');

runTests('--config', 'test/cluster/vitest.config.ts', ...process.argv.slice(2));
