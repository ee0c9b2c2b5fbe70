// Everything that needs Node alone; further arguments go to vitest.
const { spawnSync } = require('node:child_process');
const { runTests } = require('./closing-line.cjs');

// Neither vitest nor esbuild checks types.
for (const project of ['cli', 'test']) {
  const { status } = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--project', project], { stdio: 'inherit' });
  if (status !== 0) {
    console.log('0 passed, 1 failed, 0 skipped');
    process.exit(1);
  }
}
runTests(...process.argv.slice(2));
