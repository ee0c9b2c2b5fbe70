// Everything that needs Node alone; further arguments go to jest.
const { spawnSync } = require('node:child_process');
const { runTests } = require('./closing-line.cjs');

// Neither the transformation for jest nor esbuild checks types.
for (const project of ['cli', 'test']) {
  const tsc = [require.resolve('typescript/bin/tsc'), '--project', project];
  const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' });
  if (status !== 0) {
    console.log('0 passed, 1 failed, 0 skipped');
    process.exit(1);
  }
}
runTests(...process.argv.slice(2));
