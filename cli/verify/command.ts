import * as net from 'node:net';
import { Command, InvalidArgumentError, Option } from 'commander';
import { AccessTable, claimsOf } from '../../lib/report/access-table';
import { readAuthority, readCredentials, readTable } from '../inputs';
import { writable, writeWhole } from '../outputs';
import { Family } from './attack';
import { ATTACKS } from './attacks';
import { Endpoint } from './http';
import { junit } from './junit';
import { printable } from './printable';
import { countsOf, Verdict, verdictOf, type Verification, VERIFICATION_FORMAT } from './result';
import { summary } from './summary';
import { Credential } from './target';
import { verify } from './verify';

interface VerifyFlags {
  readonly access: AccessTable;
  readonly credentials?: Credential[];
  readonly only?: 'cells' | 'attacks';
  readonly family?: Family[];
  readonly rate: number;
  readonly timeout: number;
  readonly resolve?: Map<string, string>;
  readonly ca?: string;
  readonly json?: string;
  readonly junit?: string;
  readonly unsafeMethods?: boolean;
  readonly quiet?: boolean;
}

/** The command `verify`: compare a running deployment with the access table of its program. */
export function verifyCommand(done: (exitCode: number) => void): Command {
  const inputs: string[] = [];
  const reading =
    <T>(read: (file: string) => T) =>
    (file: string) => {
      inputs.push(file);
      return read(file);
    };
  return new Command('verify')
    .description(
      'compare a running deployment with the access table of its program, from outside: every cell, and the ' +
        'attacks that need no access from inside',
    )
    .argument('<url...>', 'the hosts to ask, and no others, such as https://monitoring.example.com', collectHosts)
    .addOption(
      new Option('--access <file>', 'report/access.json of the program')
        .makeOptionMandatory()
        .argParser(reading(readTable)),
    )
    .option(
      '--credentials <file>',
      'JSON list of credentials: name, claims (groups and roles, as in the table), and cookie or token, or ' +
        'cookieFromEnv or tokenFromEnv; for a machine, its subject as the claim, and in machines the id of its ' +
        'entrance',
      reading(readCredentials),
    )
    .addOption(new Option('--only <part>', 'only a part').choices(['cells', 'attacks']))
    .addOption(
      new Option('--family <name...>', 'only the attacks of these families').choices([
        ...new Set(ATTACKS.map(({ family }) => family)),
      ]),
    )
    .option(
      '--unsafe-methods',
      'also send POST, PUT, PATCH and DELETE, to unused paths to which the program gives no one access, and try the ' +
        'attacks that need these methods',
    )
    .option('--rate <number>', 'the maximum number of requests in a second', positive, 10)
    .option('--timeout <seconds>', 'the time-out of a request', positive, 15)
    .option(
      '--resolve <host:address>',
      'connect to this address instead of resolving the host; can be repeated',
      collectAddresses,
    )
    .option('--ca <file>', 'certificate authority in PEM, in place of the public ones', reading(readAuthority))
    .option('--json <file>', 'write the whole result as JSON')
    .option('--junit <file>', 'write the whole result as JUnit XML')
    .option('--quiet', 'show no progress')
    .addHelpText(
      'after',
      '\nExit code: 0 everything holds, 1 something does not, 2 it could not be judged, or not all of it. ' +
        'Nothing is changed in the deployment: redirects are not followed, and no one is signed in or out.',
    )
    .action(async (_urls: string[], flags: VerifyFlags, command: Command) => {
      if (flags.only === 'cells' && flags.family) {
        throw new InvalidArgumentError('--family chooses attacks, and --only cells tries none');
      }
      const hosts = withAddresses(command.processedArgs[0] as Map<string, Endpoint>, flags.resolve);
      writable({ '--json': flags.json, '--junit': flags.junit }, inputs);
      checkEntrances(flags.access, flags.credentials ?? []);
      for (const note of unknownClaims(flags.access, flags.credentials ?? [])) {
        process.stderr.write(`${printable(note)}\n`);
      }
      const result = await verify({
        table: flags.access,
        hosts,
        credentials: flags.credentials ?? [],
        authority: flags.ca,
        requestsPerSecond: flags.rate,
        timeoutMilliseconds: flags.timeout * 1000,
        cells: flags.only !== 'attacks',
        unsafeMethods: flags.unsafeMethods ?? false,
        attacks: flags.only === 'cells' ? [] : ATTACKS.filter(({ family }) => flags.family?.includes(family) ?? true),
        progress: flags.quiet ? undefined : progress,
      });
      process.stdout.write(`${summary(result)}\n`);
      const verdict = verdictOf(result);
      writeWhole([
        ...(flags.json ? [[flags.json, asJson(result)] as const] : []),
        ...(flags.junit ? [[flags.junit, `${junit(result)}\n`] as const] : []),
      ]);
      done({ [Verdict.HOLDS]: 0, [Verdict.FAILS]: 1, [Verdict.UNKNOWN]: 2 }[verdict]);
    });
}

