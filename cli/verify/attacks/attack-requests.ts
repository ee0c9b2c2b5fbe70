import { compareWithOpenPages, INDISTINGUISHABLE } from './comparison';
import type { DeniedEntry } from './denied-entry';
import { Outcome } from '../../../lib/access/decide';
import { MAX_QUOTED, UNUSED_NAME, returnAddresses } from '../access-checks';
import { isSignIn, Meaning, meaningOf } from '../answers';
import { Held, held, nothingOpened, NotTried, notTried } from '../attack';
import { EntryPoint, hostsOf, outcomesFor, deniedFor } from '../entry-points';
import { Answer, AskedTooOften, NoHttp2, NotNamed, Question } from '../http';
import { retryOnce } from '../retry';
import { Credential, NOBODY_SIGNED_IN, Target } from '../target';
import { uncached } from '../uncached';

/** A request of an attack. It must give no more access than a plain request. */
export interface AttackRequest extends DeniedEntry {
  /** The difference from a plain request, for reports. */
  readonly how: string;
  send(): Promise<readonly Answer[]>;
  /** The plain request over the same protocol. */
  plainly(): Promise<readonly Answer[]>;
}

/** A host outside of the deployment. */
export const FOREIGN_HOST = 'evil.example.org';

/** Judge an answer: the problem, `undefined`, or `INDISTINGUISHABLE`. */
export type Judge = (
  target: Target,
  each: AttackRequest,
  answer: Answer,
) => string | undefined | typeof INDISTINGUISHABLE | Promise<string | undefined | typeof INDISTINGUISHABLE>;

/** The maximum number of requests of one kind in an attack, unless there are more entry points. */
const ENOUGH = 60;
const AT_ONCE = 4;

/** Requests without a session, and the first three sessions. */
export const someCredentials = (target: Target): Credential[] => [NOBODY_SIGNED_IN, ...target.signedIn.slice(0, 3)];

/** One entry point for each application, credential and kind of refusal. */
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

/** Combine variations with entry points, up to a limit. Each entry point is used at least once. */
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

/** Combine entry points with variations of their own. Shorter lists of variations are repeated. */
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

/** The entry point with a query. */
export const withQuery = ({ credential, entry }: DeniedEntry, query: string): DeniedEntry => ({
  credential,
  entry: { ...entry, url: `${entry.url}?${query}` },
});

/** An unused path below the entry point, where no method can change anything. */
export function harmless({ credential, entry }: DeniedEntry): DeniedEntry {
  const path = `${entry.path.replace(/\/$/, '')}/${UNUSED_NAME}`;
  return { credential, entry: { ...entry, path, url: `https://${entry.host}${path}`, marker: undefined } };
}

/** Whether the program denies access with this method, too. */
export const isDenied = ({ table }: Target, { credential, entry }: DeniedEntry, method: string): boolean =>
  outcomesFor(table, credential)(entry, method) !== Outcome.ALLOW;

/** Make an attack request that any client can write. It gets a unique address unless `url` is given. */
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

/** Send all requests, a few in parallel, and report which ones succeeded. */
export async function sendAll(
  target: Target,
  requests: readonly AttackRequest[],
  judge: Judge,
): Promise<Held | NotTried> {
  if (requests.length === 0) return notTried('every suitable address is open to the given credentials');
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
      else if (problem !== undefined) opened.push(describe(each, problem, answer));
    }
  }).finally(() => nothingOpened(opened));
  if (indistinguishable >= requests.length) {
    throw new Error('no answer of the application could be told from that of a closed page');
  }
  const notes = [
    `${requests.length} requests`,
    ...(unanswered > 0 ? [`${unanswered} without an answer`] : []),
    ...(indistinguishable > 0
      ? [`${indistinguishable} whose answer could not be told from that of a closed page`]
      : []),
  ];
  return held(notes.join(', '));
}

function describe({ how, entry, credential }: AttackRequest, problem: string, { status, headers }: Answer): string {
  const location = (headers.location ?? '').slice(0, MAX_QUOTED);
  return (
    `${how.slice(0, 200)} at ${entry.url} as ${credential.name}: ` +
    `${problem.slice(0, MAX_QUOTED)} (${status} ${location})`
  );
}

