import { FOREIGN_HOST, hostOf } from './attack-requests';
import { isAtIssuer } from '../answers';
import { Attack, Family, held, known, nothingOpened, Opened } from '../attack';
import { entryPoints, hostsOf, onePerApplication } from '../entry-points';
import { formDecoded } from '../form-decoded';
import { Answer, AskedTooOften, NotNamed, Question } from '../http';
import { Target } from '../target';
import { uncached } from '../uncached';

const ENDPOINTS = ['start', 'sign_in', 'sign_out'];

const ADDRESSES: Readonly<
  Record<
    string,
    Pick<Attack, 'title' | 'reason' | 'reference'> & { readonly addresses: (host: string) => readonly string[] }
  >
> = {
  'foreign-hosts': {
    title: 'a sign-in and a sign-out never redirect to a foreign host',
    reason: 'a link to the real sign-in that ends at another site is useful for phishing',
    reference: 'CWE-601',
    addresses: () => [
      `https://${FOREIGN_HOST}/`,
      `https://${FOREIGN_HOST}`,
      `https://${FOREIGN_HOST}/oauth2/callback`,
      `HTTPS://${FOREIGN_HOST}/`,
      `https:${FOREIGN_HOST}`,
      `https:/${FOREIGN_HOST}`,
      `https:///${FOREIGN_HOST}`,
    ],
  },
  'relative-to-nothing': {
    title: 'return addresses that begin with two slashes, in any spelling, lead to no other host',
    reason: 'browsers take them for addresses without a scheme, backslashes and blanks between the slashes included',
    reference: 'GHSA-qqxw-m5fj-f7gv; WHATWG URL',
    addresses: () => [
      `//${FOREIGN_HOST}`,
      `///${FOREIGN_HOST}`,
      `/\\${FOREIGN_HOST}`,
      `\\\\${FOREIGN_HOST}`,
      `/\\/${FOREIGN_HOST}`,
      `/./\\${FOREIGN_HOST}`,
      `/%09/${FOREIGN_HOST}`,
      `/x/..//${FOREIGN_HOST}`,
      `/.//${FOREIGN_HOST}`,
    ],
  },
  'control-characters': {
    title: 'tabs, line ends and NUL in a return address lead to no other host, and add no header',
    reason: 'browsers remove tabs and line ends from addresses, and a line end could start a header',
    reference: 'GHSA-j7px-6hwj-hpjg; GHSA-5m6c-jp6f-2vcv; CWE-113',
    addresses: () => [
      `/\t/${FOREIGN_HOST}`,
      `/\n/${FOREIGN_HOST}`,
      `/\r/${FOREIGN_HOST}`,
      `\t//${FOREIGN_HOST}`,
      ` //${FOREIGN_HOST}`,
      `/\0/${FOREIGN_HOST}`,
      `/\x0b/${FOREIGN_HOST}`,
      `ht\ttps://${FOREIGN_HOST}`,
      '/x\r\nSet-Cookie: planted=1',
      '/x\r\n\r\n<script>',
    ],
  },
  'other-schemes': {
    title: 'a return address with another scheme is refused',
    reason: 'javascript: and data: would run in the page that the browser comes from',
    reference: 'CWE-79',
    addresses: () => [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      `ftp://${FOREIGN_HOST}/`,
      'file:///etc/passwd',
      `ws://${FOREIGN_HOST}/`,
      `view-source:https://${FOREIGN_HOST}/`,
      'java\nscript:alert(1)',
      `intent://${FOREIGN_HOST}/#Intent;end`,
    ],
  },
  'user-info': {
    title: 'a user name that looks like the own host does not lead to another host',
    reason: 'the text in front of @ is not the host',
    reference: 'RFC 3986, 7.6',
    addresses: (host) => [
      `https://${host}@${FOREIGN_HOST}/`,
      `https://${host}:443@${FOREIGN_HOST}/`,
      `https://${host}%40${FOREIGN_HOST}/`,
      `https://${FOREIGN_HOST}#@${host}/`,
      `https://${FOREIGN_HOST}?@${host}/`,
      `https://${FOREIGN_HOST}\\@${host}/`,
      `https://${FOREIGN_HOST}:@${host}/`,
      `//${host}@${FOREIGN_HOST}`,
    ],
  },
  'look-alikes': {
    title: 'hosts that begin or end like the own host are foreign',
    reason:
      'a comparison of strings takes them for the own host, and a list with a leading dot admits every ' +
      'name below it',
    reference: 'GHSA-4mf2-f3wh-gvf2; oauth2-proxy, whitelist_domains',
    addresses: (host) => [
      `https://${host}.${FOREIGN_HOST}/`,
      `https://x${host}/`,
      `https://${FOREIGN_HOST}.${host}/`,
      `https://${host.replace('.', '-')}/`,
      `https://${host}${FOREIGN_HOST}/`,
      `https://${host.split('.').slice(1).join('.')}/`,
      `https://evil-${host}/`,
      `https://${host}..${FOREIGN_HOST}/`,
    ],
  },
  'ports': {
    title: 'another port of the own host is foreign',
    reason: 'a program on the machine of an edge can listen on another port',
    reference: 'RFC 6454',
    addresses: (host) => [
      `https://${host}:8443/`,
      `https://${host}:80/`,
      `https://${host}:0/`,
      `https://${host}:99999/`,
      `https://${host}:443@${FOREIGN_HOST}/`,
      `//${host}:8443/`,
    ],
  },
  'unicode': {
    title: 'characters that look like dots, slashes or letters do not make an address of the own host',
    reason: 'browsers map full-width characters and ideographic full stops before they resolve a name',
    reference: 'UTS 46, 4',
    addresses: (host) => [
      `https://${FOREIGN_HOST}\u3002${host}/`,
      `https://${host}\uff0f.${FOREIGN_HOST}/`,
      `/\uff0f${FOREIGN_HOST}`,
      `/\u2215${FOREIGN_HOST}`,
      `https://${host.replace('o', '\u043e')}/`,
      `https://${host}\uff20${FOREIGN_HOST}/`,
      `https://${FOREIGN_HOST}\u2044.${host}/`,
    ],
  },
  'double-encoding': {
    title: 'a return address that is encoded twice leads to no other host',
    reason: 'it is accepted as a path, and decoded once more later',
    reference: 'CWE-174',
    addresses: () => [
      `%2f%2f${FOREIGN_HOST}`,
      `/%2f${FOREIGN_HOST}`,
      `/%5c${FOREIGN_HOST}`,
      `/%252f${FOREIGN_HOST}`,
      `https%3a%2f%2f${FOREIGN_HOST}`,
      `/%09%2f${FOREIGN_HOST}`,
      `/%2e%2f%2f${FOREIGN_HOST}`,
    ],
  },
  'very-long': {
    title: 'a very long return address leads to no foreign host',
    reason: 'an address may be cut off between the check and its use',
    reference: 'CWE-130',
    addresses: (host) => [
      `https://${FOREIGN_HOST}/${'x'.repeat(3000)}`,
      `https://${'x'.repeat(2000)}@${FOREIGN_HOST}/`,
      `https://${host}${'.x'.repeat(500)}.${FOREIGN_HOST}/`,
      `//${FOREIGN_HOST}/${'../'.repeat(500)}`,
    ],
  },
};

