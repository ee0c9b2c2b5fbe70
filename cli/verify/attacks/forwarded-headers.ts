import {
  clientRequest,
  foreignRedirect,
  cookiesOf,
  FOREIGN_HOST,
  Judge,
  deniedEntries,
  product,
  productOf,
  staysDenied,
  sendAll,
} from './attack-requests';
import { parametersOf } from './authorization-request';
import type { DeniedEntry } from './denied-entry';
import { isAmbiguous404, Meaning, meaningOf } from '../answers';
import { Attack, Family, held, nothingOpened } from '../attack';
import { allowedFor } from '../entry-points';
import { Headers, Question } from '../http';
import { startSignIn } from '../sign-in-start';
import { NOBODY_SIGNED_IN, Target } from '../target';
import { uncached } from '../uncached';

/** Headers with false facts about the request of the client. `open` is a path that the credential may read. */
type Stories = (open: string) => readonly Headers[];

const ONE_BY_ONE: Stories = (open) => [
  { 'X-Forwarded-Uri': open },
  { 'X-Forwarded-Host': FOREIGN_HOST },
  { 'X-Forwarded-Method': 'OPTIONS' },
  { 'X-Forwarded-Proto': 'http' },
  { 'X-Forwarded-Prefix': open },
];

const TOLD: Readonly<Record<string, Pick<Attack, 'title' | 'reason' | 'reference'> & { readonly stories: Stories }>> = {
  'one-by-one': {
    title: 'no single forwarded header changes the decision or the redirect to the sign-in',
    reason: 'ingress-nginx passes X-Forwarded-Uri and -Host of a client to the proxy, which trusts the edge',
    reference: 'GHSA-7x63-xv5r-3p2x',
    stories: ONE_BY_ONE,
  },
  'together': {
    title: 'all forwarded headers together change neither the decision nor the redirect to the sign-in',
    reason: 'a program may read one header only if another is present',
    reference: 'GHSA-7x63-xv5r-3p2x',
    stories: (open) => [Object.assign({}, ...ONE_BY_ONE(open)) as Headers],
  },
  'twice': {
    title: 'forwarded headers that are sent twice, or with several values, change nothing',
    reason: 'one program uses the first value, another the last',
    reference: 'RFC 9110, 5.3',
    stories: (open) => [
      { 'X-Forwarded-Host': [FOREIGN_HOST, FOREIGN_HOST] },
      { 'X-Forwarded-Uri': [open, open] },
      { 'X-Forwarded-Host': `${FOREIGN_HOST}, ${FOREIGN_HOST}` },
      { 'X-Forwarded-Proto': 'https, http' },
    ],
  },
  'with-underscores': {
    title: 'forwarded headers with underscores or dots in their names change nothing',
    reason: 'an edge may replace other names than those that a program behind it reads',
    reference: 'GHSA-vjrc-mh2v-45x6',
    stories: (open) => [
      { X_Forwarded_Host: FOREIGN_HOST, X_Forwarded_Uri: open, X_Forwarded_Proto: 'http' },
      { 'X.Forwarded.Host': FOREIGN_HOST, 'X.Forwarded.Uri': open },
      { X_Original_Url: open, X_Auth_Request_Redirect: `https://${FOREIGN_HOST}/` },
    ],
  },
  'original-address': {
    title: 'X-Original-* and X-Rewrite-* headers do not replace the requested address',
    reason: 'nginx is often configured to send them to the proxy, and some frameworks route by them',
    reference: 'CWE-436; oauth2-proxy issue 3506',
    stories: (open) => [
      { 'X-Original-URL': open },
      { 'X-Original-URI': open },
      { 'X-Rewrite-URL': open },
      { 'X-Original-Method': 'OPTIONS', 'X-Original-Host': FOREIGN_HOST },
      { 'X-Original-Forwarded-For': '127.0.0.1', 'X-Original-Proto': 'http' },
    ],
  },
  'forwarded': {
    title: 'no program uses the Forwarded header (RFC 7239) of a client',
    reason: 'an edge that replaces X-Forwarded-* may not replace its standard form',
    reference: 'RFC 7239, 8.1',
    stories: () => [
      { Forwarded: `for=127.0.0.1;host=${FOREIGN_HOST};proto=http` },
      { Forwarded: 'for="0.0.0.0"' },
      { Forwarded: `by=10.0.0.1;for=_hidden, for=127.0.0.1;host="${FOREIGN_HOST}"` },
    ],
  },
  'client-address': {
    title: "no header about the client's address avoids a closed route or a sign-in",
    reason:
      'a closed route refuses a range of addresses, and a proxy may allow trusted addresses; both could read the ' +
      "client's own header",
    reference: 'oauth2-proxy pull request 3478',
    stories: () => [
      { 'X-Forwarded-For': '0.0.0.0' },
      { 'X-Forwarded-For': '127.0.0.1, 10.0.0.1' },
      { 'X-Real-IP': '0.0.0.0' },
      { 'True-Client-IP': '127.0.0.1', 'CF-Connecting-IP': '127.0.0.1' },
      { 'X-Client-IP': '0.0.0.0', 'X-Cluster-Client-IP': '0.0.0.0' },
    ],
  },
  'scheme-and-port': {
    title: 'headers about scheme, port and server change neither the decision nor the redirect to the sign-in',
    reason: 'some edges read them when they build an address',
    reference: 'ingress-nginx, use-forwarded-headers',
    stories: () => [
      { 'X-Scheme': 'http', 'X-Forwarded-Scheme': 'http', 'X-Url-Scheme': 'http' },
      { 'X-Forwarded-Port': '8443' },
      { 'X-Forwarded-Server': FOREIGN_HOST },
      { 'X-Forwarded-Ssl': 'off', 'Front-End-Https': 'off' },
      { 'X-Host': FOREIGN_HOST, 'X-HTTP-Host-Override': FOREIGN_HOST },
    ],
  },
  'redirect': {
    title: 'X-Auth-Request-Redirect at an application does not change the return address of the sign-in',
    reason: 'the proxy takes the return address from this header, from any client',
    reference: 'oauth2-proxy, pkg/app/redirect',
    stories: () => [
      { 'X-Auth-Request-Redirect': `https://${FOREIGN_HOST}/` },
      { 'X-Auth-Request-Redirect': `//${FOREIGN_HOST}` },
      { 'x-auth-request-redirect': [`https://${FOREIGN_HOST}/`, '/'] },
    ],
  },
};

