// Bundles with esbuild: `libraries`, the libraries of lib/, into lib/bundled/; `cli`, the command line, into
// build/cli/main.js. The license texts of the bundled libraries are written next to the bundles.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { buildSync } = require('esbuild');

const root = path.join(__dirname, '..');
const PEERS = Object.keys(require('../package.json').peerDependencies);

// jsii requires that dependencies are bundled, and npm would bundle whole packages: tldts alone has 3 MB.
const LIBRARIES = ['markdown-table', 'smol-toml', 'tldts'];

/** Returns the package folder of a bundled file, or `undefined` for a file of this repository. */
const packageOf = (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];

/** Returns the name, version and license text of a package. */
function licenseOf(folder) {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  const file = fs.readdirSync(path.join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} ${version} has no license file`);
  const text = fs.readFileSync(path.join(root, folder, file), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}

/** Bundles each entry point into one file of a folder. Other files in the folder are removed. */
function bundle(outdir, entryPoints, options = {}) {
  fs.rmSync(path.join(root, outdir), { recursive: true, force: true });
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    minifyWhitespace: true,
    // THIRD-PARTY-LICENSES.txt contains all licenses.
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    ...options,
  });
  const folders = Object.keys(metafile.inputs)
    .map(packageOf)
    .filter((folder) => folder !== undefined);
  const libraries = [...new Set(folders)].sort();
  const peers = libraries.filter((folder) => PEERS.includes(folder.replace(/^.*node_modules\//, '')));
  if (peers.length > 0) throw new Error(`${outdir} must contain no peer dependency, and contains ${peers.join(', ')}`);
  const texts = libraries.map(licenseOf).join(`\n${'-'.repeat(80)}\n\n`);
  fs.writeFileSync(path.join(root, outdir, 'THIRD-PARTY-LICENSES.txt'), texts);
}

const bundles = {
  libraries: () => bundle('lib/bundled', Object.fromEntries(LIBRARIES.map((name) => [name, name]))),
  cli: () => {
    // The version is read from the installed package.
    bundle('build/cli', { main: 'cli/main.ts' }, { external: ['cdk8s-monitoring-sso/package.json'] });
    fs.chmodSync(path.join(root, 'build/cli/main.js'), 0o755);
  },
};
bundles[process.argv[2]]();
