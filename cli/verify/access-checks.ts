import { isSignIn, Meaning, meaningOf } from './answers';
import { formDecoded } from './form-decoded';
import { Answer } from './http';
import { Credential, requesterOf } from './target';
import { PathMatch } from '../../lib/access/application-route';
import { decideAmong, Decision, Outcome } from '../../lib/access/decide';
import { READING_METHODS } from '../../lib/access/locations';
import { AccessTable, placesOf } from '../../lib/report/access-table';

/**
 * A request with one credential, and the decision of the program for it. Outputs call it a cell of the access table.
 */
export interface AccessCheck {
  readonly credential: Credential;
  readonly method: string;
  readonly url: string;
  readonly decision: Decision;
}

export interface AccessCheckOptions {
  readonly methods: readonly string[];
  /**
   * Whether to send no request that can change anything. Methods that are not safe (RFC 9110, 9.2.1) are then left out
   * where the application should answer. Elsewhere they go to unused paths alone, so that nothing changes even if the
   * edge forwards them.
   */
  readonly harmless: boolean;
}

/** A name that no application uses. */
export const UNUSED_NAME = 'cdk8s-monitoring-sso-verify';

/** The maximum length of a quoted address that a server sent. */
export const MAX_QUOTED = 500;

/** Make the access checks: every location of the table and paths next to it, with every method and credential. */
export function accessChecksOf(
  table: AccessTable,
  credentials: readonly Credential[],
  { methods, harmless }: AccessCheckOptions,
): AccessCheck[] {
  const places = placesOf(table);
  const requests = new Map<string, { host: string; path: string; method: string }>();
  for (const { host, location } of places) {
    const named = location.answers.flatMap((answer) => answer.methods ?? []);
    for (const method of new Set([...methods, ...(harmless ? [] : named)])) {
      for (const { path, meaningless } of pathsAt(location)) {
        if (harmless && !READING_METHODS.includes(method) && !meaningless) continue;
        requests.set(`${method} ${host}${path}`, { host, path, method });
      }
    }
  }
  return credentials.flatMap((credential) => {
    const requester = requesterOf(table, credential);
    return [...requests.values()].flatMap(({ host, path, method }) => {
      const decision = decideAmong(places, { host, method, path }, requester);
      const changes = harmless && decision.outcome === Outcome.ALLOW && !READING_METHODS.includes(method);
      return changes ? [] : [{ credential, method, url: `https://${host}${path}`, decision }];
    });
  });
}

/** Return the location itself, a path below it, and a path whose name has the same beginning. */
function pathsAt({ path, match }: { path: string; match: PathMatch }): { path: string; meaningless: boolean }[] {
  const base = path === '/' ? '' : path;
  const beside = base === '' ? [] : [{ path: `${base}-${UNUSED_NAME}`, meaningless: true }];
  if (match === PathMatch.EXACT) return [{ path, meaningless: false }, ...beside];
  return [
    { path, meaningless: false },
    { path: `${base}/`, meaningless: false },
    { path: `${base}/${UNUSED_NAME}`, meaningless: true },
    ...beside,
  ];
}

/** Compare an answer with the decision of the program. Returns a description of the disagreement, or `undefined`. */
export function disagreement(table: AccessTable, cell: AccessCheck, answer: Answer): string | undefined {
  const {
    decision: { outcome },
    url,
  } = cell;
  const meaning = meaningOf(table, url, answer);
  const location = answer.headers.location ? ` ${answer.headers.location.slice(0, MAX_QUOTED)}` : '';
  const said =
    `${cell.method} ${url} as ${cell.credential.name}: ${outcome} was expected (${cell.decision.reason}), ` +
    `got ${answer.status}${location}`;
  const told = table.signOn.programsAreTold && cell.credential.headers.Accept === 'application/json';
  if (outcome === Outcome.SIGN_IN && told) return meaning === Meaning.UNAUTHORIZED ? undefined : said;
  // The proxy tells a machine whether its token is missing or insufficient. For the program both are refusals.
  const refusedMachine =
    outcome === Outcome.REFUSE &&
    meaning === Meaning.UNAUTHORIZED &&
    entrancesAt(table, url).some((entrance) => entrance !== cell.credential.entrance);
  if (!EXPECTED[outcome].includes(meaning) && !refusedMachine) return said;
  if (outcome === Outcome.SIGN_IN) {
    const back = returnAddresses(table, answer);
    if (back !== undefined && (back.length !== 1 || back[0] !== url)) {
      return `${said}, which leads back to ${back.join(' and ').slice(0, MAX_QUOTED)}`;
    }
  }
  return undefined;
}

/**
 * The machine entrances at the host of an address. Status 401 for a token of one of them means that the edge did not
 * check the token.
 */
export const entrancesAt = (table: AccessTable, url: string) =>
  table.rows.flatMap(({ host, entrance }) =>
    entrance !== undefined && host === new URL(url).hostname ? [entrance] : [],
  );

/** The addresses to which a sign-in returns, or `undefined` if the answer does not show them. */
export function returnAddresses(table: AccessTable, { headers: { location = '' } }: Answer): string[] | undefined {
  if (!isSignIn(table, location)) return undefined;
  const asked = new URL(location).searchParams;
  if (location.startsWith(`https://${table.signOn.host}/`)) return asked.getAll('rd');
  // The state holds a nonce and the return address, unless the proxy was configured to encode both.
  const [, state] = /^[^:]+:([^]+)$/.exec(asked.get('state') ?? '') ?? [];
  if (state === undefined) return undefined;
  const back = unescaped(state);
  // A path without a host belongs to the host of the callback.
  return [/^\/(?![/\\])/.test(back) ? `https://${table.signOn.host}${back}` : back];
}

/**
 * oauth2-proxy escapes the return address in the state from 7.15.6 on. Older versions write it without escapes, with
 * at least one slash.
 */
const unescaped = (state: string): string => (/^[\w.~+%-]*$/.test(state) ? formDecoded(state) : state);

const EXPECTED: Readonly<Record<Outcome, readonly Meaning[]>> = {
  [Outcome.ALLOW]: [Meaning.PASSED, Meaning.NOT_FOUND],
  [Outcome.REFUSE]: [Meaning.REFUSED],
  [Outcome.SIGN_IN]: [Meaning.SIGN_IN],
  // Where no application is served, some edges ask for a sign-in or refuse the request.
  [Outcome.NOT_FOUND]: [Meaning.NOT_FOUND, Meaning.SIGN_IN, Meaning.REFUSED, Meaning.UNAUTHORIZED],
};
