import { create } from 'xmlbuilder2';
import { Verification } from './result';

/** The result as JUnit's XML, which every CI system reads: each cell and each attack is a test case. */
export function junit({ cells, attacks, startedAt, seconds }: Verification): string {
  // Answers may hold characters that XML has no place for.
  const root = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\uFFFD' }).ele('testsuites', { name: 'cdk8s-monitoring-sso verify', time: seconds });
  const groups = new Map<string, typeof cells[number][]>();
  for (const cell of cells) groups.set(cell.as, [...groups.get(cell.as) ?? [], cell]);
  for (const [as, members] of groups) {
    const suite = root.ele('testsuite', { name: `access as ${as}`, tests: members.length, failures: members.filter(({ problem }) => problem !== undefined).length, timestamp: startedAt });
    for (const { method, url, expected, problem } of members) {
      const test = suite.ele('testcase', { classname: `access.${as}`, name: `${method} ${url}: ${expected}` });
      if (problem !== undefined) test.ele('failure', { message: problem });
    }
  }
  if (attacks.length > 0) {
    const of = (result: string) => attacks.filter((attack) => attack.result === result).length;
    const suite = root.ele('testsuite', { name: 'attacks', tests: attacks.length, failures: of('succeeded'), skipped: of('not-tried'), timestamp: startedAt });
    for (const { id, family, title, result, detail, reference } of attacks) {
      const test = suite.ele('testcase', { classname: `attacks.${family}`, name: `${id}: ${title}` });
      if (result === 'succeeded') test.ele('failure', { message: `${detail} (${reference})` });
      if (result === 'not-tried') test.ele('skipped', { message: detail });
      if (result === 'known') test.ele('system-out').txt(`known: ${detail} (${reference})`);
    }
  }
  return root.end({ prettyPrint: true });
}
