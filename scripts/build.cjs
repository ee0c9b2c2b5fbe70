// Builds the bindings, the custom resources and the bundled libraries. Then jsii checks the library and compiles it to
// build/lib, and esbuild bundles the command line into build/cli/main.js.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');

/** Removes compiled files whose sources were deleted, since the package would contain them. */
function removeStale() {
  const compiled = path.join(root, 'build', 'lib');
  if (!fs.existsSync(compiled)) return;
  for (const file of fs.readdirSync(compiled, { recursive: true })) {
    const isCompiled = /\.(d\.ts|js)$/.test(file) && path.dirname(file) !== 'bundled';
    const source = path.join(root, 'lib', file.replace(/\.(d\.ts|js)$/, '.ts'));
    if (isCompiled && !fs.existsSync(source)) fs.rmSync(path.join(compiled, file));
  }
}

const steps = [
  [path.join(__dirname, 'bindings.cjs')],
  [path.join(__dirname, 'imports.cjs')],
  [path.join(__dirname, 'bundle.cjs'), 'libraries'],
  [
    require.resolve('jsii/bin/jsii'),
    '--compress-assembly',
    '--silence-warnings=reserved-word',
    '--silence-warnings=metadata/missing-dev-dependency',
  ],
  [path.join(__dirname, 'api-types.cjs')],
  [path.join(__dirname, 'shrink.cjs')],
  [path.join(__dirname, 'bundle.cjs'), 'cli'],
];
removeStale();
for (const step of steps) {
  // jsii prints a banner for the oldest Node.js version that the package supports.
  const env = {
    ...process.env,
    CHECKPOINT_DISABLE: '1',
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.version.replace(/^v(\d+).*/, '$1'),
  };
  const { status } = spawnSync(process.execPath, step, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
// jsii does not copy other files.
fs.cpSync(path.join(root, 'lib', 'bundled'), path.join(root, 'build', 'lib', 'bundled'), { recursive: true });
