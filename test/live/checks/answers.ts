import type { AccessTable } from './access-table';
import { site } from './addresses';
import { expect, expectEqual } from './check';
import { returnAddresses } from '../../../cli/verify/access-checks';
import { Meaning, meaningOf } from '../../../cli/verify/answers';
import type { Answer } from '../client/http';

export type Kind = 'sign-in' | 'refused' | 'passed' | 'other';

const signOn = { host: new URL(site).host, issuer: 'https://keycloak.example.com/realms/platform' };

/** The meaning of a response of the edge. Every other response of the application means that the request passed. */
export function kindOf(answer: Answer): Kind {
  switch (meaningOf({ signOn }, site, answer)) {
    case Meaning.SIGN_IN:
      return 'sign-in';
    case Meaning.REFUSED:
      return 'refused';
    case Meaning.PASSED:
    case Meaning.NOT_FOUND:
      return 'passed';
    default:
      return 'other';
  }
}

export function expectKind(answer: Answer, kind: Kind, what: string): void {
  expect(
    kindOf(answer) === kind,
    `${what}: ${kind} was expected, got ${answer.status} ${answer.headers.location ?? answer.body.slice(0, 200)}`,
  );
}

/** The return address in a redirect to sign in. */
export function returnAddress(table: AccessTable, answer: Answer): string {
  expectKind(answer, 'sign-in', 'answer');
  const back = returnAddresses(table, answer) ?? [];
  expectEqual(back.length, 1, 'number of return addresses');
  return back[0]!;
}
