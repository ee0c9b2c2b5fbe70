// Everything that needs Node alone; further arguments go to jest.
const { spawnSync } = require('node:child_process');
const { runTests } = require('./closing-line.cjs');

// The transformation for jest does not look at types.
const { status } = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--project', 'test'], { stdio: 'inherit' });
if (status !== 0) {
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}
runTests(...process.argv.slice(2));
