// Makes the package for Java or Go, runs the quickstart of that language, and compares what it writes with what the
// program in TypeScript writes: `node test/languages/run.cjs java`. Needs a JDK with Maven, or Go, and the registries
// of the language. `test/cluster/languages` does the same for Python.
'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '../..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'languages-'));
const env = {
  ...process.env,
  CHECKPOINT_DISABLE: '1',
  GOFLAGS: '-mod=mod',
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.version.replace(/^v(\d+).*/, '$1'),
};
const run = (cwd, program, ...args) =>
  execFileSync(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });

// The dependencies are also generated, from the npm packages of this repository. Only the runtime of jsii must be
// available in the registries.

/** Runs the program of each language, with its sources and the generated package, in a folder for its output. */
const LANGUAGES = {
  go(sources, generated, place) {
    const modules = fs.readdirSync(generated).map((name) => {
      const local = path.join(generated, name);
      return { local, module: /^module (.*)$/m.exec(fs.readFileSync(path.join(local, 'go.mod'), 'utf8'))[1] };
    });
    const lines = modules.map(({ local, module }) => `replace ${module} => ${local}`);
    fs.writeFileSync(path.join(sources, 'go.mod'), ['module quickstart', 'go 1.25', ...lines, ''].join('\n'));
    run(sources, 'go', 'mod', 'tidy');
    run(sources, 'go', 'build', '-o', path.join(folder, 'program'), '.');
    run(place, path.join(folder, 'program'));
  },
  java(sources, generated, place) {
    const libraries = path.join(folder, 'libraries');
    run(sources, 'mvn', '--batch-mode', '--quiet', 'dependency:copy-dependencies', `-DoutputDirectory=${libraries}`);
    const files = fs.readdirSync(generated, { recursive: true }).map((name) => path.join(generated, name));
    const list = path.join(folder, 'files');
    const programs = files.filter((file) => file.endsWith('.java'));
    fs.writeFileSync(list, [...programs, path.join(sources, 'Main.java')].join('\n'));
    const classes = path.join(folder, 'classes');
    const memory = '-J-Xmx1500m';
    run(folder, 'javac', memory, '-nowarn', '-proc:none', '-cp', `${libraries}/*`, '-d', classes, `@${list}`);
    // The packages in the form that the runtime reads.
    for (const resources of files.filter((file) => file.endsWith('src/main/resources'))) {
      fs.cpSync(resources, classes, { recursive: true });
    }
    run(place, 'java', '-cp', `${classes}:${libraries}/*`, 'Main');
  },
};

const language = process.argv[2];
if (!Object.keys(LANGUAGES).includes(language)) {
  console.error(`no such language: ${language}; there are ${Object.keys(LANGUAGES).join(', ')}`);
  process.exit(2);
}
const started = Date.now();
try {
  const packager = require.resolve('jsii-pacmak/bin/jsii-pacmak');
  const options = ['--code-only', '--force-target', '--no-npmignore', '--outdir', path.join(folder, 'generated')];
  const dependencies = Object.keys(require('../../package.json').peerDependencies);
  const packages = dependencies.map((name) => path.join(root, 'node_modules', name));
  run(root, process.execPath, packager, '--targets', language, ...options, ...packages, root);
  const sources = path.join(folder, 'sources');
  fs.cpSync(path.join(__dirname, language), sources, { recursive: true });
  const places = [path.join(folder, language), path.join(folder, 'typescript')];
  for (const place of places) fs.mkdirSync(place);
  LANGUAGES[language](sources, path.join(folder, 'generated', language), places[0]);
  run(places[1], process.execPath, path.join(root, 'scripts/synth.cjs'));
  execFileSync('diff', ['--recursive', ...places], { stdio: 'inherit' });
  const files = fs.readdirSync(places[0], { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  if (files.length < 10) throw new Error(`the program wrote ${files.length} files alone`);
  console.log(`${language}: ${files.length} files, equal (${Math.round((Date.now() - started) / 1000)} s)`);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
