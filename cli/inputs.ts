import { X509Certificate } from 'node:crypto';
import * as fs from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { PathMatch } from '../lib/access/application-route';
import { problemOf } from '../lib/edge/error-page-patterns';
import { SESSION_COOKIE_PREFIX } from '../lib/edge/session-cookie';
import { ConfigurationError, describe } from '../lib/errors';
import { AccessTable, ACCESS_TABLE_FORMAT } from '../lib/report/access-table';
import { syntax } from '../lib/syntax';
import { Credential, NOBODY_SIGNED_IN } from './verify/target';

const AGAIN = 'synthesize again with this version, and give its report/access.json';
const SYNTHESIZE = `fix: ${AGAIN}`;

/**
 * Read `report/access.json`. The values become requests, so the file must be one that the library can have written.
 */
export function readTable(file: string): AccessTable {
  const table = readJson(file);
  if (table?.format !== ACCESS_TABLE_FORMAT) {
    throw new InvalidArgumentError(
      `its format is ${JSON.stringify(table?.format)}; allowed: ${ACCESS_TABLE_FORMAT}; ${SYNTHESIZE}`,
    );
  }
  if (
    !isText(table.signOn, 'host', 'issuer', 'groupsClaim', 'cookie') ||
    !Array.isArray(table.machines) ||
    !Array.isArray(table.rows) ||
    table.rows.length === 0
  ) {
    throw new InvalidArgumentError(`it has no signOn, no machines or no rows; ${SYNTHESIZE}`);
  }
  checkErrorPages(table.signOn.errorPages);
  asSynthesized(() => {
    syntax.host('signOn', 'host', table.signOn.host);
    syntax.httpsUrl('signOn', 'issuer', table.signOn.issuer, 'kept');
    syntax.cookieName(
      'signOn',
      'cookie',
      table.signOn.cookie.replace(/^__Host-/, '').replace(SESSION_COOKIE_PREFIX, ''),
    );
  });
  for (const [index, row] of table.rows.entries()) {
    const where = `row ${index + 1}`;
    const lacking =
      ['application', 'kind', 'construct', 'host', 'path', 'match', 'methods', 'purpose'].find(
        (name) => !isText(row, name),
      ) ?? (isPermitted(row.permitted) ? undefined : 'permitted');
    if (lacking) throw new InvalidArgumentError(`${where} has no ${lacking}; ${SYNTHESIZE}`);
    if (!Object.values<string>(PathMatch).includes(row.match)) {
      throw new InvalidArgumentError(
        `${where} has the match ${JSON.stringify(row.match)}; allowed: ${Object.values(PathMatch).join(', ')}; ` +
          `${SYNTHESIZE}`,
      );
    }
    asSynthesized(() => {
      syntax.host(where, 'host', row.host);
      syntax.urlPath(where, 'path', row.path);
    });
  }
  return table;
}

/** Check the patterns of the edges' own answers. A table of an earlier version has none. */
function checkErrorPages(pages: any): void {
  if (pages === undefined) return;
  for (const name of ['anyStatus', 'notFound']) {
    const patterns: unknown = pages?.[name];
    const wrong = Array.isArray(patterns) ? patterns.map(problemOf).find(Boolean) : 'are not a list';
    if (wrong === undefined) continue;
    throw new InvalidArgumentError(`the errorPages of signOn, ${name}: ${wrong}; ${SYNTHESIZE}`);
  }
}

/** Read the credentials: people with a session, and machines with a token. */
export function readCredentials(file: string): Credential[] {
  const list = readJson(file);
  if (!Array.isArray(list) || list.length === 0) {
    throw new InvalidArgumentError(
      'allowed: a list such as [{ "name": "alice", "claims": ["/developers"], "cookieFromEnv": "ALICE" }]',
    );
  }
  const credentials = list.map((entry, index) => credential(`entry ${index + 1}`, entry));
  for (const [index, { name }] of credentials.entries()) {
    if (name === NOBODY_SIGNED_IN.name || credentials.findIndex((other) => other.name === name) < index) {
      throw new InvalidArgumentError(
        `entry ${index + 1} has the name of another one, ${name}; fix: give each entry a name of its own, other than ` +
          NOBODY_SIGNED_IN.name,
      );
    }
  }
  return credentials;
}

/**
 * Read a certificate authority in PEM. Without a certificate in the file, Node.js would use the public authorities.
 */
export function readAuthority(file: string): string {
  const text = readFile(file);
  try {
    new X509Certificate(text);
  } catch (error) {
    throw new InvalidArgumentError(`it does not begin with a certificate in PEM: ${(error as Error).message}`);
  }
  return text;
}

/** Read one credential. A cookie is given as a browser sends it, `name=value`. */
function credential(where: string, entry: any): Credential {
  const { name, claims, machines } = entry ?? {};
  if (
    typeof name !== 'string' ||
    !Array.isArray(claims) ||
    !claims.every((claim: unknown) => typeof claim === 'string')
  ) {
    throw new InvalidArgumentError(
      `${where} lacks name or claims; claims are all groups of the person, as the access table writes them`,
    );
  }
  const given = (key: string): string | undefined => {
    const variable = entry[`${key}FromEnv`];
    const value = variable === undefined ? entry[key] : process.env[variable];
    if (variable !== undefined && value === undefined) {
      throw new InvalidArgumentError(`${where} (${name}) names the environment variable ${variable}, which is not set`);
    }
    if (value !== undefined && (typeof value !== 'string' || !/^[ -~\u0080-\u00ff]+$/.test(value))) {
      throw new InvalidArgumentError(
        `${where} (${name}) has a ${key} that cannot be in a header; allowed: one line, as the browser shows it`,
      );
    }
    return value;
  };
  const [cookie, token] = [given('cookie'), given('token')];
  if ((cookie === undefined) === (token === undefined)) {
    throw new InvalidArgumentError(`${where} (${name}) needs either a cookie or a token`);
  }
  if (cookie !== undefined && !/^[^=\s;]+=\S/.test(cookie)) {
    throw new InvalidArgumentError(
      `${where} (${name}) has a cookie without a name; allowed: name=value, as the browser shows it`,
    );
  }
  if (machines !== undefined) {
    if (typeof machines !== 'string' || token === undefined) {
      throw new InvalidArgumentError(
        `${where} (${name}) is a machine; allowed: the id of its entrance as machines, and a token`,
      );
    }
    return { name, claims, signedIn: true, entrance: machines, headers: { Authorization: `Bearer ${token}` } };
  }
  // Routes for people accept no bearer tokens: a request with one counts as not signed in.
  return cookie === undefined
    ? { name, claims, signedIn: false, headers: { Authorization: `Bearer ${token}` } }
    : { name, claims, signedIn: true, headers: { Cookie: cookie } };
}

function readJson(file: string): any {
  try {
    return JSON.parse(readFile(file));
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function readFile(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** Whether all of these properties are strings. */
const isText = (part: any, ...names: readonly string[]) => names.every((name) => typeof part?.[name] === 'string');

const isPermitted = (permitted: unknown) =>
  Array.isArray(permitted) && permitted.every((identity) => isText(identity, 'kind', 'name', 'claim'));

/**
 * Apply a check of the library to a value of the table. The library never writes a value that it refuses in a program.
 */
function asSynthesized(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new InvalidArgumentError(describe({ ...(error as ConfigurationError).problem, fix: AGAIN }));
  }
}
