// Generates the API reference: the output of jsii-docgen, split by the folder of each type, without inherited members.
'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { loadAssemblyFromPath } = require('@jsii/spec');

const root = path.join(__dirname, '..');
const PACKAGE = 'cdk8s-monitoring-sso';

/** Returns the output of jsii-docgen: one document, with a third-level section for each type. */
function generated() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'api-'));
  const output = path.join(folder, 'API.md');
  const program = path.join(path.dirname(require.resolve('jsii-docgen/package.json')), 'bin/jsii-docgen');
  execFileSync(process.execPath, [program, '--output', output], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const text = fs.readFileSync(output, 'utf8');
  fs.rmSync(folder, { recursive: true });
  return text;
}

/** Returns the topic of a type: its folder in lib, or its file if it is not in a folder. */
const topicOf = ({ locationInModule: { filename } }) => {
  const [first] = filename.replace(/^lib\//, '').split('/');
  return first.replace(/(-props)?\.ts$/, '');
};

/** Returns the names of the members that a type, or a base type of this package, declares. */
function declared(assembly, type) {
  const bases = [type.base, ...(type.interfaces ?? [])].filter((name) => name?.startsWith(`${PACKAGE}.`));
  const own = [...(type.methods ?? []), ...(type.properties ?? []), ...(type.members ?? [])].map(({ name }) => name);
  return new Set([...own, ...bases.flatMap((name) => [...declared(assembly, assembly.types[name])])]);
}

/** Removes the members that are not in `keep`, and headings without content. */
function withoutInherited(section, typeName, keep) {
  const id = new RegExp(`${PACKAGE}\\.${typeName}\\.(?:property\\.)?([A-Za-z0-9_]+)"`);
  const inherited = (line) => {
    const [, member] = id.exec(line) ?? [];
    return member !== undefined && member !== 'Initializer' && !keep.has(member);
  };
  const lines = [];
  let skipping = false;
  for (const line of section.split('\n')) {
    if (/^#{3,5} /.test(line)) skipping = /^##### /.test(line) && inherited(line);
    const isRow = /^\| <code><a href="#/.test(line);
    if (!skipping && !(isRow && inherited(line.replace(/<\/a>.*/, '"')))) lines.push(line);
  }
  const empty =
    /\n#### (?:Methods|Static Functions|Properties) <[^\n]*\n\n\| \*\*Name[^\n]*\n\|[- |]*\n\n(?:---\n\n)?/g;
  // Each list of members ends with a horizontal rule.
  return `\n${lines.join('\n')}`
    .replace(/\n{3,}/g, '\n\n')
    .replace(empty, '\n')
    .trim();
}

/** Returns all documents of the reference, by path from the root of the repository. */
function apiDocuments() {
  const assembly = loadAssemblyFromPath(root);
  const types = new Map(Object.values(assembly.types).map((type) => [type.name, type]));
  const topics = new Map();
  for (const section of generated().split(/\n(?=### )/)) {
    const [, name] = /^### `?(\w+)`? </.exec(section) ?? [];
    const type = types.get(name);
    if (type === undefined) continue;
    const text = withoutInherited(section.replace(/\n## [^\n]*\n/g, '\n'), name, declared(assembly, type));
    const topic = topicOf(type);
    topics.set(topic, [...(topics.get(topic) ?? []), { name, type, text }]);
  }
  const fileOf = new Map([...topics].flatMap(([topic, all]) => all.map(({ name }) => [name, topic])));
  const linked = (text, topic) =>
    text.replace(new RegExp(`href="#(${PACKAGE}\\.(\\w+)[^"]*)"`, 'g'), (whole, anchor, name) => {
      const target = fileOf.get(name);
      return target === undefined || target === topic ? whole : `href="${target}.md#${anchor}"`;
    });

  const documents = {};
  const sorted = [...topics].sort(([a], [b]) => a.localeCompare(b));
  for (const [topic, all] of sorted) {
    const index = all.map(({ name }) => `[${name}](#${PACKAGE}.${name})`).join(' · ');
    const heading = `# API: ${topic}\n\n[All topics](../../API.md)\n\n${index}`;
    documents[`docs/api/${topic}.md`] = `${[heading, ...all.map(({ text }) => linked(text, topic))].join('\n\n')}\n`;
  }
  const row = ({ name, type }, topic) => {
    const [summary = ''] = (type.docs?.summary ?? '').split('\n');
    return `| [${name}](docs/api/${topic}.md#${PACKAGE}.${name}) | ${summary.replace(/\|/g, '\\|')} |`;
  };
  const tables = sorted.map(([topic, all]) =>
    [`## ${topic}`, '', '| type | what it is |', '|---|---|', ...all.map((each) => row(each, topic))].join('\n'),
  );
  const intro = 'Every public type, by topic. Members that a type inherits from `constructs` or `cdk8s` are left out.';
  documents['API.md'] = `${['# API reference', intro, ...tables].join('\n\n')}\n`;
  return documents;
}

module.exports = { apiDocuments };