/** What a request over plain HTTP may say to pass for one over HTTPS. */
export const CLAIMS_OF_HTTPS: readonly Headers[] = [
  {},
  { 'X-Forwarded-Proto': 'https' },
  { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '443', 'X-Scheme': 'https', 'X-Forwarded-Scheme': 'https' },
  { 'Forwarded': 'proto=https', 'X-Forwarded-Ssl': 'on', 'Front-End-Https': 'on' },
];

/**
 * Send every claim to every denied entry point. A refusal must not turn into a sign-in: the route would then be open
 * to everyone who signs in.
 */
async function tell(target: Target, stories: Stories) {
  const plain = new Map<string, Meaning>();
  const key = ({ credential, entry }: DeniedEntry) => `${credential.name} ${entry.host}${entry.path}`;
  for (const denied of deniedEntries(target)) {
    const answer = await target.ask(denied.entry.url, { headers: denied.credential.headers });
    const meaning = meaningOf(target.table, denied.entry.url, answer);
    if (meaning === Meaning.FAILED) throw new Error(`${denied.entry.url} answers ${answer.status}`);
    plain.set(key(denied), meaning);
  }
  const unchanged: Judge = (_, each, answer) => {
    const meaning = meaningOf(target.table, each.entry.url, answer);
    return meaning === Meaning.SIGN_IN && plain.get(key(each)) !== meaning
      ? `became ${meaning}, which was ${plain.get(key(each))}`
      : staysDenied(target, each, answer);
  };
  const told = ({ credential }: DeniedEntry) => stories(allowedFor(target, credential)[0]?.path ?? '/oauth2/sign_in');
  return sendAll(
    target,
    productOf(deniedEntries(target), told).map(({ variation, ...denied }) =>
      clientRequest(target, denied, Object.keys(variation).join(', '), { headers: variation }),
    ),
    unchanged,
  );
}

/**
 * The authorization request of the proxy and its cookies, without values that change each time. `undefined` if the
 * proxy refuses, which is as good as an unchanged request.
 */
async function authorizationRequest(target: Target, question?: Question): Promise<string | undefined> {
  const answer = await startSignIn(target, undefined, question);
  if (answer.status >= 400) return undefined;
  const location = answer.headers.location ?? '';
  return JSON.stringify([
    answer.status,
    location.replace(/\?.*/s, ''),
    parametersOf(location),
    cookiesOf(target.table, answer).map((line) => line.replace(/^[^=]*=[^;]*/, '').replace(/expires=[^;]*/i, '')),
  ]);
}

export const FORWARDED_HEADERS: readonly Attack[] = [
  ...Object.entries(TOLD).map(([id, { stories, ...rest }]): Attack => ({
    id: `forwarded-headers-${id}`,
    family: Family.FORWARDED_HEADERS,
    ...rest,
    run: (target) => tell(target, stories),
  })),
  {
    id: 'forwarded-headers-at-the-sign-in',
    family: Family.FORWARDED_HEADERS,
    title: 'no header changes the redirect URI or the domain of cookies',
    reason:
      "without an absolute redirect URL the proxy builds one from X-Forwarded-Host, and chooses the cookie's " +
      'domain by it',
    reference: 'oauth2-proxy, redirect_url and cookie_domains',
    run: async (target) => {
      const expected = await authorizationRequest(target);
      if (expected === undefined) throw new Error('the start of a sign-in is refused');
      const stories = Object.values(TOLD).flatMap((told) => told.stories('/'));
      const opened: string[] = [];
      for (const headers of stories) {
        const got = await authorizationRequest(target, { headers });
        if (got !== undefined && got !== expected) {
          opened.push(`with ${Object.keys(headers).join(', ')}: ${got} instead of ${expected}`);
        }
      }
      nothingOpened(opened);
      return held(`${stories.length} requests`);
    },
  },
  {
    id: 'forwarded-headers-over-plain-http',
    family: Family.FORWARDED_HEADERS,
    title: 'plain HTTP serves nothing, even if a header says that the request used HTTPS',
    reason: 'an edge that trusts X-Forwarded-Proto omits the redirect to HTTPS',
    reference: 'ingress-nginx, force-ssl-redirect',
    run: (target) => {
      // Without a session, since others could read it on the way.
      // A deployment may well listen to HTTPS alone, and give no answer here.
      return sendAll(
        target,
        product(deniedEntries(target, [NOBODY_SIGNED_IN]), CLAIMS_OF_HTTPS).map(({ variation, ...denied }) =>
          clientRequest(
            target,
            denied,
            `plain HTTP, ${Object.keys(variation).join(', ')}`,
            { headers: variation },
            uncached(denied.entry.url.replace('https:', 'http:')),
          ),
        ),
        (_, each, answer) => {
          const meaning = meaningOf(target.table, each.entry.url.replace('https:', 'http:'), answer);
          return meaning === Meaning.PASSED || (meaning === Meaning.NOT_FOUND && !isAmbiguous404(target.table, answer))
            ? 'the application answered'
            : foreignRedirect(target, answer);
        },
      );
    },
  },
];
