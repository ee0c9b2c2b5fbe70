import { Command, InvalidArgumentError } from 'commander';
import { readTable } from './inputs';
import { Credential, requesterOf } from './verify/target';
import { decideAmong, Decision } from '../lib/access/decide';
import { IdentityKind } from '../lib/access/identity';
import { AccessTable, placesOf } from '../lib/report/access-table';

/** The name for a person who is signed in and belongs to no group of the table. */
const IN_NO_GROUP = 'signed-in';

/** `explain`: what would be answered to a request, and by which row and construct. */
export function explainCommand(done: () => void): Command {
  return new Command('explain')
    .description('say what would be answered to a request, and why')
    .argument('<method>', 'such as GET')
    .argument('<url>', 'such as https://monitoring.example.com/prometheus/-/quit', checkedUrl)
    .option(
      '--as <who...>',
      `groups, people or roles of the table by their names, with or without the slash in front, or by their ` +
        `claims, such as role:editor; ${IN_NO_GROUP} for a person in no group; without the option, no one is signed in`,
    )
    .option('--access <file>', 'report/access.json of the program', 'report/access.json')
    .option('--json', 'as JSON')
    .action((method: string, url: string, { as, access, json }: { as?: string[]; access: string; json?: boolean }) => {
      const table = readTable(access);
      const request = { ...partsOf(url), method: method.toUpperCase() };
      const decision = decideAmong(
        placesOf(table),
        request,
        requesterOf(table, { name: '', headers: {}, ...callerOf(table, as, request.host) }),
      );
      process.stdout.write(
        json ? `${JSON.stringify(asData(table, decision), undefined, 2)}\n` : asText(table, decision, as),
      );
      done();
    });
}

function checkedUrl(value: string): string {
  if (!/^https:\/\/[^/?#]+/.test(value)) {
    throw new InvalidArgumentError('allowed: addresses such as https://monitoring.example.com/prometheus');
  }
  return value;
}

/** The path as it was written: URL would resolve dots that a client can send. */
function partsOf(url: string): { host: string; path: string } {
  const [, host, path] = /^https:\/\/([^/?#]+)([^?#]*)/.exec(url)!;
  return { host, path: path || '/' };
}

/** The caller that has these names. Two clusters may have equal names: the one of the requested host comes first. */
function callerOf(
  table: AccessTable,
  as: readonly string[] | undefined,
  host: string,
): Pick<Credential, 'signedIn' | 'claims' | 'entrance'> {
  const known = table.rows
    .flatMap((row) =>
      row.permitted
        .filter(({ kind }) => kind !== IdentityKind.EVERYONE)
        .map(({ kind, name, claim }) => ({
          kind,
          name,
          claim,
          entrance: row.entrance,
          here: row.host === host.toLowerCase().replace(/:\d+$/, ''),
        })),
    )
    .sort((a, b) => Number(b.here) - Number(a.here));
  const found = (as ?? [])
    .filter((name) => name !== IN_NO_GROUP)
    .map((name) => {
      const meant = known.filter((each) => each.claim === name);
      if (meant.length === 0) meant.push(...known.filter((each) => [name, `/${name}`].includes(each.name)));
      if (meant.length === 0) {
        throw new InvalidArgumentError(
          `this table grants nothing to ${name}; allowed: ` +
            `${[...new Set(known.map((each) => each.name)), IN_NO_GROUP].join(', ')}`,
        );
      }
      const several = new Map(meant.map((each) => [each.claim, each]));
      if (several.size > 1) {
        throw new InvalidArgumentError(
          `${name} is ambiguous; allowed: ` +
            `${[...several.values()].map(({ kind, claim }) => `${claim} (${kind})`).join(', ')}`,
        );
      }
      return meant[0];
    });
  const entrances = new Set(found.map(({ entrance }) => entrance));
  if (entrances.size > 1 || (found.length > 1 && !entrances.has(undefined))) {
    throw new InvalidArgumentError(
      `a machine cannot be combined with other identities: ${as!.join(', ')}; allowed: one machine, or the groups ` +
        'of a person',
    );
  }
  return { signedIn: as !== undefined, claims: found.map(({ claim }) => claim), entrance: found[0]?.entrance };
}

function asData(table: AccessTable, { outcome, reason, application, location, answer }: Decision): object {
  return {
    outcome,
    reason,
    application,
    purpose: answer?.purpose,
    path: location?.path,
    match: location?.match,
    permitted: answer?.permitted.map(({ displayName }) => displayName),
    construct: table.rows.find((row) => row.application === application)?.construct,
  };
}

function asText(table: AccessTable, decision: Decision, as?: readonly string[]): string {
  const { outcome, reason, application, location, answer } = decision;
  const lines: [string, string][] = [['as', as?.join(', ') ?? 'nobody']];
  if (location && answer) {
    lines.push(
      [
        'row',
        `${location.path}${location.match === 'exact' ? ' only' : ' and below'}, ` +
          `${answer.methods?.join(', ') ?? 'any method'}: ${answer.purpose} for ` +
          `${answer.permitted.map(({ displayName }) => displayName).join(', ') || 'nobody'}`,
      ],
      ['construct', table.rows.find((row) => row.application === application)!.construct],
    );
  }
  return `${outcome}: ${reason}\n${lines.map(([name, value]) => `  ${name.padEnd(10)}${value}\n`).join('')}`;
}
