import { clientRequest, deniedEntries, productOf, staysDenied, sendAll, withQuery } from './attack-requests';
import { claimsOf } from '../../../lib/report/access-table';
import { Attack, Family } from '../attack';
import { Question } from '../http';
import { NOBODY_SIGNED_IN, Target } from '../target';

type Carried = Pick<Question, 'headers'> & { readonly query?: string };

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * Make a token with the claims that this host accepts, for the highest rights there: a person in every group, or a
 * machine with a grant. Header and signature are chosen by the caller.
 */
export function tokenFor({ table }: Target, host: string, header: object, signature = '', claims: object = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const rows = table.rows.filter((row) => row.host === host);
  const machines = table.machines.find(({ id }) => rows.some(({ entrance }) => entrance === id));
  const [subject] = rows.flatMap(({ permitted }) => permitted);
  return `${encoded({ typ: 'JWT', ...header })}.${encoded({
    ...(machines
      ? { iss: machines.issuer, sub: subject?.claim, aud: [machines.audience] }
      : {
          iss: table.signOn.issuer,
          sub: 'admin',
          aud: ['monitoring-sso', 'account'],
          azp: 'monitoring-sso',
          email: 'admin@example.org',
          email_verified: true,
          [table.signOn.groupsClaim]: claimsOf(table),
        }),
    exp: now + 300,
    iat: now,
    nbf: now,
    ...claims,
  })}.${signature}`;
}

/** Send each of these without a session to each denied entry point. */
const carrying = (target: Target, all: (host: string) => Readonly<Record<string, Carried>>) =>
  sendAll(
    target,
    productOf(deniedEntries(target, [NOBODY_SIGNED_IN]), ({ entry }) => Object.entries(all(entry.host))).map(
      ({ variation: [how, { headers, query }], ...denied }) =>
        clientRequest(target, query === undefined ? denied : withQuery(denied, query), how, { headers }),
    ),
    staysDenied,
  );

const bearer = (token: string): Carried => ({ headers: { Authorization: `Bearer ${token}` } });

export const TOKENS: readonly Attack[] = [
  {
    id: 'tokens-of-no-worth',
    family: Family.TOKENS,
    title: 'a bearer token that is not valid opens nothing',
    reason: 'an error in a token may not be handled as a refusal',
    reference: 'findings 6 and 10',
    run: (target) =>
      carrying(target, () =>
        Object.fromEntries(
          [
            '',
            'x',
            'null',
            'undefined',
            '..',
            'e30.e30.e30',
            `${'x'.repeat(6000)}`,
            'eyJhbGciOiJSUzI1NiJ9',
            '{"sub":"admin"}',
            '../../etc/passwd',
          ].map((token) => [`Bearer ${token.slice(0, 30)}`, bearer(token)]),
        ),
      ),
  },
  {
    id: 'tokens-unsigned',
    family: Family.TOKENS,
    title: 'a token without a signature opens nothing',
    reason: 'the token names the algorithm, and "none" is one',
    reference: 'RFC 8725, 2.1',
    run: (target) =>
      carrying(target, (host) =>
        Object.fromEntries(
          ['none', 'None', 'NONE', 'nOnE', '', 'RS256'].map((alg) => [
            `alg ${alg}`,
            bearer(tokenFor(target, host, { alg })),
          ]),
        ),
      ),
  },
  {
    id: 'tokens-elsewhere',
    family: Family.TOKENS,
    title: 'no place other than the session cookie gives a session',
    reason: 'programs read tokens from Basic passwords, queries, bodies and headers of their own',
    reference: 'oauth2-proxy, skip_jwt_bearer_tokens; RFC 6750, 2',
    run: (target) =>
      carrying(target, (host) => {
        const token = tokenFor(target, host, { alg: 'RS256', kid: 'x' }, 'c2lnbmF0dXJl');
        const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
        return {
          'a password': { headers: { Authorization: basic('admin:admin') } },
          'a token as the user': { headers: { Authorization: basic(`${token}:`) } },
          'a token as the password': { headers: { Authorization: basic(`x-oauth-basic:${token}`) } },
          'Proxy-Authorization': { headers: { 'Proxy-Authorization': `Bearer ${token}` } },
          'lower-case bearer': { headers: { authorization: `bearer ${token}` } },
          'two of them': { headers: { Authorization: [`Bearer ${token}`, basic('a:b')] } },
          'X-Forwarded-Access-Token': {
            headers: { 'X-Forwarded-Access-Token': token, 'X-Auth-Request-Access-Token': token },
          },
          'a query': { query: `access_token=${token}&token=${token}&id_token=${token}` },
          'a cookie': {
            headers: { Cookie: `access_token=${token}; id_token=${token}; ${target.table.signOn.cookie}=${token}` },
          },
          'GAP-Auth and GAP-Signature': { headers: { 'GAP-Auth': 'admin@example.org', 'GAP-Signature': 'sha1 x' } },
          'a client certificate in headers': {
            headers: { 'ssl-client-verify': 'SUCCESS', 'ssl-client-subject-dn': 'CN=admin', 'X-Client-Cert': 'x' },
          },
        };
      }),
  },
];
