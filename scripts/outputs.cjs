// Reads the output folders of a checkout. `npm run synth` writes to these folders, and tests must not.
'use strict';
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const OUTPUTS = ['dist', 'cdktf.out', 'report'];

/** All folders that a program writes to when it runs in the checkout or in an example. */
function placesIn(root) {
  const examples = path.join(root, 'examples');
  const names = fs.existsSync(examples) ? fs.readdirSync(examples) : [];
  const folders = [root, ...names.map((name) => path.join(examples, name))].filter((folder) =>
    fs.statSync(folder).isDirectory(),
  );
  const isOutput = (name) => OUTPUTS.includes(name) || /^terraform\..*\.tfstate/.test(name);
  return folders.flatMap((folder) =>
    fs
      .readdirSync(folder)
      .filter(isOutput)
      .map((name) => path.join(folder, name)),
  );
}

function filesIn(place) {
  if (!fs.statSync(place).isDirectory()) return [place];
  const entries = fs.readdirSync(place, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** Returns each file with its content and modification time. Writing the same content again is also a change. */
function outputsOf(root) {
  const entries = placesIn(root).flatMap((place) => [
    [place, 'there'],
    ...filesIn(place).map((file) => [
      file,
      `${fs.statSync(file).mtimeMs} ${createHash('sha256').update(fs.readFileSync(file)).digest('hex')}`,
    ]),
  ]);
  return new Map(entries.map(([file, state]) => [path.relative(root, file), state]));
}

/** Returns the files that differ between two snapshots. */
function changedOutputs(before, after) {
  const files = new Set([...before.keys(), ...after.keys()]);
  return [...files].filter((file) => before.get(file) !== after.get(file)).sort();
}

module.exports = { changedOutputs, outputsOf };
