import { markdownTable } from 'markdown-table';
import { Finding, State } from './judge';
import { LOOKED_UP } from './table';
import { printable } from '../verify/printable';
import { Verdict } from '../verify/result';

/** The format name in the JSON output. */
export const VERSIONS_FORMAT = 'cdk8s-monitoring-sso/versions/1';

/** Whether something is below, or all that has a release was judged. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const has = (...states: State[]) => findings.some(({ state }) => states.includes(state));
  if (has(State.BELOW, State.UNMAINTAINED)) return Verdict.FAILS;
  return has(State.GOOD) && !findings.some(({ incomplete }) => incomplete) ? Verdict.HOLDS : Verdict.UNKNOWN;
}

/** The findings as a table, and in one line how many there are of each state. */
export function asText(findings: readonly Finding[]): string {
  const rows = findings.map(({ name, used, lowest, state, because }) =>
    [name, used ?? '-', lowest ?? (state === State.GOOD ? 'any' : '-'), state, because].map(printable),
  );
  const counts = Object.values(State)
    .map((state) => [state, findings.filter((finding) => finding.state === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  return [
    markdownTable([['component', 'used', 'lowest without a known advisory', 'state', 'why'], ...rows]),
    '',
    `${counts.join(', ')}. Advisories were looked up on ${LOOKED_UP}; newer ones are not in this table.`,
    '',
  ].join('\n');
}

/** The findings for programs. */
export function asJson(findings: readonly Finding[]): string {
  const head = { format: VERSIONS_FORMAT, lookedUp: LOOKED_UP, verdict: verdictOf(findings) };
  return `${JSON.stringify({ ...head, findings }, undefined, 2)}\n`;
}
