import { Requester } from '../../lib/access/decide';
import { IdentityKind } from '../../lib/access/identity';
import { AccessTable } from '../../lib/report/access-table';
import { Answer, Question, Wire } from './http';

/** Somebody as whom requests are made. */
export interface Credential {
  /** For people, such as `alice, a developer`. */
  readonly name: string;
  /** What the requests carry: a session in `Cookie`, a token in `Authorization`, or nothing. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the headers hold a session that is good. Without one, whoever it was, nobody is signed in. */
  readonly signedIn: boolean;
  /** The values in the claim that is looked at: the groups of whoever is signed in, the subject of a machine. */
  readonly claims: readonly string[];
  /** The machine entrance at which its token is good; people come in by no such. */
  readonly entrance?: string;
}

export const NOBODY_SIGNED_IN: Credential = { name: 'nobody', headers: {}, signedIn: false, claims: [] };

/** A deployment that is looked at from outside. */
export interface Target {
  readonly table: AccessTable;
  /** The people who are signed in; there may be none. */
  readonly signedIn: readonly Credential[];
  ask(url: string, question?: Question): Promise<Answer>;
  raw(host: string, bytes: string | Buffer, wire?: Wire): Promise<Answer[]>;
}

/** What a decision is made for. Whoever is signed in is one of everyone. */
export function requesterOf(table: AccessTable, { signedIn, claims, entrance }: Credential): Requester {
  if (entrance !== undefined) return { signedIn, claims, entrance };
  const everyone = table.rows.flatMap(({ permitted }) =>
    permitted.filter(({ kind }) => kind === IdentityKind.EVERYONE).map(({ claim }) => claim),
  );
  return { signedIn, claims: signedIn ? [...claims, ...everyone] : [] };
}
