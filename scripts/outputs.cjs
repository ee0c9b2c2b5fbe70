// What stands in the output folders of a checkout: `npm run synth` writes there, and tests must not.
'use strict';
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const OUTPUTS = ['dist', 'cdktf.out', 'report'];

/** Every place that a program writes to when it runs in the checkout or in an example. */
function placesIn(root) {
  const examples = path.join(root, 'examples');
  const folders = [root, ...(fs.existsSync(examples) ? fs.readdirSync(examples).map((name) => path.join(examples, name)) : [])];
  return folders.filter((folder) => fs.statSync(folder).isDirectory()).flatMap((folder) => fs.readdirSync(folder)
    .filter((name) => OUTPUTS.includes(name) || /^terraform\..*\.tfstate/.test(name)).map((name) => path.join(folder, name)));
}

function filesIn(place) {
  if (!fs.statSync(place).isDirectory()) return [place];
  return fs.readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** Each file, with its content and when it was last written: the same content written again is a change, too. */
function outputsOf(root) {
  const entries = placesIn(root).flatMap((place) => [[place, 'there'], ...filesIn(place).map((file) => [
    file, `${fs.statSync(file).mtimeMs} ${createHash('sha256').update(fs.readFileSync(file)).digest('hex')}`,
  ])]);
  return new Map(entries.map(([file, state]) => [path.relative(root, file), state]));
}

/** The files that differ between two looks. */
function changedOutputs(before, after) {
  return [...new Set([...before.keys(), ...after.keys()])].filter((file) => before.get(file) !== after.get(file)).sort();
}

module.exports = { changedOutputs, outputsOf };
