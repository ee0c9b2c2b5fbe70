import { Answer } from './http';
import { isSignIn, Meaning, meaningOf } from './answers';
import { formDecoded } from './form-decoded';
import { Credential, requesterOf } from './target';
import { decideAmong, Decision, Outcome } from '../../lib/access/decide';
import { PathMatch } from '../../lib/access/application-route';
import { READING_METHODS } from '../../lib/access/locations';
import { AccessTable, placesOf } from '../../lib/report/access-table';

/** One request as one somebody, and what the program says about it. */
export interface AccessCheck {
  readonly credential: Credential;
  readonly method: string;
  readonly url: string;
  readonly decision: Decision;
}

export interface AccessCheckOptions {
  readonly methods: readonly string[];
  /**
   * Whether a request may change something. Otherwise methods that are not safe (RFC 9110, 9.2.1) are left out wherever the answer should be
   * that of the application, and elsewhere sent to places of no meaning alone, so that even an open door lets nothing happen.
   */
  readonly harmless: boolean;
}

/** A name that no application has. */
export const UNUSED_NAME = 'cdk8s-monitoring-sso-verify';

/** So much is told of an address that a server made. */
export const MAX_QUOTED = 500;

/** Every place of the table and its neighbours, by every method, as everybody. */
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

/** The place itself, something below it, and something beside it whose name begins alike. */
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

/** What is wrong with an answer, if it is not the one that the program says. */
export function disagreement(table: AccessTable, cell: AccessCheck, answer: Answer): string | undefined {
  const {
    decision: { outcome },
    url,
  } = cell;
  const meaning = meaningOf(table, url, answer);
  const said = `${cell.method} ${url} as ${cell.credential.name}: ${outcome} was expected (${cell.decision.reason}), got ${answer.status}${answer.headers.location ? ` ${answer.headers.location.slice(0, MAX_QUOTED)}` : ''}`;
  const told = table.signOn.programsAreTold && cell.credential.headers.Accept === 'application/json';
  if (outcome === Outcome.SIGN_IN && told) return meaning === Meaning.UNAUTHORIZED ? undefined : said;
  // A machine is told whether its token is missing or not enough; to the program both are refusals.
  const refusedMachine =
    outcome === Outcome.REFUSE &&
    meaning === Meaning.UNAUTHORIZED &&
    entrancesAt(table, url).some((entrance) => entrance !== cell.credential.entrance);
  if (!EXPECTED[outcome].includes(meaning) && !refusedMachine) return said;
  if (outcome === Outcome.SIGN_IN) {
    const back = returnAddresses(table, answer);
    if (back !== undefined && (back.length !== 1 || back[0] !== url))
      return `${said}, which leads back to ${back.join(' and ').slice(0, MAX_QUOTED)}`;
  }
  return undefined;
}

/** Whose machines come in by the host of an address. A token of these that gets status 401 was not looked at. */
export const entrancesAt = (table: AccessTable, url: string) =>
  table.rows.flatMap(({ host, entrance }) =>
    entrance !== undefined && host === new URL(url).hostname ? [entrance] : [],
  );

/** The addresses that the way to the sign-in will come back to; `undefined` where that cannot be seen. */
export function returnAddresses(table: AccessTable, { headers: { location = '' } }: Answer): string[] | undefined {
  if (!isSignIn(table, location)) return undefined;
  const asked = new URL(location).searchParams;
  if (location.startsWith(`https://${table.signOn.host}/`)) return asked.getAll('rd');
  // Straight to the issuer, it stands in the state, behind a nonce, unless the proxy was told to encode both.
  const [, state] = /^[^:]+:([^]+)$/.exec(asked.get('state') ?? '') ?? [];
  if (state === undefined) return undefined;
  const back = unescaped(state);
  // A path alone is one of the host that the callback is on.
  return [/^\/(?![/\\])/.test(back) ? `https://${table.signOn.host}${back}` : back];
}

/** oauth2-proxy 7.15.6 and newer escape the address in the state as in a query; older ones write it as it is, with a slash at least. */
const unescaped = (state: string): string => (/^[\w.~+%-]*$/.test(state) ? formDecoded(state) : state);

const EXPECTED: Readonly<Record<Outcome, readonly Meaning[]>> = {
  [Outcome.ALLOW]: [Meaning.PASSED, Meaning.NOT_FOUND],
  [Outcome.REFUSE]: [Meaning.REFUSED],
  [Outcome.SIGN_IN]: [Meaning.SIGN_IN],
  // Where no application is, some edges ask everybody to sign in all the same, or lock what nobody has protected.
  [Outcome.NOT_FOUND]: [Meaning.NOT_FOUND, Meaning.SIGN_IN, Meaning.REFUSED, Meaning.UNAUTHORIZED],
};
