// Generates API.md, docs/api, tables of README.md and docs/, and the struct OAuth2ProxySettings from the code. With
// `--check`, it only prints the files that are out of date.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { markdownTable } = require('markdown-table');
const { apiDocuments } = require('./api.cjs');
const { settingsSource } = require('./proxy-settings.cjs');

const root = path.join(__dirname, '..');
const lib = path.join(root, 'build/lib');
const { FINAL_RULES, OTHER_RULES, RULES } = require(path.join(lib, 'rules'));
const { REFUSED_OPTIONS } = require(path.join(lib, 'oauth2-proxy/refused-options'));
const { OPTIONS } = require(path.join(lib, 'oauth2-proxy/option-table'));
const settable = require(path.join(lib, 'oauth2-proxy/settable-options'));
const { IMAGES, VERSIONS } = require(path.join(lib, 'versions'));
require('tsx/cjs'); // neither the command line nor the live run is compiled to separate files
const { ATTACKS } = require(path.join(root, 'cli/verify/attacks'));
const { INSIDE_ATTACKS } = require(path.join(root, 'test/live/attacks'));
const { advisoryUrl, COMPONENTS, LOOKED_UP } = require(path.join(root, 'cli/versions/table'));

const cell = (text) => text.replace(/\|/g, '\\|');
const attacks = (all) => [
  ['attack', 'what holds', 'known from'],
  ...all.map(({ id, title, reference }) => [`\`${id}\``, cell(title), cell(reference)]),
];
const linksTo = (ids) => ids.map((id) => `[${id}](${advisoryUrl(id)})`).join(', ');
const versionsOf = ({ id, name, lowest, advisories, unmaintained, notFollowed, tested, sources, note }) => [
  name,
  `\`${id}\``,
  unmaintained ? '**unmaintained**' : (lowest?.join(', ') ?? (notFollowed ? 'not followed' : 'any')),
  linksTo(advisories) || (notFollowed ? '' : `none known on ${LOOKED_UP}`),
  tested ?? '',
  cell(
    [unmaintained?.because.replace(/^./, (first) => first.toUpperCase()).concat('.'), note].filter(Boolean).join(' '),
  ),
  sources.map((url, index) => `[${index + 1}](${url})`).join(' '),
];
const tables = {
  'docs/security.md': {
    'rules': [
      ['rule', 'what it holds', 'may be accepted'],
      ...[...Object.values({ ...RULES, ...FINAL_RULES }), ...OTHER_RULES].map(({ id, title, mayBeAccepted = 'no' }) => [
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
  'docs/versions.md': {
    components: [
      ['component', 'name', `lowest on ${LOOKED_UP}`, 'advisories below it', 'tested', 'note', 'sources'],
      ...COMPONENTS.map(versionsOf),
    ],
    builds: [
      ['build of', 'by', 'where'],
      ...COMPONENTS.flatMap(({ name, unmaintained }) =>
        (unmaintained?.builds ?? []).map((build) => [name, build.name, build.url]),
      ),
    ],
  },
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

const documents = {
  ...Object.fromEntries(Object.entries(tables).map(([file, named]) => [file, withTables(file, named)])),
  ...apiDocuments(),
  'lib/oauth2-proxy/oauth2-proxy-settings.ts': settingsSource({ OPTIONS, ...settable }),
};
const check = process.argv.includes('--check');
const stale = Object.entries(documents).filter(
  ([file, text]) => !fs.existsSync(path.join(root, file)) || fs.readFileSync(path.join(root, file), 'utf8') !== text,
);
// Documents of topics that no longer have a type.
const topics = fs.existsSync(path.join(root, 'docs/api')) ? fs.readdirSync(path.join(root, 'docs/api')) : [];
const gone = topics.map((name) => `docs/api/${name}`).filter((file) => documents[file] === undefined);
for (const file of gone) {
  if (check) console.error(`${file} is out of date: npm run docs`);
  else fs.rmSync(path.join(root, file));
}
fs.mkdirSync(path.join(root, 'docs/api'), { recursive: true });
for (const [file, text] of stale) {
  if (check) console.error(`${file} is out of date: npm run docs`);
  else fs.writeFileSync(path.join(root, file), text);
}
if (check && stale.length + gone.length > 0) process.exit(1);
