import { type InsideAttack, readable } from './inside';
import { Family, held, known, nothingOpened } from '../../../cli/verify/attack';
import { spellingsOf } from '../../../cli/verify/attacks/return-addresses';
import { eventually } from '../../support/process';
import { host, site } from '../checks/addresses';
import { kindOf } from '../checks/answers';
import { expect } from '../checks/check';
import { type Answer, form, type Question } from '../client/http';
import type { Visitor } from '../client/visitor';
import { currentConfig, reconfigure } from '../edges/ingress-nginx';

type Target = Parameters<InsideAttack['run']>[0];

const signOut = `${site}/oauth2/sign_out`;
const PLACEHOLDER = 'live_{id_token}_end';
const own = `${site}/grafana/?t=${PLACEHOLDER}`;
const encoded = encodeURIComponent(own);
const TOO_LONG = 100_000;

interface Request {
  readonly url: string;
  readonly question?: Question;
}

const post = (body: string, type = 'application/x-www-form-urlencoded', method = 'POST'): Question => ({
  method,
  body,
  headers: { 'Content-Type': type },
});

/** All ways to send a return address to the sign-out, with the placeholder in it. */
const withPlaceholder: readonly Request[] = [
  ...spellingsOf(host, PLACEHOLDER).map((query) => ({ url: `${signOut}?${query}` })),
  { url: `${signOut}?rd=${encoded}`, question: { method: 'HEAD' } },
  { url: `${signOut}?rd=${encoded}`, question: { method: 'OPTIONS' } },
  { url: `${signOut}?rd=${encoded}`, question: { http2: true } },
  { url: `${signOut}?rd=/%25257Bid_token%25257D` },
  { url: `${signOut}?rd=/${encodeURIComponent(`${PLACEHOLDER}{email}{access_token}{refresh_token}{state}`)}` },
  // Headers from which the proxy reads it.
  ...['X-Auth-Request-Redirect', 'X-Forwarded-Uri', 'X_Auth_Request_Redirect', 'x-auth-request-redirect'].flatMap(
    (name) =>
      [own, `/grafana/?t=${PLACEHOLDER}`].map((value) => ({ url: signOut, question: { headers: { [name]: value } } })),
  ),
  {
    url: signOut,
    question: {
      headers: {
        'X-Forwarded-Uri': `/grafana/?t=${PLACEHOLDER}`,
        'X-Forwarded-Host': 'grafana.internal',
        'X-Forwarded-Proto': 'https',
      },
    },
  },
  { url: signOut, question: { headers: { 'X-Auth-Request-Redirect': own }, http2: true } },
  { url: signOut, question: { headers: { 'Connection': 'X-Real-Ip', 'X-Auth-Request-Redirect': own } } },
  {
    url: signOut,
    question: {
      headers: {
        'X-Original-Uri': own,
        'X-Original-Url': own,
        'X-Rewrite-Url': `/oauth2/sign_out?rd=${encoded}`,
        'Referer': own,
      },
    },
  },
  // Bodies, which the proxy reads as a form.
  { url: signOut, question: post(`rd=${encoded}`) },
  { url: `${signOut}?rd=/`, question: post(`rd=${encoded}`) },
  { url: signOut, question: post(`rd=${encoded}`, 'application/x-www-form-urlencoded; charset=utf-8') },
  { url: signOut, question: post(`rd=${encoded}`, 'application/x-www-form-urlencoded', 'PUT') },
  { url: signOut, question: post(`rd=${encoded}`, 'application/x-www-form-urlencoded', 'PATCH') },
  {
    url: signOut,
    question: {
      method: 'GET',
      body: `rd=${encoded}`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    },
  },
  { url: signOut, question: { ...post(`rd=${encoded}`), http2: true } },
  {
    url: signOut,
    question: {
      method: 'POST',
      body: `--x\r\nContent-Disposition: form-data; name="rd"\r\n\r\n${own}\r\n--x--\r\n`,
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    },
  },
  { url: `${signOut}?rd=${encoded}`, question: { method: 'POST', headers: { 'X-HTTP-Method-Override': 'GET' } } },
  // Other ways to the same endpoint.
  ...[
    '//oauth2/sign_out',
    '/oauth2//sign_out',
    '/./oauth2/sign_out',
    '/x/../oauth2/sign_out',
    '/oauth2/sign_out/',
    '/oauth2/%73ign_out',
    '/oauth2/start/../sign_out',
    '/oauth2/sign_out;x',
    '/OAUTH2/SIGN_OUT',
  ].map((path) => ({ url: `${site}${path}?rd=${encoded}` })),
];

/** The other endpoints and pages, with a session. Their redirects must not contain the token either. */
const elsewhere: readonly Request[] = [
  '/oauth2/start',
  '/oauth2/sign_in',
  '/oauth2/callback',
  '/prometheus/graph',
].flatMap((path) => [
  { url: `${site}${path}?rd=${encoded}&state=x:${encoded}&code=x` },
  { url: `${site}${path}`, question: { headers: { 'X-Auth-Request-Redirect': own } } },
  {
    url: `${site}${path}?${['login_hint', 'prompt', 'scope', 'kc_idp_hint', 'ui_locales', 'redirect_uri']
      .map((name) => `${name}=${encodeURIComponent(PLACEHOLDER)}`)
      .join('&')}`,
  },
]);

/** A value that replaced the placeholder, in every spelling of the rest of the address. */
function replaced({ headers, body, cookies }: Answer): string | undefined {
  const text = [headers.location, headers.refresh, ...cookies, body].join('\n');
  if (/eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/.test(text)) return 'has a token in it';
  // In the state of an authorization request it is escaped several times.
  const place = decoded(headers.location ?? '');
  const put = [...place.matchAll(/live_(.*?)_end/g)].find((match) => !match[1]!.includes('{id_token'));
  return put === undefined ? undefined : `has something in place of the placeholder: ${put[0].slice(0, 200)}`;
}

