import { create, type XMLElement } from 'xmlbuilder';
import { type AttackResult, type AccessCheckResult, countsOf, type Verification } from './result';

/**
 * Write a verification as JUnit XML, with the attributes that CI systems read.
 *
 * Each access check and each attack is a test case.
 */
export function junit(verification: Verification): string {
  const { cells, attacks, hostsLeftOut, startedAt, seconds } = verification;
  const counts = countsOf(verification);
  // Servers can send characters that XML does not allow.
  const root = create('testsuites', { version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\uFFFD' });
  root.att({
    name: 'cdk8s-monitoring-sso verify',
    tests: cells.length + attacks.length + hostsLeftOut.length,
    failures: counts.disagreements + counts.succeeded,
    errors: counts.errors,
    time: seconds,
  });
  for (const [as, members] of byName(cells)) addSuite(root, `access as ${as}`, startedAt, members.map(caseOfCell));
  if (attacks.length > 0) addSuite(root, 'attacks', startedAt, attacks.map(caseOfAttack));
  if (hostsLeftOut.length > 0) {
    addSuite(
      root,
      'hosts',
      startedAt,
      hostsLeftOut.map((host) => ({ group: 'hosts', name: host, skipped: 'not asked, since not named' })),
    );
  }
  return root.end({ pretty: true });
}

interface Case {
  readonly group: string;
  readonly name: string;
  readonly failure?: string;
  readonly error?: string;
  readonly skipped?: string;
  readonly output?: string;
}

/** The results of each credential, in the order of the first result of each. */
function byName(cells: readonly AccessCheckResult[]): Map<string, AccessCheckResult[]> {
  const groups = new Map<string, AccessCheckResult[]>();
  for (const cell of cells) groups.set(cell.as, [...(groups.get(cell.as) ?? []), cell]);
  return groups;
}

function caseOfCell({ as, method, url, expected, problem, error }: AccessCheckResult): Case {
  return { group: `access.${as}`, name: `${method} ${url}: ${expected}`, failure: problem, error };
}

function caseOfAttack({ id, family, title, result, detail, reference }: AttackResult): Case {
  return {
    group: `attacks.${family}`,
    name: `${id}: ${title}`,
    failure: result === 'succeeded' ? `${detail} (${reference})` : undefined,
    error: result === 'error' ? detail : undefined,
    skipped: result === 'not-tried' ? detail : undefined,
    output: result === 'known' ? `known: ${detail} (${reference})` : undefined,
  };
}

function addSuite(root: XMLElement, name: string, startedAt: string, cases: readonly Case[]): void {
  const count = (what: 'failure' | 'error' | 'skipped') => cases.filter((each) => each[what] !== undefined).length;
  const suite = root.ele('testsuite', {
    name,
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    timestamp: startedAt.replace(/\..*/, ''),
    time: 0,
  });
  for (const each of cases) addCase(suite, each);
}

function addCase(suite: XMLElement, { group, name, failure, error, skipped, output }: Case): void {
  const element = suite.ele('testcase', { classname: group, name, time: 0 });
  if (failure !== undefined) element.ele('failure', { message: failure, type: 'failure' });
  if (error !== undefined) element.ele('error', { message: error, type: 'error' });
  if (skipped !== undefined) element.ele('skipped', { message: skipped });
  if (output !== undefined) element.ele('system-out').txt(output);
}
