import type { Answer } from '../client/http';
import { site } from './addresses';
import { expect, expectEqual } from './check';

const signIn = `${site}/oauth2/start?`;

export type Kind = 'sign-in' | 'refused' | 'passed' | 'other';

/** What an answer at the edge means. Whatever else the application answers counts as passed. */
export function kindOf({ status, headers }: Answer): Kind {
  if (status === 302 && headers.location?.startsWith(signIn)) return 'sign-in';
  if (status === 403) return 'refused';
  return status === 401 || status >= 500 || status === 404 && isFromEdge(headers.server) ? 'other' : 'passed';
}

export function expectKind(answer: Answer, kind: Kind, what: string): void {
  expect(kindOf(answer) === kind, `${what}: ${kind} was expected, got ${answer.status} ${answer.headers.location ?? answer.body.slice(0, 200)}`);
}

/** The address that a redirect to the sign-in will come back to. */
export function returnAddress(answer: Answer): string {
  expectKind(answer, 'sign-in', 'answer');
  const back = new URL(answer.headers.location!).searchParams.getAll('rd');
  expectEqual(back.length, 1, 'number of return addresses');
  return back[0]!;
}

const isFromEdge = (server: unknown) => typeof server === 'string' && server.startsWith('nginx');
