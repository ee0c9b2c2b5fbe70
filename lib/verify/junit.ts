import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { CellResult, countsOf, Verification } from './result';

/** The result as JUnit's XML, with the attributes that the readers of CI systems ask for: each cell and each attack is a test case. */
export function junit(verification: Verification): string {
  const { cells, attacks, hostsLeftOut, startedAt, seconds } = verification;
  const counts = countsOf(verification);
  // Answers may hold characters that XML has no place for.
  const root = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\uFFFD' }).ele('testsuites', {
    name: 'cdk8s-monitoring-sso verify', tests: cells.length + attacks.length + hostsLeftOut.length, failures: counts.disagreements + counts.succeeded, errors: counts.errors, time: seconds,
  });
  const groups = new Map<string, CellResult[]>();
  for (const cell of cells) groups.set(cell.as, [...groups.get(cell.as) ?? [], cell]);
  for (const [as, members] of groups) {
    suite(root, `access as ${as}`, startedAt, members.map(({ method, url, expected, problem, error }) => ({ group: `access.${as}`, name: `${method} ${url}: ${expected}`, failure: problem, error })));
  }
  if (attacks.length > 0) {
    suite(root, 'attacks', startedAt, attacks.map(({ id, family, title, result, detail, reference }) => ({
      group: `attacks.${family}`, name: `${id}: ${title}`,
      failure: result === 'succeeded' ? `${detail} (${reference})` : undefined, error: result === 'error' ? detail : undefined,
      skipped: result === 'not-tried' ? detail : undefined, output: result === 'known' ? `known: ${detail} (${reference})` : undefined,
    })));
  }
  if (hostsLeftOut.length > 0) suite(root, 'hosts', startedAt, hostsLeftOut.map((host) => ({ group: 'hosts', name: host, skipped: 'not asked, since not named' })));
  return root.end({ prettyPrint: true });
}

interface Case {
  readonly group: string;
  readonly name: string;
  readonly failure?: string;
  readonly error?: string;
  readonly skipped?: string;
  readonly output?: string;
}

function suite(root: XMLBuilder, name: string, timestamp: string, cases: readonly Case[]): void {
  const count = (what: 'failure' | 'error' | 'skipped') => cases.filter((each) => each[what] !== undefined).length;
  const element = root.ele('testsuite', { name, tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped'), timestamp: timestamp.replace(/\..*/, ''), time: 0 });
  for (const { group, name: title, output, ...rest } of cases) {
    const test = element.ele('testcase', { classname: group, name: title, time: 0 });
    for (const what of ['failure', 'error', 'skipped'] as const) if (rest[what] !== undefined) test.ele(what, { message: rest[what]!, ...what === 'skipped' ? {} : { type: what } });
    if (output !== undefined) test.ele('system-out').txt(output);
  }
}
