// Synthesizes an example into dist/, cdktf.out/ and report/ of the current folder: `npm run synth -- NAME`.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const examples = path.join(__dirname, '..', 'examples');
const name = process.argv[2] ?? 'quickstart';
const known = fs.readdirSync(examples).filter((entry) => fs.existsSync(path.join(examples, entry, 'main.ts')));
if (!known.includes(name)) {
  console.error(`there is no example ${JSON.stringify(name)}; allowed: ${known.join(', ')}`);
  process.exit(2);
}
for (const output of ['dist', 'cdktf.out', 'report']) fs.rmSync(output, { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  ['--import', pathToFileURL(require.resolve('tsx')).href, path.join(examples, name, 'main.ts')],
  {
    stdio: 'inherit',
    env: { ...process.env, CHECKPOINT_DISABLE: '1' },
  },
);
if (status !== 0) process.exit(status ?? 1);
for (const output of ['dist', 'cdktf.out/stacks', 'report']) {
  if (!fs.existsSync(output)) continue;
  const files = fs.readdirSync(output, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name: file } of files) console.log(path.join(parentPath, file));
}
