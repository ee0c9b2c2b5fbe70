// Bundles the command line into one file, build/cli/main.js, and keeps the license texts of the libraries in it.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { buildSync } = require('esbuild');

const root = path.join(__dirname, '..');
const PEERS = Object.keys(require('../package.json').peerDependencies);
const outdir = path.join(root, 'build', 'cli');

/** The folder of the package that a bundled file belongs to, or `undefined` for a file of this repository. */
const packageOf = (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];

/** The license of a package: its name, version and the text of its license file. */
function licenseOf(folder) {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  const file = fs.readdirSync(path.join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} ${version} has no license file`);
  const text = fs.readFileSync(path.join(root, folder, file), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}

function bundle() {
  fs.rmSync(outdir, { recursive: true, force: true });
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: ['cli/main.ts'],
    outfile: path.join(outdir, 'main.js'),
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    // The version is read from the installed package.
    external: ['cdk8s-monitoring-sso/package.json'],
    minifyWhitespace: true,
    // THIRD-PARTY-LICENSES.txt has them all.
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
  const libraries = new Set(Object.keys(metafile.inputs).map(packageOf).filter((folder) => folder !== undefined));
  const forbidden = [...libraries].filter((folder) => PEERS.includes(folder.replace(/^.*node_modules\//, '')));
  if (forbidden.length > 0) throw new Error(`the command line must start fast: it must not import ${forbidden.join(', ')}`);
  const texts = [...libraries].sort().map(licenseOf);
  fs.writeFileSync(path.join(outdir, 'THIRD-PARTY-LICENSES.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
  fs.chmodSync(path.join(outdir, 'main.js'), 0o755);
}

bundle();
