import { clientRequest, deniedEntries, product, staysDenied, sendAll, withQuery } from './attack-requests';
import { claimsOf } from '../../../lib/report/access-table';
import { Attack, Family, Held, held, nothingOpened, Opened } from '../attack';
import { startSignIn } from '../sign-in-start';
import { Target } from '../target';

const CHANGING = ['state', 'nonce', 'code_challenge'];
// What an issuer would accept: other clients, more rights, codes at other addresses, no question to the user.
const PARAMETERS = [
  'redirect_uri=https://evil.example.org/oauth2/callback',
  'client_id=other',
  'scope=openid+offline_access+roles',
  'response_type=token',
  'response_mode=fragment',
  'response_mode=form_post',
  'prompt=none',
  'state=chosen',
  'nonce=chosen',
  'code_challenge=chosen&code_challenge_method=plain',
  'code_challenge_method=plain',
  'request=eyJhbGciOiJub25lIn0.e30.',
  'request_uri=https://evil.example.org/r',
  'approval_prompt=none',
  'login_hint=admin',
  'kc_idp_hint=other',
  'kc_action=UPDATE_EMAIL',
  'acr_values=0',
  'claims=%7B%7D',
  'id_token_hint=e30',
  'resource=https://evil.example.org',
  'audience=evil',
  'display=popup',
  'ui_locales=xx',
  'max_age=999999',
];
// What the proxy reads at /oauth2/auth, and the names of its options, which some take for parameters.
const GRANTS = [
  'allowed_groups=',
  'allowed_groups=*',
  'allowed_emails=*',
  'allowed_email_domains=*',
  'skip_auth_routes=.*',
  'trusted_ips=0.0.0.0/0',
  'auth=1',
];

/** The parameters of an authorization request. Parameters that change each time have no value. */
export const parametersOf = (location: string): string[] =>
  URL.canParse(location)
    ? [...new URL(location).searchParams]
        .map(([name, value]) => (CHANGING.includes(name) ? name : `${name}=${value}`))
        .sort()
    : [location];

async function start(target: Target, query?: string): Promise<URL | undefined> {
  const {
    status,
    headers: { location },
  } = await startSignIn(target, query);
  if (status >= 400 && query !== undefined) return undefined; // refused, which is as good
  if (location === undefined || !URL.canParse(location)) {
    throw new Opened(`/oauth2/start?${query ?? ''} answers ${status} and redirects nowhere`);
  }
  return new URL(location);
}

/** Starts sign-ins with each parameter, before and behind the return address. */
async function unchangedBy(target: Target, queries: readonly string[]): Promise<Held> {
  const expected = parametersOf((await start(target))!.href).join('&');
  const opened: string[] = [];
  for (const query of queries) {
    const got = await start(target, query);
    if (got === undefined) continue;
    if (
      parametersOf(got.href).join('&') !== expected ||
      CHANGING.some(
        (name) => got.searchParams.getAll(name).length !== 1 || got.searchParams.get(name)!.startsWith('chosen'),
      )
    ) {
      opened.push(`${query} led to ${got.href}`);
    }
  }
  nothingOpened(opened);
  return held(`${queries.length} parameters`);
}

export const AUTHORIZATION_REQUEST: readonly Attack[] = [
  {
    id: 'authorization-request-parameters',
    family: Family.AUTHORIZATION_REQUEST,
    title: 'no parameter at the start of a sign-in reaches the issuer',
    reason:
      'the proxy forwards parameters that it is configured for; a link could then ask for another client, more ' +
      'scopes or no consent',
    reference: 'oauth2-proxy, login_url_parameters',
    run: (target) =>
      unchangedBy(
        target,
        PARAMETERS.map((parameter, index) => (index % 2 === 0 ? `rd=/&${parameter}` : `${parameter}&rd=/`)),
      ),
  },
  {
    id: 'authorization-request-through-the-return-address',
    family: Family.AUTHORIZATION_REQUEST,
    title: 'no part of the return address becomes a parameter of the authorization request',
    reason: 'the address is put into the state, and would end it if it were not encoded',
    reference: 'RFC 6749, 10.12',
    run: (target) =>
      unchangedBy(
        target,
        [
          '/%26scope%3Droles',
          '/%23%26client_id%3Dother',
          '/%0a%26redirect_uri%3Dx',
          '/%2526prompt%3Dnone',
          '/x%3Fprompt%3Dnone%26scope%3Dx',
          '/%00%26scope%3Dx',
        ].map((rd) => `rd=${rd}`),
      ),
  },
  {
    id: 'authorization-request-complete',
    family: Family.AUTHORIZATION_REQUEST,
    title: 'each sign-in asks for a code, with PKCE (S256), a nonce and a state of its own',
    reason: 'without them a stolen or planted code gives a session',
    reference: 'RFC 9700, 2.1; finding 5',
    run: async (target) => {
      const seen = new Set<string>();
      const rounds = 5;
      for (let round = 0; round < rounds; round += 1) {
        const { searchParams } = (await start(target))!;
        if (searchParams.get('response_type') !== 'code' || searchParams.get('code_challenge_method') !== 'S256') {
          throw new Opened(`the authorization request is ${searchParams}`);
        }
        for (const name of CHANGING) {
          const value = searchParams.get(name) ?? '';
          if (value.length < 20 || seen.has(value)) {
            throw new Opened(`${name} is ${value === '' ? 'missing' : 'short or not new'}`);
          }
          seen.add(value);
        }
      }
      return held(`${rounds} sign-ins`);
    },
  },
  {
    id: 'authorization-request-return-address-of-an-application',
    family: Family.AUTHORIZATION_REQUEST,
    title:
      "the redirect to the sign-in has one return address, the complete one, whatever an application's query " +
      'contains',
    reason: 'an edge that puts the query behind rd= without encoding it lets a link add parameters to the sign-in',
    reference: 'ingress-nginx, auth-signin',
    run: (target) =>
      sendAll(
        target,
        product(deniedEntries(target), [
          'rd=https://evil.example.org/',
          'x=1&rd=https://evil.example.org/&rd=/',
          'a=b%26rd%3Dhttps://evil.example.org/',
          'redirect_uri=https://evil.example.org/&client_id=x',
          '&&rd=//evil.example.org',
          'x=\'"<>&rd=%2F',
          'x=%23&rd=%2F%2Fevil.example.org',
        ]).map(({ variation, ...denied }) => clientRequest(target, withQuery(denied, variation), variation)),
        staysDenied,
      ),
  },
  {
    id: 'authorization-request-grants-in-the-query',
    family: Family.AUTHORIZATION_REQUEST,
    title: "no parameter of an application's address becomes a parameter of the request for a decision",
    reason: 'the proxy reads from the query of that request which identities are permitted',
    reference: 'oauth2-proxy, /oauth2/auth',
    run: (target) => {
      const groups = claimsOf(target.table)
        .slice(0, 3)
        .map((claim) => `allowed_groups=${claim}`);
      return sendAll(
        target,
        product(
          deniedEntries(target),
          [...GRANTS, ...groups].flatMap((grant) => [grant, `x=1%26${encodeURIComponent(grant)}`]),
        ).map(({ variation, ...denied }) => {
          const asked = withQuery(denied, variation);
          return clientRequest(target, asked, `?${variation}`, {
            headers: { 'X-Forwarded-Uri': `/?${variation}`, 'X-Original-URL': asked.entry.url },
          });
        }),
        staysDenied,
      );
    },
  },
];
