// No cycles, and the table of scripts/modules.cjs. Imports of types count.
'use strict';
const { COMMAND_LINE, EVERYWHERE, MODULES, WIRING } = require('./scripts/modules.cjs');

const escaped = (name) => name.replace(/[.]/g, '\\.');
/** A path below lib/ that begins with one of these modules. */
const within = (names) =>
  `^lib/(${names.map((name) => (name.includes('.') ? `${escaped(name)}$` : `${name}/`)).join('|')})`;

const forbidden = [
  { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
  ...Object.entries(MODULES).map(([name, allowed]) => ({
    name: `${name}-imports-${allowed.length === 0 ? 'nothing' : 'only-what-the-table-allows'}`,
    severity: 'error',
    from: { path: within([name]) },
    to: { path: '^(lib|cli|test|examples)/', pathNot: within([name, ...allowed, ...EVERYWHERE]) },
  })),
  {
    name: 'a-module-stands-in-the-table',
    severity: 'error',
    from: { path: '^lib/', pathNot: within([...Object.keys(MODULES), ...WIRING]) },
    to: {},
  },
  {
    name: 'the-library-imports-nothing-around-it',
    severity: 'error',
    from: { path: '^lib/' },
    to: { path: '^(cli|test|examples|scripts)/' },
  },
  {
    name: 'the-command-line-imports-only-what-the-table-allows',
    severity: 'error',
    from: { path: '^cli/' },
    to: { path: '^(lib|test|examples)/', pathNot: within([...COMMAND_LINE, ...EVERYWHERE]) },
  },
];

module.exports = {
  forbidden,
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    // The generated bindings import each other only within one folder each.
    exclude: { path: '^lib/provider-keycloak/[^/]+/' },
    enhancedResolveOptions: { extensions: ['.ts', '.d.ts', '.js', '.cjs', '.json'] },
  },
};
