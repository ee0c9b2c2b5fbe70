// Runs the tests that use a real kube-apiserver and a real Redis. Further arguments are passed to jest.
const { runTests } = require('./closing-line.cjs');

runTests(['--config', 'test/cluster/jest.config.json', ...process.argv.slice(2)]);
