import { Answer, Question, Wire } from './http';
import { Requester } from '../../lib/access/decide';
import { IdentityKind } from '../../lib/access/identity';
import { AccessTable } from '../../lib/report/access-table';

/** A client identity for requests: a person, a machine, or a client without a session. */
export interface Credential {
  /** A display name such as `alice, a developer`. */
  readonly name: string;
  /** What the requests carry: a session in `Cookie`, a token in `Authorization`, or nothing. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the headers hold a valid session. */
  readonly signedIn: boolean;
  /** The values of the claim that decides: the groups of a person, or the subject of a machine. */
  readonly claims: readonly string[];
  /** The machine entrance that accepts the token. Absent for people. */
  readonly entrance?: string;
}

export const NOBODY_SIGNED_IN: Credential = { name: 'nobody', headers: {}, signedIn: false, claims: [] };

/** A deployment, as seen from outside. */
export interface Target {
  readonly table: AccessTable;
  /** The credentials of the people who are signed in. */
  readonly signedIn: readonly Credential[];
  ask(url: string, question?: Question): Promise<Answer>;
  raw(host: string, bytes: string | Buffer, wire?: Wire): Promise<Answer[]>;
}

/** The requester of a credential. A signed-in person is also a member of everyone. */
export function requesterOf(table: AccessTable, { signedIn, claims, entrance }: Credential): Requester {
  if (entrance !== undefined) return { signedIn, claims, entrance };
  const everyone = table.rows.flatMap(({ permitted }) =>
    permitted.filter(({ kind }) => kind === IdentityKind.EVERYONE).map(({ claim }) => claim),
  );
  return { signedIn, claims: signedIn ? [...claims, ...everyone] : [] };
}
