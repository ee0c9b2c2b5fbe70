import { compareWithOpenPages, INDISTINGUISHABLE } from './comparison';
import { Outcome } from '../../../lib/access/decide';
import { isSignIn, Meaning, meaningOf } from '../answers';
import { Held, held, nothingOpened, NotTried, notTried } from '../attack';
import { MAX_QUOTED, UNUSED_NAME, returnAddresses } from '../access-checks';
import { EntryPoint, hostsOf, outcomesFor, deniedFor } from '../entry-points';
import { uncached } from '../uncached';
import { Answer, AskedTooOften, NoHttp2, NotNamed, Question } from '../http';
import { retryOnce } from '../retry';
import { Credential, NOBODY_SIGNED_IN, Target } from '../target';

/** Somebody before a door that is shut. */
export interface DeniedEntry {
  readonly credential: Credential;
  readonly entry: EntryPoint;
}

/** One request that must lead no further than a plain one. */
export interface AttackRequest extends DeniedEntry {
  /** How it differs from a plain request, for people. */
  readonly how: string;
  send(): Promise<readonly Answer[]>;
  /** The plain request, sent the same way. */
  plainly(): Promise<readonly Answer[]>;
}

/** A host that is nobody's here. */
export const FOREIGN_HOST = 'evil.example.org';

/** What is wrong with an answer, if anything, or that nobody can tell. */
export type Judge = (
  target: Target,
  each: AttackRequest,
  answer: Answer,
) => string | undefined | typeof INDISTINGUISHABLE | Promise<string | undefined | typeof INDISTINGUISHABLE>;

/** The most requests that one attack makes of the same kind, unless there are more places than that. */
const ENOUGH = 60;
const AT_ONCE = 4;

/** Nobody, and three of those who are signed in. */
export const someCredentials = (target: Target): Credential[] => [NOBODY_SIGNED_IN, ...target.signedIn.slice(0, 3)];

/** One door for each application, somebody and way of being refused there. */
export function deniedEntries(target: Target, among: readonly Credential[] = someCredentials(target)): DeniedEntry[] {
  const found = new Map<string, DeniedEntry>();
  for (const credential of among) {
    const outcome = outcomesFor(target.table, credential);
    for (const entry of deniedFor(target, credential)) {
      const key = [credential.name, entry.application, outcome(entry)].join();
      if (!found.has(key)) found.set(key, { credential, entry });
    }
  }
  return [...found.values()];
}

/** Every variation at every door, or as many doors in turn as are enough, but each door at least once. */
export function product<P extends DeniedEntry, V>(
  places: readonly P[],
  variations: readonly V[],
): (P & { readonly variation: V })[] {
  const each = Math.min(
    places.length,
    Math.max(
      1,
      Math.floor(ENOUGH / Math.max(1, variations.length)),
      Math.ceil(places.length / Math.max(1, variations.length)),
    ),
  );
  return variations.flatMap((variation, round) =>
    Array.from({ length: each }, (_, index) => ({ ...places[(round * each + index) % places.length]!, variation })),
  );
}

/** The same where the variations depend on who knocks where; those with fewer begin anew with theirs. */
export function productOf<V>(
  places: readonly DeniedEntry[],
  variations: (denied: DeniedEntry) => readonly V[],
): (DeniedEntry & { readonly variation: V })[] {
  const withOwn = places.map((denied) => ({ ...denied, own: variations(denied) })).filter(({ own }) => own.length > 0);
  const rounds = Array.from({ length: Math.max(0, ...withOwn.map(({ own }) => own.length)) }, (_, index) => index);
  return product(withOwn, rounds).map(({ variation: index, own, ...denied }) => ({
    ...denied,
    variation: own[index % own.length]!,
  }));
}

/** The same door, asked for with a query. */
export const withQuery = ({ credential, entry }: DeniedEntry, query: string): DeniedEntry => ({
  credential,
  entry: { ...entry, url: `${entry.url}?${query}` },
});

/** The same door, but for a place behind it that no application knows: whatever the method, nothing can happen. */
export function harmless({ credential, entry }: DeniedEntry): DeniedEntry {
  const path = `${entry.path.replace(/\/$/, '')}/${UNUSED_NAME}`;
  return { credential, entry: { ...entry, path, url: `https://${entry.host}${path}`, marker: undefined } };
}

