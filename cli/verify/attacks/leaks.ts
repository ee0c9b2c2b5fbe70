import { FOREIGN_HOST, deniedEntries, product, sessionIn, inParallel } from './attack-requests';
import { keys } from './cookies';
import { rawRequest } from './raw-requests';
import { entrancesAt, UNUSED_NAME } from '../access-checks';
import { Attack, Family, Held, held, nothingOpened, NotTried, notTried, Opened } from '../attack';
import { hostsOf, onePerApplication, allowedFor } from '../entry-points';
import { Answer, AskedTooOften, NotNamed, Question } from '../http';
import { NOBODY_SIGNED_IN, Target } from '../target';
import { uncached } from '../uncached';

/** The robots.txt of the proxy (`pkg/app/pagewriter`), in one line. */
const ROBOTS = 'User-agent: * Disallow: /';

interface Asking<R> {
  readonly what: string;
  readonly request: R;
  send(): Promise<readonly Answer[]>;
}

type Problem<R> = (answer: Answer, request: R) => string | undefined | Promise<string | undefined>;

/** Send all requests. Reports problems of answers first, then requests without an answer. */
async function gathered<R>(all: readonly Asking<R>[], problem: Problem<R>): Promise<Held | NotTried> {
  const leaks: string[] = [];
  const unanswered: Error[] = [];
  await inParallel(all, async ({ what, request, send }) => {
    const answers = await send().catch((error: Error) => {
      if (error instanceof AskedTooOften) throw error;
      unanswered.push(error);
      return [];
    });
    for (const answer of answers) {
      const said = await problem(answer, request);
      if (said !== undefined) leaks.push(`${what}: ${said} (${answer.status})`);
    }
  }).finally(() => nothingOpened(leaks));
  const hostsLeftOut = unanswered.filter((error) => error instanceof NotNamed).length;
  if (unanswered.length > hostsLeftOut) throw unanswered.find((error) => !(error instanceof NotNamed))!;
  return all.length === hostsLeftOut
    ? notTried('every address on the hosts that are named belongs to an application')
    : held(`${all.length - hostsLeftOut} requests`);
}

/** A request and its address. */
interface Request extends Question {
  readonly url: string;
}

const asked = (target: Target, requests: readonly Request[], problem: Problem<Request>) =>
  gathered(
    requests.map((request) => ({
      what: `GET ${request.url}`,
      request,
      send: async () => [await target.ask(request.url, request)],
    })),
    problem,
  );

/** The text of an answer, with addresses and cookies. */
const textOf = ({ headers, body }: Answer) => `${JSON.stringify(headers)}\n${body}`;

/**
 * The parts of an answer in which the proxy may describe the client. Without a session it answers 401, as the edge
 * does at a host of machines.
 */
function aboutWhoAsks(table: Target['table'], url: string, { status, headers, body }: Answer): string[] {
  // The proxy writes JSON without other text.
  const begin = body.trimStart().slice(0, 1);
  const ofMachines = entrancesAt(table, url).length > 0;
  return [
    ...(status === 202 || (status === 401 && !ofMachines) ? [String(status)] : []),
    ...[...body.matchAll(/"(email|user|preferredUsername|groups)":/g)].map(([, name]) => begin + name),
    ...Object.keys(headers).filter((name) => /^(x-auth-request-|gap-auth)/.test(name)),
  ];
}

/**
 * Whether an answer says more about the client than the answer at an unused path. Pages of applications may name the
 * client, too.
 */
async function tellsWhoAsks(
  { table, ask }: Target,
  url: string,
  headers: Question['headers'],
  answer: Answer,
): Promise<boolean> {
  const said = aboutWhoAsks(table, url, answer);
  if (said.length === 0) return false;
  const elsewhere = new URL(`/${UNUSED_NAME}`, url).href;
  const usual = aboutWhoAsks(table, elsewhere, await ask(elsewhere, { headers }));
  return said.some((sign) => !usual.includes(sign));
}

/** Ask for paths on every host, except where an application is served: its routes are checked like the rest. */
function checksOnEveryHost(target: Target, paths: readonly string[], headers: Question['headers'] = {}) {
  const { table } = target;
  const isApplication = (url: string) =>
    table.rows.some(({ host, path }) => url.startsWith(`https://${host}${path.replace(/\/$/, '')}/`));
  const requests = hostsOf(table)
    .flatMap((host) => paths.map((path) => ({ url: `https://${host}${path}`, headers })))
    .filter(({ url }) => !isApplication(url));
  // A server in front of the edge may have a robots.txt of its own.
  const isOwn = (url: string, body: string) =>
    !url.endsWith('/robots.txt') || body.trim().replace(/\s+/g, ' ') === ROBOTS;
  return asked(target, requests, ({ status, body }, { url }) =>
    status >= 200 && status < 300 && body !== '' && isOwn(url, body) ? 'it was answered' : undefined,
  );
}

