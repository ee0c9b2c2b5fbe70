// Generates lib/oauth2-proxy/oauth2-proxy-settings.ts from the table of settable options.
'use strict';

const TYPES = { bool: 'boolean', int: 'number', string: 'string', strings: 'string[]', duration: 'Duration' };
const NAMES = {
  bool: 'a boolean',
  int: 'a whole number',
  string: 'a string',
  strings: 'a list of strings',
  duration: 'a duration',
};

/** Wraps a comment at 120 columns. */
function wrapped(text) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = `${lines.at(-1)} ${word}`;
    if (`   *${line}`.length > 120) lines.push(` ${word}`);
    else lines[lines.length - 1] = line;
  }
  return lines.map((line) => `   *${line}`);
}

/** Returns the source of the struct. */
function settingsSource({ OPTIONS, SETTABLE_OPTIONS, memberOf }) {
  const members = Object.entries(SETTABLE_OPTIONS).flatMap(([key, option]) => [
    '  /**',
    ...wrapped(option.meaning),
    ...wrapped(`Option \`${key}\`, ${NAMES[OPTIONS[key].type]}.`),
    ...wrapped(`@default ${option.default}`),
    '   */',
    `  readonly ${memberOf(key)}?: ${TYPES[OPTIONS[key].type]};`,
  ]);
  return [
    "import { Duration } from 'cdk8s';",
    '',
    '// Made from settable-options.ts by `npm run docs`.',
    '',
    '/**',
    ' * Options of oauth2-proxy, each by its name in the configuration file in camel case. Options that hold ' +
      'secrets, that',
    ' * the library sets from the program, or that weaken the sign-on are not here. A program in JavaScript that ' +
      'sets one',
    ' * is refused with the reason.',
    ' */',
    'export interface OAuth2ProxySettings {',
    ...members,
    '}',
    '',
  ].join('\n');
}

module.exports = { settingsSource };
