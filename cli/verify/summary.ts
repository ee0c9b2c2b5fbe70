import { markdownTable } from 'markdown-table';
import { printable } from './printable';
import { countsOf, Verification } from './result';

/** Write the result as text: a table of access checks, a table of attacks, and all problems. */
export function summary(verification: Verification): string {
  const { cells, attacks, hosts, hostsLeftOut, seconds } = verification;
  const counts = countsOf(verification);
  const groups = new Map<string, { as: string; application: string; all: number; wrong: number }>();
  for (const { as, application = '(no application)', problem } of cells) {
    const key = `${as}\n${application}`;
    const group = groups.get(key) ?? { as, application, all: 0, wrong: 0 };
    groups.set(key, { ...group, all: group.all + 1, wrong: group.wrong + Number(problem !== undefined) });
  }
  const problems = [
    ...cells.flatMap(({ problem }) => problem ?? []),
    ...attacks
      .filter(({ result }) => result === 'succeeded')
      .map(({ id, title, detail, reference }) => `${id}: it does not hold that ${title}: ${detail} (${reference})`),
    ...cells.flatMap(({ error, method, url, as }) =>
      error === undefined ? [] : [`${method} ${url} as ${as} could not be judged: ${error}`],
    ),
    ...attacks
      .filter(({ result }) => result === 'error')
      .map(({ id, detail }) => `${id} could not be judged: ${detail}`),
  ].map(printable);
  return [
    ...(cells.length > 0
      ? [
          markdownTable([
            ['as', 'application', 'cells', 'disagreements'],
            ...[...groups.values()].map(({ as, application, all, wrong }) => [
              oneLine(as),
              oneLine(application),
              String(all),
              String(wrong),
            ]),
          ]),
          '',
        ]
      : []),
    ...(attacks.length > 0
      ? [
          markdownTable([
            ['attack', 'what holds', 'result', 'detail'],
            ...attacks.map(({ id, title, result, detail }) => [id, title, result, oneLine(detail)]),
          ]),
          '',
        ]
      : []),
    ...problems.map((problem) => `! ${problem}`),
    ...(problems.length > 0 ? [''] : []),
    ...(hostsLeftOut.length > 0 ? [`Not requested, since not named: ${hostsLeftOut.join(', ')}`] : []),
    `${hosts.join(', ')}: ${counts.cells} cells, ${counts.disagreements} disagreements; ${counts.attacks} ` +
      `attacks, ${counts.succeeded} succeeded, ${counts.known} known, ${counts.notTried} not tried; ` +
      `${counts.errors} could not be judged; ${seconds} s`,
  ].join('\n');
}

const oneLine = (text: string) => printable(text).replace(/\s+/g, ' ').slice(0, 120);
