// Writes what is made from the code: API.md, and tables of README.md and docs/. `--check` only says what is out of
// date.
'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { markdownTable } = require('markdown-table');

const root = path.join(__dirname, '..');
const lib = path.join(root, 'build/lib');
const { FINAL_RULES, RULES } = require(path.join(lib, 'rules'));
const { REFUSED_OPTIONS } = require(path.join(lib, 'oauth2-proxy/refused-options'));
const { IMAGES, VERSIONS } = require(path.join(lib, 'versions'));
require('tsx/cjs'); // neither the attacks nor the live run are compiled to files of their own
const { ATTACKS } = require(path.join(root, 'cli/verify/attacks'));
const { INSIDE_ATTACKS } = require(path.join(root, 'test/live/attacks'));

const cell = (text) => text.replace(/\|/g, '\\|');
const attacks = (all) => [
  ['attack', 'what holds', 'known from'],
  ...all.map(({ id, title, reference }) => [`\`${id}\``, cell(title), cell(reference)]),
];
const tables = {
  'docs/security.md': {
    'rules': [
      ['rule', 'what it holds', 'may be accepted'],
      ...Object.entries({ ...RULES, ...FINAL_RULES }).map(([id, { title, mayBeAccepted = 'no' }]) => [
        `\`${id}\``,
        cell(title),
        cell(mayBeAccepted),
      ]),
    ],
    'refused-options': [
      ['option', 'why it is refused', 'instead'],
      ...Object.entries(REFUSED_OPTIONS).map(([key, { reason, instead }]) => [
        `\`${key}\``,
        cell(reason),
        cell(instead),
      ]),
    ],
  },
  'docs/attacks.md': { 'attacks': attacks(ATTACKS), 'inside-attacks': attacks(INSIDE_ATTACKS) },
  'README.md': {
    versions: [
      ['what', 'version'],
      ['oauth2-proxy', `${VERSIONS.oauth2Proxy} (\`${IMAGES.oauth2Proxy}\`)`],
      ['Valkey', `${VERSIONS.valkey} (\`${IMAGES.valkey}\`)`],
      ['Caddy (the token sidecar)', `${VERSIONS.caddy} (\`${IMAGES.caddy}\`)`],
      ['curl (the access check)', `${VERSIONS.curl} (\`${IMAGES.curl}\`)`],
      ['Karma', `${VERSIONS.karma} (\`${IMAGES.karma}\`)`],
      ['Terraform provider keycloak/keycloak', `${VERSIONS.keycloakProvider} or newer, below 6`],
    ],
  },
};

function withTables(file, named) {
  let text = fs.readFileSync(path.join(root, file), 'utf8');
  for (const [name, rows] of Object.entries(named)) {
    const section = new RegExp(`(<!-- table: ${name} -->\\n)[\\s\\S]*?(<!-- end -->)`);
    if (!section.test(text)) throw new Error(`${file} has no place for the table ${name}`);
    text = text.replace(section, (_, start, end) => `${start}${markdownTable(rows)}\n${end}`);
  }
  return text;
}

function api() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'api-'));
  const output = path.join(folder, 'API.md');
  execFileSync(
    process.execPath,
    [path.join(path.dirname(require.resolve('jsii-docgen/package.json')), 'bin/jsii-docgen'), '--output', output],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const text = fs.readFileSync(output, 'utf8');
  fs.rmSync(folder, { recursive: true });
  return text;
}

const documents = {
  ...Object.fromEntries(Object.entries(tables).map(([file, named]) => [file, withTables(file, named)])),
  'API.md': api(),
};
const check = process.argv.includes('--check');
const stale = Object.entries(documents).filter(
  ([file, text]) => !fs.existsSync(path.join(root, file)) || fs.readFileSync(path.join(root, file), 'utf8') !== text,
);
for (const [file, text] of stale) {
  if (check) console.error(`${file} is out of date: npm run docs`);
  else fs.writeFileSync(path.join(root, file), text);
}
if (check && stale.length > 0) process.exit(1);