/**
 * Addresses in a page: the form of the sign-in, links, forms, refreshes and scripts. The time of each pattern is
 * linear in the length of the page.
 */
const IN_PAGES: readonly RegExp[] = [
  /\bname="rd"[^>]{0,200}value="([^"]*)/g,
  /\b(?:href|(?:form)?action)\s{0,9}=\s{0,9}["']([^"']*)/gi,
  /\bcontent\s{0,9}=\s{0,9}["']?\s{0,9}[\d.]{1,9}\s{0,9}[;,]\s{0,9}(?:url\s{0,9}=\s{0,9})?["']?([^"'>]*)/gi,
  /\blocation(?:\.href)?\s{0,9}=\s{0,9}["'`]([^"'`]*)/gi,
  /\blocation\.(?:assign|replace)\(\s{0,9}["'`]([^"'`]*)/gi,
];
const refreshed = /^[\d.\s]{0,20}[;,]\s{0,9}(?:url\s{0,9}=\s{0,9})?["']?([^"']*)/i;

/**
 * The addresses to which an answer leads a browser, now or after the sign-in: the Location header, the address in the
 * state, and addresses in forms, links, refreshes and scripts of a page.
 */
function placesIn({ table }: Target, { headers: { location, refresh = '' }, body }: Answer): string[] {
  const inPage = [refreshed.exec(String(refresh)), ...IN_PAGES.flatMap((place) => [...body.matchAll(place)])].map(
    (match) =>
      (match?.[1] ?? '')
        .replace(/&amp;/g, '&')
        .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
  );
  // Browsers do not show the page of a redirect.
  if (location === undefined) return inPage;
  if (!isAtIssuer(table, location)) return [location];
  // The state is a nonce and the return address, which the proxy may encode.
  const state = new URL(location).searchParams.get('state') ?? '';
  const back = (state.includes(':') ? state : Buffer.from(state, 'base64url').toString()).replace(/^[^:]*:/, '');
  // The proxy escapes it once more from 7.15.6 on.
  return [back, formDecoded(back)];
}

/** The port of an address, if it is not the default port of the scheme. */
const portOf = (place: string, base: string): string =>
  URL.canParse(place, `https://${base}/`) ? new URL(place, `https://${base}/`).port : '';

/**
 * Ask the endpoints of the proxy. Returns each answer that leads to a foreign host, contains a header of the request
 * or has a token in it.
 */
async function leadsAway(
  target: Target,
  query: string,
  question: Question = {},
  endpoints = ENDPOINTS,
): Promise<string[]> {
  const { signOn } = target.table;
  const sent = [...new URLSearchParams(query).values(), ...Object.values(question.headers ?? {}).flat()];
  const hosts = { own: hostsOf(target.table), sent: sent.map((value) => hostOf(value ?? '', signOn.host)) };
  const found: string[] = [];
  for (const endpoint of endpoints) {
    const url = `https://${signOn.host}/oauth2/${endpoint}?${query}`;
    const answer = await target.ask(question.headers === undefined ? url : uncached(url), question);
    const said = `/oauth2/${endpoint}?${query.slice(0, 200)} ${Object.entries(question.headers ?? {}).join()}`;
    const problems = [
      ...placesIn(target, answer).flatMap((place) => problemsOfPlace(answer, place, signOn.host, hosts)),
      // No session is sent, since the sign-out would end it. It is enough that the address reached the proxy.
      ...(endpoint === 'sign_out' ? problemsOfPlaceholder(target, answer) : []),
      ...(answer.cookies.some((line) => line.startsWith('planted')) ? ['sets a cookie'] : []),
    ];
    found.push(...problems.map((problem) => `${said} ${problem}`));
  }
  return found;
}

/** The problems of one address to which an answer leads a browser. */
function problemsOfPlace(
  answer: Answer,
  place: string,
  base: string,
  { own, sent }: { readonly own: readonly string[]; readonly sent: readonly string[] },
): string[] {
  const host = hostOf(place, base);
  const isOwn = own.includes(host);
  // Pages have links of their own, for example those of a firewall. Only addresses of the request count.
  const isAskedFor = answer.headers.location !== undefined || place.includes(FOREIGN_HOST) || sent.includes(host);
  const problems: string[] = [];
  if (!isOwn && isAskedFor) problems.push(`leads to ${place.slice(0, 200)}`);
  if (isOwn && portOf(place, base) !== '') problems.push(`leads to the port of ${place.slice(0, 200)}`);
  if (place.includes('eyJ')) problems.push('has a token in its address');
  return problems;
}

/** The problem of a sign-out answer that keeps or replaces the placeholder. */
function problemsOfPlaceholder(target: Target, answer: Answer): string[] {
  const put = putInPlace(target, answer);
  return put === undefined ? [] : [`${put}: ${answer.headers.location!.slice(0, 200)}`];
}

async function noneLeadsAway(
  target: Target,
  queries: readonly { readonly query: string; readonly question?: Question; readonly endpoints?: readonly string[] }[],
) {
  const opened: string[] = [];
  for (const { query, question, endpoints } of queries) {
    opened.push(...(await leadsAway(target, query, question, [...(endpoints ?? ENDPOINTS)])));
  }
  nothingOpened(opened);
  return held(`${queries.reduce((sum, { endpoints = ENDPOINTS }) => sum + endpoints.length, 0)} requests`);
}

const rd = (address: string) => `rd=${encodeURIComponent(address)}`;

/** The placeholder that the sign-out replaces, between marks. */
const PLACEHOLDER = 'verify_{id_token}_end';

/** The problem of a sign-out answer whose address has these marks. */
function putInPlace({ table }: Target, { headers: { location = '' } }: Answer): string | undefined {
  const put = /verify_(.*?)_end/.exec(withBraces(location))?.[1];
  if (put === undefined) return undefined;
  if (!put.includes('{id_token}')) return 'puts something in place of {id_token}';
  // An edge may lead to the sign-in instead, where nothing is replaced.
  return isAtIssuer(table, location) ? undefined : 'lets a placeholder through, in place of which a token could stand';
}

/** An address with decoded braces, however often they were encoded. */
const withBraces = (address: string) => address.replace(/%(?:25)*7b/gi, '{').replace(/%(?:25)*7d/gi, '}');

/** Longer than every edge accepts with the values of the report. */
const TOO_LONG = 40_000;

interface Long {
  readonly host?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Queries with the placeholder in a return address, in every spelling that a server may accept. */
export function spellingsOf(host: string, placeholder = PLACEHOLDER): string[] {
  const own = encodeURIComponent(`https://${host}/?`);
  const encoded = encodeURIComponent(placeholder);
  const spelt = [
    placeholder,
    encoded,
    encoded.replace('%7B', '%7b').replace('%7D', '%7d'),
    placeholder.replace('}', '%7D'),
    placeholder.replace('{', '%7B'),
    encoded.replace('id', '%69d').replace('token', '%74oken'),
  ];
  return [
    ...spelt.map((each) => `rd=${own}${each}`),
    ...['%72d', 'r%64', '%72%64'].map((name) => `${name}=${own}${encoded}`),
    `rd=/&rd=/${encoded}`,
    `rd=/${encoded}&rd=/`,
    `rd=&rd=/${encoded}`,
    `x;rd=/${encoded}`,
    `x=1;rd=/${encoded}`,
    `?&rd=/${encoded}`,
    `&&rd=/${encoded}`,
    `x=%zz&rd=/${encoded}`,
    `rd=%2F%2F${FOREIGN_HOST}%2F&rd=/${encoded}`,
    `rd=/%23${encoded}`,
    `rd=/${encoded.repeat(40)}`,
    `rd=/oauth2/sign_out?rd=/${encoded}`,
  ];
}

/** The answer over HTTP/2. Empty if the server ends the connection without one. */
async function overHttp2(target: Target, url: string, headers?: Readonly<Record<string, string>>): Promise<Answer[]> {
  try {
    return [await target.ask(url, { headers, http2: true })];
  } catch (error) {
    if (error instanceof AskedTooOften || error instanceof NotNamed) throw error;
    return [];
  }
}

export const RETURN_ADDRESSES: readonly Attack[] = [
  ...Object.entries(ADDRESSES).map(([id, { addresses, ...rest }]): Attack => ({
    id: `return-addresses-${id}`,
    family: Family.RETURN_ADDRESSES,
    ...rest,
    run: (target) =>
      noneLeadsAway(
        target,
        addresses(target.table.signOn.host).map((address) => ({ query: rd(address) })),
      ),
  })),
  {
    id: 'return-addresses-twice',
    family: Family.RETURN_ADDRESSES,
    title: 'with several return addresses, none leads to a foreign host',
    reason: 'one is checked, and another is used',
    reference: 'CWE-235',
    run: (target) =>
      noneLeadsAway(
        target,
        [
          `rd=/&${rd(`https://${FOREIGN_HOST}/`)}`,
          `${rd(`https://${FOREIGN_HOST}/`)}&rd=/`,
          `rd=&${rd(`//${FOREIGN_HOST}`)}`,
          `RD=${FOREIGN_HOST}&${rd(`https://${FOREIGN_HOST}`)}`,
          `rd[]=https://${FOREIGN_HOST}`,
          `redirect=https://${FOREIGN_HOST}&return=https://${FOREIGN_HOST}`,
          `rd=/;rd=https://${FOREIGN_HOST}`,
        ].map((query) => ({ query })),
      ),
  },
  {
    id: 'return-addresses-in-headers',
    family: Family.RETURN_ADDRESSES,
    title: 'X-Auth-Request-Redirect and similar headers lead to no foreign host',
    reason: 'the proxy takes the return address from this header, from any client',
    reference: 'oauth2-proxy, pkg/app/redirect',
    run: (target) =>
      noneLeadsAway(
        target,
        [
          { 'X-Auth-Request-Redirect': `https://${FOREIGN_HOST}/` },
          { 'X-Auth-Request-Redirect': `//${FOREIGN_HOST}` },
          { 'X-Forwarded-Host': FOREIGN_HOST, 'X-Forwarded-Proto': 'https', 'X-Forwarded-Uri': '/' },
          { 'X-Forwarded-Uri': `//${FOREIGN_HOST}/` },
          { 'X-Forwarded-Uri': `https://${FOREIGN_HOST}/` },
          { 'X-Forwarded-Prefix': `//${FOREIGN_HOST}` },
          { Referer: `https://${FOREIGN_HOST}/` },
          { Origin: `https://${FOREIGN_HOST}` },
        ].map((headers) => ({ query: 'x=1', question: { headers } })),
      ),
  },
  {
    id: 'return-addresses-with-a-token',
    family: Family.RETURN_ADDRESSES,
    title: 'no placeholder in a return address reaches the sign-out, whatever its spelling',
    reason: 'the proxy replaces {id_token} in a return address by the token of the person who is signed in',
    reference: 'oauth2-proxy 7.15.6, oauthproxy.go, SignOut; CWE-201',
    run: (target) =>
      noneLeadsAway(
        target,
        [
          ...[`https://${FOREIGN_HOST}/?`, `//${FOREIGN_HOST}/`, `${target.table.signOn.issuer}/?`].map((address) => ({
            query: rd(`${address}${PLACEHOLDER}`),
          })),
          ...spellingsOf(target.table.signOn.host).map((query) => ({ query })),
          ...['X-Auth-Request-Redirect', 'x-auth-request-redirect', 'X-Forwarded-Uri'].map((name) => ({
            query: '',
            question: { headers: { [name]: `/?${PLACEHOLDER}` } },
          })),
        ].map((each) => ({ ...each, endpoints: ['sign_out'] })),
      ),
  },
  {
    id: 'return-addresses-without-end',
    family: Family.RETURN_ADDRESSES,
    title: 'no return address is longer than 40 kB, whatever it is taken from',
    reason: 'the answer contains the address, up to three times as long, and it is sent on to the issuer',
    reference: 'CWE-770; RFC 9110, 4.1',
    run: async (target) => {
      const { host } = target.table.signOn;
      const long = 'x'.repeat(TOO_LONG);
      const requests: readonly Long[] = [
        ...ENDPOINTS.flatMap((endpoint) => [
          { path: `/oauth2/${endpoint}?rd=/${long}` },
          { path: `/oauth2/${endpoint}?rd=/&x=${long}` },
          ...['X-Auth-Request-Redirect', 'X-Forwarded-Uri', 'Referer'].map((name) => ({
            path: `/oauth2/${endpoint}`,
            headers: { [name]: `/${long}` },
          })),
        ]),
        { path: `/oauth2/callback?code=x&state=nonce:/${long}` },
        { path: `/oauth2/callback?error=${long}&state=x` },
        ...onePerApplication(entryPoints(target.table)).flatMap((entry) =>
          [`${entry.base}/${long}`, `${entry.path}?x=${long}`].map((path) => ({ host: entry.host, path })),
        ),
      ];
      const opened: string[] = [];
      for (const each of requests) {
        const at = each.host ?? host;
        const path = uncached(each.path);
        const lines = Object.entries(each.headers ?? {})
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('');
        const answers = [
          ...(await target.raw(at, `GET ${path} HTTP/1.1\r\nHost: ${at}\r\n${lines}Connection: close\r\n\r\n`)),
          ...(await overHttp2(target, `https://${at}${path}`, each.headers)),
        ];
        for (const {
          headers: { location = '' },
        } of answers) {
          const of = [each.path.slice(0, 60), ...Object.keys(each.headers ?? {})].join(' ');
          if (location.length >= TOO_LONG) {
            opened.push(`${of}, ${TOO_LONG} characters: an address of ${location.length}`);
          }
        }
      }
      nothingOpened(opened);
      return held(`${requests.length} requests, each over HTTP/1.1 and HTTP/2`);
    },
  },
  {
    id: 'return-addresses-in-the-state',
    family: Family.RETURN_ADDRESSES,
    title: 'a callback with an invented state redirects nowhere, and its page links to no foreign host',
    reason: 'the state contains the return address, which the author of the link writes',
    reference: 'RFC 6749, 10.12; RFC 9700, 4.11',
    run: (target) =>
      noneLeadsAway(
        target,
        [
          'code=x',
          'error=access_denied',
          'error=login_required&error_description=<a+href="https://evil.example.org">',
          'x=1',
        ].flatMap((rest) =>
          [`https://${FOREIGN_HOST}/`, `//${FOREIGN_HOST}`].flatMap((address) =>
            [`nonce:${address}`, Buffer.from(`nonce:${address}`).toString('base64url')].map((state) => ({
              query: `${rest}&state=${encodeURIComponent(state)}`,
              endpoints: ['callback'],
            })),
          ),
        ),
      ),
  },
  {
    id: 'return-addresses-to-plain-http',
    family: Family.RETURN_ADDRESSES,
    title: 'a return address can use plain HTTP of the own host, which redirects to HTTPS at once',
    reason: 'the proxy compares the host and not the scheme, whatever is configured',
    reference: 'oauth2-proxy 7.15.3, pkg/app/redirect/validator.go',
    run: async (target) => {
      const { host } = target.table.signOn;
      const answer = await target.ask(`https://${host}/oauth2/start?${rd(`http://${host}/`)}`);
      if (!placesIn(target, answer).includes(`http://${host}/`)) return held('the proxy refuses it');
      // A deployment may well listen to HTTPS alone.
      const plain = await target.ask(`http://${host}/`).catch((error) => {
        if (error instanceof AskedTooOften) throw error;
        return undefined;
      });
      if (plain !== undefined && !plain.headers.location?.startsWith('https://') && plain.status < 400) {
        throw new Opened(`plain HTTP answers ${plain.status}`);
      }
      return known('cookies are for HTTPS alone, and plain HTTP serves nothing');
    },
  },
];
