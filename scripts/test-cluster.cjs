// Tests the examples against a real kube-apiserver and a real Redis; further arguments go to jest.
const { runTests } = require('./closing-line.cjs');

runTests(['--config', 'test/cluster/jest.config.json', ...process.argv.slice(2)]);