function decoded(text: string): string {
  const next = text.replace(/%[2-7][0-9a-f]/gi, (escape) => decodeURIComponent(escape));
  return next === text ? text : decoded(next);
}

function closed(error: NodeJS.ErrnoException): undefined {
  if (!['ECONNRESET', 'EPIPE'].includes(error.code ?? '')) throw error;
}

async function signedIn({ scene: { people } }: Target): Promise<Visitor> {
  const visitor = people.visitor();
  await visitor.signIn(await people.guest('/developers'), readable);
  if (kindOf(await visitor.ask(readable)) !== 'passed') throw new Error('the guest is not signed in');
  return visitor;
}

/** Return addresses in requests of people who are signed in, and in requests that browsers do not send. */
export const RETURN_ADDRESSES_OF_PEOPLE: readonly InsideAttack[] = [
  {
    id: 'return-addresses-with-the-token-of-a-person',
    family: Family.RETURN_ADDRESSES,
    title: 'the sign-out does not insert the token of a person into a return address',
    reason:
      'a link to the own sign-out would send the ID token to a page of the own host, and to every server that ' +
      'the page calls',
    reference: 'oauth2-proxy 7.15.6, oauthproxy.go, SignOut',
    run: async (target) => {
      const opened: string[] = [];
      let visitor = await signedIn(target);
      let sessions = 1;
      for (const { url, question } of [...elsewhere, ...withPlaceholder]) {
        // Some of them sign the person out, which is allowed.
        if (kindOf(await visitor.ask(readable)) !== 'passed') {
          visitor = await signedIn(target);
          sessions += 1;
        }
        const answer = await visitor.ask(url, question);
        const problem = replaced(answer);
        const asked = `${question?.method ?? 'GET'} ${url.slice(0, 120)} ${JSON.stringify(question?.headers ?? {})}`;
        if (problem !== undefined) {
          opened.push(`${asked.slice(0, 250)} ${problem}`);
        } else if (answer.headers.location !== undefined && answer.headers.location.length > 6000) {
          opened.push(`${url.slice(0, 120)} leads to an address of ${answer.headers.location.length} characters`);
        }
      }
      nothingOpened(opened);
      return held(`${elsewhere.length + withPlaceholder.length} requests, ${sessions} sessions`);
    },
  },
  {
    id: 'return-addresses-in-bodies',
    family: Family.RETURN_ADDRESSES,
    title: 'the proxy reads no return address from the body of a request',
    reason: 'it reads a form like the query, and a body may be longer than any address',
    reference: 'Go, net/http, ParseForm',
    run: async ({ ask }) => {
      const opened: string[] = [];
      const bodies = [`rd=/${'x'.repeat(TOO_LONG)}`, `rd=${encodeURIComponent(`${site}/grafana/from-a-body`)}`];
      const endpoints = ['start', 'sign_in', 'sign_out', 'callback'];
      for (const endpoint of endpoints) {
        for (const body of bodies) {
          for (const method of ['POST', 'PUT', 'PATCH']) {
            // A server that refuses a long body may close the connection before the body is sent.
            const answer = await ask(`${site}/oauth2/${endpoint}`, { ...form({}), method, body }).catch(closed);
            const { status, headers: { location = '' } = {} } = answer ?? {};
            if (location.includes('xxxx') || location.includes('from-a-body')) {
              opened.push(`${method} ${endpoint}, body of ${body.length}: ${status}, address of ${location.length}`);
            }
          }
        }
      }
      nothingOpened(opened);
      return held(`${endpoints.length * bodies.length * 3} requests`);
    },
  },
  {
    id: 'return-addresses-without-the-fragment',
    family: Family.RETURN_ADDRESSES,
    edges: ['ingress-nginx'],
    title: "without the controller's fragment, the sign-out puts the token into a query, but into no header or body",
    reason: 'annotations can remove headers and refuse bodies, but cannot check queries',
    reference: 'oauth2-proxy 7.15.6, oauthproxy.go, SignOut; docs/security.md',
    run: async (target) => {
      const { cluster } = target.scene.stack;
      const lock = 'location-snippet';
      const before = (await currentConfig(cluster))[lock]!;
      const query = `${signOut}?rd=${encoded}`;
      const isRefused = async () => (await target.ask(query)).status === 400;
      // While nginx reloads, workers with the old configuration also accept requests.
      const settled = (refused: boolean) =>
        eventually(20, async () => {
          for (let times = 0; times < 5; times += 1) expect((await isRefused()) === refused, 'nginx is not reloaded');
        });
      await reconfigure(cluster, { [lock]: null });
      try {
        await settled(false);
        const replacedIn: string[] = [];
        const others = withPlaceholder.filter(
          ({ question = {} }) => !question.http2 && (question.body ?? question.headers),
        );
        for (const { url, question } of others) {
          const answer = await (await signedIn(target)).ask(url.replace(/\?.*/, ''), question).catch(closed);
          if (answer && replaced(answer) !== undefined) replacedIn.push(JSON.stringify(question).slice(0, 200));
        }
        nothingOpened(replacedIn);
        expect(
          replaced(await (await signedIn(target)).ask(query)) === 'has a token in it',
          'nothing is replaced any more',
        );
        return known(`the query alone; ${others.length} requests with headers and bodies are not`);
      } finally {
        await reconfigure(cluster, { [lock]: before });
        await settled(true);
      }
    },
  },
];
