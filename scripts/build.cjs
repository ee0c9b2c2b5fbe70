// Bindings, then the library: to build/lib, checked by jsii.
'use strict';
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const steps = [
  [path.join(__dirname, 'bindings.cjs')],
  [require.resolve('jsii/bin/jsii'), '--silence-warnings=reserved-word', '--silence-warnings=metadata/missing-dev-dependency'],
];
for (const step of steps) {
  // The oldest supported Node.js is older than what jsii itself asks for without a banner.
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.version.replace(/^v(\d+).*/, '$1') };
  const { status } = spawnSync(process.execPath, step, { cwd: path.join(__dirname, '..'), stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