/** Whether the program lets whoever knocks not through by this method either. */
export const isDenied = ({ table }: Target, { credential, entry }: DeniedEntry, method: string): boolean =>
  outcomesFor(table, credential)(entry, method) !== Outcome.ALLOW;

/** A try by a request that any client could write, as whoever knocks; at an address of its own, unless it is about the address. */
export function clientRequest(
  target: Target,
  denied: DeniedEntry,
  how: string,
  question: Question = {},
  url?: string,
): AttackRequest {
  const entry = { ...denied.entry, url: uncached(denied.entry.url) };
  const { headers } = denied.credential;
  return {
    ...denied,
    entry,
    how,
    send: async () => [
      await target.ask(url ?? entry.url, { ...question, headers: { ...headers, ...question.headers } }),
    ],
    plainly: async () => [
      await target.ask(uncached(`https://${entry.host}${entry.path}`), { http2: question.http2, headers }),
    ],
  };
}

/** Makes all requests, some at a time, and says what they opened. */
export async function sendAll(
  target: Target,
  requests: readonly AttackRequest[],
  judge: Judge,
): Promise<Held | NotTried> {
  if (requests.length === 0) return notTried('no door that it could be tried at is shut for those who are there');
  const opened: string[] = [];
  let unanswered = 0;
  let indistinguishable = 0;
  await inParallel(requests, async (each) => {
    const answers = await each.send().catch(noAnswer);
    if (saysNothing(target, each, answers)) {
      unanswered += 1;
      await answersPlainly(target, each);
    }
    for (const answer of answers) {
      const problem = await judge(target, each, answer);
      if (problem === INDISTINGUISHABLE) indistinguishable += 1;
      else if (problem !== undefined)
        opened.push(
          `${each.how.slice(0, 200)} at ${each.entry.url} as ${each.credential.name}: ${problem.slice(0, MAX_QUOTED)} (${answer.status} ${(answer.headers.location ?? '').slice(0, MAX_QUOTED)})`,
        );
    }
  }).finally(() => nothingOpened(opened));
  if (indistinguishable >= requests.length)
    throw new Error('no answer of the application could be told from what is shut');
  return held(
    `${requests.length} requests${unanswered > 0 ? `, ${unanswered} without an answer` : ''}${indistinguishable > 0 ? `, ${indistinguishable} whose answer could not be told from what is shut` : ''}`,
  );
}

/** A server may well refuse a request by giving no answer. Whoever did not ask has none either. */
function noAnswer(error: Error): readonly Answer[] {
  if (error instanceof NotNamed || error instanceof AskedTooOften || error instanceof TypeError) throw error;
  return [];
}

/** Whether there is no answer, or the edge's own that something failed. */
const saysNothing = ({ table }: Target, { entry: { url } }: AttackRequest, answers: readonly Answer[]) =>
  answers.every((answer) => meaningOf(table, url, answer) === Meaning.FAILED);

/** Whether it was the request that was refused is seen by a plain one: if that has no answer either, nothing was learnt. */
async function answersPlainly(target: Target, each: AttackRequest): Promise<void> {
  try {
    await retryOnce(async () => {
      const answers = await each.plainly();
      if (saysNothing(target, each, answers))
        throw new Error(answers.length === 0 ? 'the connection was closed' : `status ${answers[0]!.status}`);
    });
  } catch (error) {
    throw new Error(
      `${each.how.slice(0, 60)} at ${each.entry.url} has no answer, nor has a plain request: ${(error as Error).message}`,
    );
  }
}

/** Whether the host of an address speaks HTTP/2. */
export const speaksHttp2 = (
  { ask }: Target,
  { entry }: { readonly entry: Pick<EntryPoint, 'url'> },
): Promise<boolean> =>
  ask(uncached(entry.url), { http2: true }).then(
    () => true,
    (error) => {
      if (error instanceof NoHttp2) return false;
      throw error;
    },
  );

export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  let failed = false;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of queue) {
        if (failed) return;
        await work(item).catch((error) => {
          failed = true;
          throw error;
        });
      }
    }),
  );
}

