import { Command, InvalidArgumentError } from 'commander';
import { readTable } from './files';
import { decideAmong, Decision } from '../access/decide';
import { IdentityKind } from '../access/identity';
import { AccessTable, placesOf } from '../report/access-table';
import { requesterOf } from '../verify/target';

/** How somebody is called who is signed in, and in no group that the table knows. */
const IN_NO_GROUP = 'signed-in';

/** `explain`: what would be answered to a request, and by which row and construct. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('say what would be answered to a request, and why')
    .argument('<method>', 'such as GET')
    .argument('<url>', 'such as https://monitoring.example.com/prometheus/-/quit', checkedUrl)
    .option('--as <who...>', `groups, people or roles of the table by their names, with or without the slash in front, or by their claims, such as role:editor; ${IN_NO_GROUP} for somebody in none of them; nobody is signed in without`)
    .option('--access <file>', 'report/access.json of the program', 'report/access.json')
    .option('--json', 'as JSON')
    .action((method: string, url: string, { as, access, json }: { as?: string[]; access: string; json?: boolean }) => {
      const table = readTable(access);
      const claims = (as ?? []).filter((name) => name !== IN_NO_GROUP).map((name) => claimOf(table, name));
      const requester = requesterOf(table, { name: '', headers: {}, signedIn: as !== undefined, claims });
      const decision = decideAmong(placesOf(table), { ...partsOf(url), method: method.toUpperCase() }, requester);
      process.stdout.write(json ? `${JSON.stringify(asData(table, decision), undefined, 2)}\n` : asText(table, decision, as));
    });
}

function checkedUrl(value: string): string {
  if (!/^https:\/\/[^/?#]+/.test(value)) throw new InvalidArgumentError('allowed: addresses such as https://monitoring.example.com/prometheus');
  return value;
}

/** The path as it was written: URL would resolve dots that a client can send. */
function partsOf(url: string): { host: string; path: string } {
  const [, host, path] = /^https:\/\/([^/?#]+)([^?#]*)/.exec(url)!;
  return { host, path: path || '/' };
}

function claimOf(table: AccessTable, name: string): string {
  const known = new Map(table.rows.flatMap(({ permitted }) => permitted.filter(({ kind }) => kind !== IdentityKind.EVERYONE).map((identity) => [identity.claim, identity])));
  if (known.has(name)) return name;
  const meant = [...known.values()].filter((identity) => [name, `/${name}`].includes(identity.name));
  if (meant.length === 0) {
    throw new InvalidArgumentError(`${name} is granted nothing by this table; allowed: ${[...new Set([...known.values()].map((identity) => identity.name)), IN_NO_GROUP].join(', ')}`);
  }
  if (meant.length > 1) {
    throw new InvalidArgumentError(`${name} can be several; allowed: ${meant.map(({ kind, claim }) => `${claim} (${kind})`).join(', ')}`);
  }
  return meant[0].claim;
}

function asData(table: AccessTable, { outcome, reason, application, location, answer }: Decision): object {
  return {
    outcome, reason, application, purpose: answer?.purpose, path: location?.path, match: location?.match, permitted: answer?.permitted.map(({ displayName }) => displayName),
    construct: table.rows.find((row) => row.application === application)?.construct,
  };
}

function asText(table: AccessTable, decision: Decision, as?: readonly string[]): string {
  const { outcome, reason, application, location, answer } = decision;
  const lines: [string, string][] = [['as', as?.join(', ') ?? 'nobody']];
  if (location && answer) {
    lines.push(
      ['row', `${location.path}${location.match === 'exact' ? ' only' : ' and below'}, ${answer.methods?.join(', ') ?? 'any method'}: ${answer.purpose} for ${answer.permitted.map(({ displayName }) => displayName).join(', ') || 'nobody'}`],
      ['construct', table.rows.find((row) => row.application === application)!.construct],
    );
  }
  return `${outcome}: ${reason}\n${lines.map(([name, value]) => `  ${name.padEnd(10)}${value}\n`).join('')}`;
}
