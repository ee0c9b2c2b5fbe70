import type { Attack } from '../../../cli/verify/attack';
import { alertmanager, grafana, prometheus } from '../checks/addresses';
import { kindOf } from '../checks/answers';
import type { InsideTarget } from '../checks/attack';
import type { EdgeScene } from '../checks/check';
import { ask, type Answer, type Question } from '../client/http';

/** An attack that needs more than access from outside. */
export interface InsideAttack extends Attack<InsideTarget> {
  /** The edges that the attack applies to. @default - all edges */
  readonly edges?: readonly string[];
  /** The reason why a quick run does not include it. */
  readonly slow?: string;
}

/** The request that the echo application received. */
export interface Seen {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/**
 * A page that developers and operators may read, a page only for operators, and an address that is closed to everyone.
 */
export const readable = `${prometheus}/graph`;
export const operatorsOnly = `${alertmanager}/api/v2/status`;
export const closed = `${prometheus}/-/healthy`;
/** Text that only the page at the closed address contains. */
export const behindClosed = 'Server is Healthy';

/** The request that the stand-in for Grafana received. */
export async function seenAtGrafana(question: Question, path = '/api/user'): Promise<Seen> {
  const answer = await ask(`${grafana}${path}`, question);
  if (answer.status !== 200) throw new Error(`Grafana's place answers ${answer.status} ${answer.body.slice(0, 100)}`);
  return JSON.parse(answer.body) as Seen;
}

/** Whether the response comes from the application. */
export const passed = (answer: Answer) => kindOf(answer) === 'passed';

/** The addresses of the replicas of the proxy, without the edge. */
export const proxiesOf = ({ stack }: EdgeScene): string[] =>
  stack.proxies.map(({ link }) => `http://${link.address}:4180`);