/** Whether an address lets somebody in. */
export async function isLetIn(
  target: Target,
  url: string,
  { headers }: Credential,
  question: Question = {},
): Promise<boolean> {
  const meaning = meaningOf(
    target.table,
    url,
    await target.ask(url, { ...question, headers: { ...headers, ...question.headers } }),
  );
  return meaning === Meaning.PASSED || meaning === Meaning.NOT_FOUND;
}

/** For requests to the door itself: whoever is behind it says nothing, and the way to the sign-in leads back to it and nowhere else. */
export const staysDenied: Judge = (target, { entry }, answer) => {
  const meaning = meaningOf(target.table, entry.url, answer);
  if (meaning === Meaning.PASSED || meaning === Meaning.NOT_FOUND) return 'the application answered';
  const back = returnAddresses(target.table, answer) ?? [entry.url];
  return back.length === 1 && back[0] === entry.url
    ? foreignRedirect(target, answer)
    : `leads back to ${back.join(' and ')}`;
};

/**
 * For requests that an edge may take for other addresses, `paths`, or for a question about no address at all where there are none: what is behind the door does not show, nor
 * does anything else that is shut.
 */
export const revealsNothing =
  (paths?: (each: AttackRequest) => readonly string[]): Judge =>
  (target, each, answer) => {
    if (each.entry.marker?.test(answer.body) && answer.status === 200) return 'what is behind the door was told';
    const named = paths?.(each) ?? [];
    // An empty answer to a question about the server as a whole is the edge's own.
    const own = answer.body === '' && paths !== undefined && named.length === 0;
    // Edges lead to HTTPS, and to an address that they find tidier, for good.
    const tidied = [301, 308].includes(answer.status);
    const led = foreignRedirect(target, answer);
    if (led !== undefined || own || tidied || meaningOf(target.table, each.entry.url, answer) !== Meaning.PASSED)
      return led;
    const outcome = outcomesFor(target.table, each.credential);
    const elsewhere = named
      .flatMap((path) => [path, decodable(path)])
      .some((path) => outcome({ host: each.entry.host, path }) === Outcome.ALLOW);
    if (!elsewhere) return 'the application answered';
    return each.entry.marker === undefined ? compareWithOpenPages(target, each, answer) : undefined;
  };

/** A path whose escapes that stand for no text are signs like others: so it is to whoever does not decode them. */
const decodable = (path: string) => path.replace(/%(?![2-7][0-9a-f])(u[0-9a-f]{4}|[^/]{0,2})/gi, '_');

/** The lines of the cookies that are the sign-on's: a load balancer may set its own with every answer. */
export const cookiesOf = ({ signOn }: Pick<Target['table'], 'signOn'>, { cookies }: Answer): string[] =>
  cookies.filter((line) => line.startsWith(signOn.cookie));

/** The session that an answer sets, if it sets one, as the line of its cookie; a line without a value takes a session away. */
export const sessionIn = ({ signOn }: Pick<Target['table'], 'signOn'>, { cookies }: Answer): string | undefined =>
  cookies.find((line) => line.startsWith(`${signOn.cookie}=`) && !/^[^=]*=;/.test(line));

/** What is wrong with where an answer leads: to a host of neither the deployment nor its issuer, or back to one. */
export function foreignRedirect({ table }: Target, answer: Answer): string | undefined {
  const { location } = answer.headers;
  if (location === undefined) return undefined;
  const known = hostsOf(table);
  if (!isSignIn(table, location) && !known.includes(hostOf(location, table.signOn.host))) return `leads to ${location}`;
  const strange = (returnAddresses(table, answer) ?? []).find(
    (back) => !known.includes(hostOf(back, table.signOn.host)),
  );
  return strange === undefined ? undefined : `leads back to ${strange}`;
}

/** The host that a browser would go to: backslashes, missing schemes and dots at the end taken into account. */
export function hostOf(location: string, base: string): string {
  try {
    const { protocol, hostname } = new URL(location, `https://${base}/`);
    return ['https:', 'http:'].includes(protocol) ? hostname.replace(/\.$/, '') : protocol;
  } catch {
    return location;
  }
}