/** Report progress: one line that is updated on a terminal, or one line for every hundredth step in a log. */
function progress(finished: number, all: number, what: string): void {
  const line = printable(`${finished} of ${all}: ${what}`);
  if (process.stderr.isTTY) {
    process.stderr.write(
      `\r\u001b[K${line.slice(0, (process.stderr.columns ?? 80) - 1)}${finished === all ? '\n' : ''}`,
    );
  } else if (finished % Math.max(1, Math.round(all / 100)) === 0 || finished === all) {
    process.stderr.write(`${line}\n`);
  }
}

/**
 * Refuse unknown machine entrances. With an unknown entrance the machine would have no rights at all, and every check
 * would pass.
 */
function checkEntrances(table: AccessTable, credentials: readonly Credential[]): void {
  for (const { name, entrance } of credentials) {
    if (entrance !== undefined && !table.machines.some(({ id }) => id === entrance)) {
      throw new InvalidArgumentError(
        `${name} names the entrance ${entrance}, which is not in the table; allowed: ` +
          `${table.machines.map(({ id }) => id).join(', ') || 'none, since there are no machines'}`,
      );
    }
  }
}

/** Find claims that the table does not contain. They change no decision and are usually misspelled. */
function unknownClaims(table: AccessTable, credentials: readonly Credential[]): string[] {
  const known = claimsOf(table);
  return credentials.flatMap(({ name, claims }) =>
    claims
      .filter((claim) => !known.includes(claim))
      .map((claim) => `note: nothing is granted to ${claim}, a claim of ${name}; the table knows ${known.join(', ')}`),
  );
}

function collectHosts(value: string, before: Map<string, Endpoint> | undefined): Map<string, Endpoint> {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== 'https:' || url.username || url.password || url.pathname !== '/' || url.search || url.hash) {
    throw new InvalidArgumentError(
      'allowed: addresses such as https://monitoring.example.com, with a port if it is not 443, and ' + 'nothing else',
    );
  }
  if (before?.has(url.hostname)) {
    throw new InvalidArgumentError(`${url.hostname} is named twice; fix: name it once, with the port for HTTPS`);
  }
  return new Map([...(before ?? []), [url.hostname, url.port === '' ? {} : { port: Number(url.port) }]]);
}

function collectAddresses(value: string, before: Map<string, string> | undefined): Map<string, string> {
  const [, host, given = ''] = /^([^:]+):(.+)$/.exec(value) ?? [];
  const address = given.replace(/^\[(.*)\]$/, '$1');
  if (!host || (!net.isIP(address) && !/^[a-z0-9.-]+$/i.test(address))) {
    throw new InvalidArgumentError('allowed: host:address without a port, such as monitoring.example.com:203.0.113.7');
  }
  return new Map([...(before ?? []), [host.toLowerCase(), address]]);
}

function withAddresses(
  hosts: Map<string, Endpoint>,
  addresses: Map<string, string> = new Map(),
): Map<string, Endpoint> {
  for (const host of addresses.keys()) {
    if (!hosts.has(host)) {
      throw new InvalidArgumentError(
        `--resolve names ${host}, which is not among the hosts to request; allowed: ${[...hosts.keys()].join(', ')}`,
      );
    }
  }
  return new Map(
    [...hosts].map(([host, endpoint]) => [
      host,
      addresses.has(host) ? { ...endpoint, address: addresses.get(host) } : endpoint,
    ]),
  );
}

function positive(value: string): number {
  const number = Number(value);
  if (!(number >= 0.1 && number <= 1000)) throw new InvalidArgumentError('allowed: numbers from 0.1 to 1000');
  return number;
}

function asJson(result: Verification): string {
  const head = { format: VERIFICATION_FORMAT, verdict: verdictOf(result), counts: countsOf(result) };
  return `${JSON.stringify({ ...head, ...result }, undefined, 2)}\n`;
}
