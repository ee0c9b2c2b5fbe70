import type { Attack } from '../../../cli/verify/attack';
import { alertmanager, grafana, prometheus } from '../checks/addresses';
import { kindOf } from '../checks/answers';
import type { InsideTarget } from '../checks/attack';
import type { EdgeScene } from '../checks/check';
import { ask, type Answer, type Question } from '../client/http';

/** An attack by somebody who has more than the view from outside. */
export interface InsideAttack extends Attack<InsideTarget> {
  /** The edges on which it means something; all of them where nothing is said. */
  readonly edges?: readonly string[];
  /** Why a quick run leaves it out. */
  readonly slow?: string;
}

/** What the application that answers with its request was sent. */
export interface Seen {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/**
 * A page that developers and operators may read, one for operators alone, and an address that is closed to everybody.
 */
export const readable = `${prometheus}/graph`;
export const operatorsOnly = `${alertmanager}/api/v2/status`;
export const closed = `${prometheus}/-/healthy`;
/** What is written behind the closed address and nowhere else. */
export const behindClosed = 'Server is Healthy';

/** The request as it reached Grafana's place. */
export async function seenAtGrafana(question: Question, path = '/api/user'): Promise<Seen> {
  const answer = await ask(`${grafana}${path}`, question);
  if (answer.status !== 200) throw new Error(`Grafana's place answers ${answer.status} ${answer.body.slice(0, 100)}`);
  return JSON.parse(answer.body) as Seen;
}

/** Whether the answer is the application's. */
export const passed = (answer: Answer) => kindOf(answer) === 'passed';

/** The addresses of the replicas of the proxy, around the edge. */
export const proxiesOf = ({ stack }: EdgeScene): string[] =>
  stack.proxies.map(({ link }) => `http://${link.address}:4180`);