export const LEAKS: readonly Attack[] = [
  {
    id: 'leaks-who-is-signed-in',
    family: Family.LEAKS,
    title: 'neither /oauth2/userinfo nor /oauth2/auth can be reached, with any spelling and any session',
    reason: 'they show the e-mail address and the groups of the signed-in person to any script on the host',
    reference: 'finding 19',
    run: (target) => {
      const plain = ['userinfo', 'auth'];
      const tricks = [
        'auth?allowed_groups=',
        'auth/',
        'userinfo/',
        'AUTH',
        'sign_in/../userinfo',
        'callback/../auth',
        '%75serinfo',
        'static/../userinfo',
        'start/..%2Fuserinfo',
        'start/%2e%2e/auth',
        'start;/../auth',
        '/auth',
        './auth',
        'x/../auth',
        'start%2f..%2fauth',
        'auth;x',
        'auth%20',
        'auth%00',
        'start\\..\\auth',
      ];
      const sessions = [NOBODY_SIGNED_IN, ...target.signedIn.slice(0, 1)];
      const requests = hostsOf(target.table).flatMap((host, index) =>
        sessions.flatMap(({ headers }) =>
          [...plain, ...(index < 2 ? tricks : [])].map((path) => ({ url: `https://${host}/oauth2/${path}`, headers })),
        ),
      );
      return asked(target, requests, async (answer, { url, headers }) =>
        (await tellsWhoAsks(target, url, headers, answer)) ? 'the proxy answered' : undefined,
      );
    },
  },
  {
    id: 'leaks-the-proxy-s-other-pages',
    family: Family.LEAKS,
    title: 'health, metrics and robots.txt of the proxy are not on the public hosts',
    reason: 'metrics show how many people sign in and fail, and each further page can be attacked',
    reference: 'oauth2-proxy, metrics_address and ping_path',
    run: (target) =>
      checksOnEveryHost(target, [
        '/ping',
        '/ready',
        '/metrics',
        '/oauth2/static/',
        '/oauth2/static/../../etc/passwd',
        '/oauth2',
        '/oauth2/',
        '/oauth2/ping',
        '/oauth2/metrics',
        '/debug/pprof/',
        '/robots.txt',
      ]),
  },
  {
    id: 'leaks-the-edge-s-own-pages',
    family: Family.LEAKS,
    title: "the edge's own pages (configuration, metrics, requests for decisions) are not on the public hosts",
    reason: 'they are intended for localhost or another port, and only their paths tell them apart',
    reference: 'ingress-nginx, nginx.tmpl; Traefik, api.insecure',
    run: (target) => {
      const location = `/_external-auth-${Buffer.from('/').toString('base64').replace(/=/g, '')}`;
      return checksOnEveryHost(
        target,
        [
          '/nginx_status',
          '/is-dynamic-lb-initialized',
          '/configuration/backends',
          '/configuration/certs',
          '/api/rawdata',
          '/api/http/routers',
          '/dashboard/',
          '/api/version',
          '/healthz',
          location,
          `${location}-Prefix`,
          `${location}-Exact`,
          '/_external-authentication',
          '/server-status',
          '/.git/config',
          '/.env',
        ],
        target.signedIn[0]?.headers,
      );
    },
  },
  {
    id: 'leaks-in-refusals',
    family: Family.LEAKS,
    title: 'no refusal shows a cookie, token or code of the refused request',
    reason: 'error pages often quote requests; a script on another path could read them',
    reference: 'CWE-209; CWE-550',
    run: async (target) => {
      const canaries = { cookie: 'canarycookie5821', token: 'canarytoken5822', code: 'canarycode5823' };
      const { signOn } = target.table;
      const headers = {
        Cookie: `${signOn.cookie}=${canaries.cookie}; other=${canaries.cookie}`,
        Authorization: `Bearer ${canaries.token}`,
      };
      const addresses = [
        ...deniedEntries(target, [NOBODY_SIGNED_IN]).map(({ entry }) => entry.url),
        `https://${signOn.host}/oauth2/callback?code=${canaries.code}&state=x:y`,
        `https://${signOn.host}/oauth2/start?rd=/`,
        `https://${signOn.host}/oauth2/sign_out`,
        `https://${signOn.host}/nothing-is-here`,
        `https://${signOn.host}/%00`,
      ];
      return asked(
        target,
        addresses.map((url) => ({ url: uncached(url), headers })),
        (answer) =>
          Object.values(canaries).find((canary) => textOf(answer).includes(canary)) && 'it quotes the request',
      );
    },
  },
  {
    id: 'leaks-in-malformed-requests',
    family: Family.LEAKS,
    title: 'no answer to a malformed request shows the request',
    reason: 'the part of a server that parses requests has error pages of its own',
    reference: 'CVE-2012-0053',
    run: async (target) => {
      const requests = deniedEntries(target, [NOBODY_SIGNED_IN])
        .slice(0, 2)
        .flatMap((denied) =>
          [
            `Cookie: canary5824=${'x'.repeat(9000)}`,
            'Cookie: canary5824=1\r\nContent-Length: x',
            'Cookie: canary5824=1\r\nHost: y',
            'Cookie: canary5824=1\r\nTransfer-Encoding: x\r\nContent-Length: 0',
            'Cookie canary5824',
          ].map((line) => rawRequest(target, denied, line.slice(0, 60), { lines: [line] })),
        );
      return gathered(
        requests.map(({ how, send }) => ({ what: how, request: {}, send })),
        (answer) => (textOf(answer).includes('canary5824') ? 'it quotes the request' : undefined),
      );
    },
  },
  {
    id: 'leaks-in-headers',
    family: Family.LEAKS,
    title: 'no answer has identity headers or tokens for the browser, or a session for a client without one',
    reason: "the edge copies headers from the proxy's answer, and some edges copy them in both directions",
    reference: 'finding 9; Traefik, authResponseHeaders',
    run: (target) =>
      asked(
        target,
        [NOBODY_SIGNED_IN, ...target.signedIn.slice(0, 3)].flatMap((credential) =>
          [
            ...onePerApplication(allowedFor(target, credential)),
            ...deniedEntries(target, [credential]).map(({ entry }) => entry),
          ].map(({ url }) => ({ url, headers: credential.headers })),
        ),
        (answer, question) => {
          const { headers, cookies } = answer;
          const name = Object.keys(headers).find((each) =>
            /^(x-auth-request-|x-forwarded-|gap-|authorization$|x-access-token)/.test(each),
          );
          if (name !== undefined) return `it has ${name}`;
          if (/eyJ[\w-]{8,2000}\.eyJ/.test(JSON.stringify([headers, cookies]))) return 'it has a token in its headers';
          return sessionIn(target.table, answer) !== undefined && Object.keys(question.headers ?? {}).length === 0
            ? 'it sets a session'
            : undefined;
        },
      ),
  },
  {
    id: 'leaks-to-other-sites',
    family: Family.LEAKS,
    title: 'no answer allows a page of another site to read data with the session of a person',
    reason:
      'Prometheus allows every origin; if it allowed credentials too, any page could read metrics through the ' +
      'browser',
    reference: 'WHATWG Fetch, CORS; Prometheus, web.cors.origin',
    run: (target) => {
      const origins = [
        `https://${FOREIGN_HOST}`,
        'null',
        `https://${target.table.signOn.host}.${FOREIGN_HOST}`,
        `https://x${target.table.signOn.host}`,
      ];
      const places = [NOBODY_SIGNED_IN, ...target.signedIn.slice(0, 2)].flatMap((credential) => {
        const open = onePerApplication(allowedFor(target, credential)).map((entry) => ({ credential, entry }));
        return open.length > 0
          ? open
          : deniedEntries(target, [NOBODY_SIGNED_IN]).map(({ entry }) => ({ credential, entry }));
      });
      const requests = product(places, origins).map(({ credential, entry, variation: Origin }) => ({
        url: uncached(entry.url),
        headers: { ...credential.headers, Origin },
      }));
      return asked(
        target,
        requests,
        (
          { headers: { 'access-control-allow-origin': allowed, 'access-control-allow-credentials': credentials } },
          { headers },
        ) =>
          // Browsers refuse to read an answer with credentials if it allows every origin or another origin.
          credentials === 'true' && allowed === headers?.Origin ? `it allows ${allowed}, with credentials` : undefined,
      );
    },
  },
  {
    id: 'leaks-by-the-referrer',
    family: Family.LEAKS,
    title: 'no callback answers with a page that could send the code in its address to another site',
    reason: 'a page sends its own address to the servers that it loads from, and the address contains the code',
    reference: 'RFC 9700, 4.2',
    run: async (target) => {
      const { body } = await target.ask(
        `https://${target.table.signOn.host}/oauth2/callback?code=canary&state=nonce:/`,
      );
      const loaded = [...body.matchAll(/<(?:script|img|link|iframe)\b[^<>]*(?:src|href)="(https?:)?\/\/([^"/]+)/g)]
        .map(([, , host]) => host!)
        .filter((host) => !hostsOf(target.table).includes(host));
      nothingOpened(loaded.map((host) => `the page of a callback that failed loads something from ${host}`));
      return held('nothing from other hosts');
    },
  },
  {
    id: 'leaks-the-session-in-plain-sight',
    family: Family.LEAKS,
    title: 'a session cookie does not show who is signed in or what they may open',
    reason: 'a session that is only signed shows e-mail address and tokens to everyone who reads a log or a backup',
    reference: 'oauth2-proxy, pkg/sessions',
    run: async (target) => {
      const all = keys(target);
      if (all.length === 0) return notTried('no person with a session in one cookie was given');
      for (const { value, owner } of all) {
        const texts = [
          value,
          ...value
            .split('|')
            .flatMap((part) => [
              Buffer.from(part, 'base64').toString('latin1'),
              Buffer.from(part, 'base64url').toString('latin1'),
            ]),
        ];
        const shown = texts.find(
          (text) =>
            /[\w.-]{3,}@[\w-]{3,}\.\w{2,}|eyJ[\w-]{8,}\.|"groups"/.test(text) ||
            owner.claims.some((claim) => claim.length > 3 && text.includes(claim)),
        );
        if (shown !== undefined) throw new Opened(`the session of ${owner.name} can be read`);
      }
      return held(`${all.length} sessions`);
    },
  },
];