/** A server may refuse a request by closing the connection. Errors of this client are not refusals. */
function noAnswer(error: Error): readonly Answer[] {
  if (error instanceof NotNamed || error instanceof AskedTooOften || error instanceof TypeError) throw error;
  return [];
}

/** Whether there is no answer, or only an error of the edge. */
const saysNothing = ({ table }: Target, { entry: { url } }: AttackRequest, answers: readonly Answer[]) =>
  answers.every((answer) => meaningOf(table, url, answer) === Meaning.FAILED);

/** Send a plain request: if it has no answer either, the result is unknown. */
async function answersPlainly(target: Target, each: AttackRequest): Promise<void> {
  try {
    await retryOnce(async () => {
      const answers = await each.plainly();
      if (saysNothing(target, each, answers)) {
        throw new Error(answers.length === 0 ? 'the connection was closed' : `status ${answers[0]!.status}`);
      }
    });
  } catch (error) {
    throw new Error(
      `${each.how.slice(0, 60)} at ${each.entry.url} has no answer, nor has a plain request: ` +
        `${(error as Error).message}`,
    );
  }
}

/** Whether the host supports HTTP/2. */
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

/** Whether an address gives a credential access. */
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

/**
 * The judge for requests to the entry point itself: the application must not answer, and a redirect to the sign-in
 * must return to this address only.
 */
export const staysDenied: Judge = (target, { entry }, answer) => {
  const meaning = meaningOf(target.table, entry.url, answer);
  if (meaning === Meaning.PASSED || meaning === Meaning.NOT_FOUND) return 'the application answered';
  const back = returnAddresses(target.table, answer) ?? [entry.url];
  return back.length === 1 && back[0] === entry.url
    ? foreignRedirect(target, answer)
    : `leads back to ${back.join(' and ')}`;
};

/**
 * The judge for requests that an edge may read as other addresses, `paths`, or as a request to the server as a whole
 * (no paths). No content of the entry point or of another denied address may appear.
 */
export const revealsNothing =
  (paths?: (each: AttackRequest) => readonly string[]): Judge =>
  (target, each, answer) => {
    if (each.entry.marker?.test(answer.body) && answer.status === 200) {
      return 'the content of the denied address was shown';
    }
    const named = paths?.(each) ?? [];
    // An empty answer to a request to the server as a whole comes from the edge.
    const own = answer.body === '' && paths !== undefined && named.length === 0;
    // Edges redirect permanently to HTTPS and to normalized addresses.
    const tidied = [301, 308].includes(answer.status);
    const led = foreignRedirect(target, answer);
    if (led !== undefined || own || tidied || meaningOf(target.table, each.entry.url, answer) !== Meaning.PASSED) {
      return led;
    }
    const outcome = outcomesFor(target.table, each.credential);
    const elsewhere = named
      .flatMap((path) => [path, decodable(path)])
      .some((path) => outcome({ host: each.entry.host, path }) === Outcome.ALLOW);
    if (!elsewhere) return 'the application answered';
    return each.entry.marker === undefined ? compareWithOpenPages(target, each, answer) : undefined;
  };

/** Replace escapes that are not valid text, as programs that do not decode them read the path. */
const decodable = (path: string) => path.replace(/%(?![2-7][0-9a-f])(u[0-9a-f]{4}|[^/]{0,2})/gi, '_');

/** The Set-Cookie lines of the sign-on. Load balancers may add their own. */
export const cookiesOf = ({ signOn }: Pick<Target['table'], 'signOn'>, { cookies }: Answer): string[] =>
  cookies.filter((line) => line.startsWith(signOn.cookie));

/** The Set-Cookie line of a new session, if any. A line without a value deletes a session. */
export const sessionIn = ({ signOn }: Pick<Target['table'], 'signOn'>, { cookies }: Answer): string | undefined =>
  cookies.find((line) => line.startsWith(`${signOn.cookie}=`) && !/^[^=]*=;/.test(line));

/** The problem of a redirect: it leads to, or returns to, a host outside of the deployment and its issuer. */
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

/** The host to which a browser would go, with backslashes, missing schemes and trailing dots taken into account. */
export function hostOf(location: string, base: string): string {
  try {
    const { protocol, hostname } = new URL(location, `https://${base}/`);
    return ['https:', 'http:'].includes(protocol) ? hostname.replace(/\.$/, '') : protocol;
  } catch {
    return location;
  }
}
