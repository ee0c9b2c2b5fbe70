import { clientRequest, deniedEntries, product, staysDenied, sendAll } from './attack-requests';
import { claimsOf } from '../../../lib/report/access-table';
import { Attack, Family } from '../attack';
import { Headers } from '../http';
import { Target } from '../target';

/** All headers that programs behind a proxy accept as an identity. */
export const IDENTITY_HEADERS: readonly string[] = [
  'X-Auth-Request-User',
  'X-Auth-Request-Email',
  'X-Auth-Request-Groups',
  'X-Auth-Request-Preferred-Username',
  'X-Auth-Request-Access-Token',
  'X-Forwarded-User',
  'X-Forwarded-Email',
  'X-Forwarded-Groups',
  'X-Forwarded-Preferred-Username',
  'X-Forwarded-Access-Token',
  'X-Remote-User',
  'Remote-User',
  'X-WEBAUTH-USER',
];

/** Spellings of a header name that one program accepts as the same name and another does not. */
export const SPELLINGS: Readonly<
  Record<string, { readonly reason: string; readonly reference: string; write(name: string, value: string): Headers }>
> = {
  'plainly': {
    reason: 'an edge forwards the headers of a client unless it is configured to replace them',
    reference: 'finding 17',
    write: (name, value) => ({ [name]: value }),
  },
  'with-underscores': {
    reason: 'CGI and similar interfaces map hyphens and underscores to the same name',
    reference: 'GHSA-vjrc-mh2v-45x6',
    write: (name, value) => ({ [name.replace(/-/g, '_')]: value, [name.replace('-', '_')]: value }),
  },
  'with-dots': {
    reason: 'PHP and others map dots to underscores, and Traefik forwards them unless it is configured not to',
    reference: 'Traefik, aliasHeadersStrategy',
    write: (name, value) => ({ [name.replace(/-/g, '.')]: value }),
  },
  'in-other-cases': {
    reason: 'some programs compare names of headers with their case, others without it',
    reference: 'RFC 9110, 5.1',
    write: (name, value) => ({ [name.toUpperCase()]: value }),
  },
  'twice': {
    reason: 'one program reads the first of two headers, another the last',
    reference: 'RFC 9110, 5.3',
    write: (name, value) => ({ [name]: [value, `${value}-2`] }),
  },
  'empty': {
    reason: 'a program may read an empty header instead of the one that the edge sets',
    reference: 'finding 17',
    write: (name) => ({ [name]: '' }),
  },
};

/** All identity headers at once, in one spelling. */
export const forged = (spelling: string, value: string): Headers =>
  Object.assign({}, ...IDENTITY_HEADERS.map((name) => SPELLINGS[spelling]!.write(name, value))) as Headers;

/** The groups of the table, whose names are worth forging. */
const worthForging = ({ table }: Target) => [...claimsOf(table), 'admin'].slice(0, 3);

export const IDENTITY_HEADER_ATTACKS: readonly Attack[] = [
  ...Object.entries(SPELLINGS).map(([spelling, { reason, reference }]): Attack => ({
    id: `identity-headers-${spelling}`,
    family: Family.IDENTITY_HEADERS,
    title: `identity headers sent ${spelling.replace(/-/g, ' ')} give neither a session nor a group`,
    reason,
    reference,
    run: (target) =>
      sendAll(
        target,
        product(deniedEntries(target), worthForging(target)).map(({ variation, ...denied }) =>
          clientRequest(target, denied, `identity headers of ${variation}`, { headers: forged(spelling, variation) }),
        ),
        staysDenied,
      ),
  })),
  {
    id: 'identity-headers-hop-by-hop',
    family: Family.IDENTITY_HEADERS,
    title: 'a client cannot make the edge drop data of the decision by naming its header in Connection',
    reason: 'a proxy removes every header that Connection names, before or after it sets its own',
    reference: 'finding 17; RFC 9110, 7.6.1',
    run: (target) =>
      sendAll(
        target,
        product(deniedEntries(target), [
          'close, Cookie, Authorization',
          'close, X-Forwarded-Uri, X-Forwarded-Host, X-Forwarded-Method',
          'close, X-Original-URL, X-Original-Method, X-Auth-Request-Redirect',
          'close, X-Forwarded-For, X-Real-IP, Host',
        ]).map(({ variation, ...denied }) =>
          clientRequest(target, denied, `Connection: ${variation}`, { headers: { Connection: variation } }),
        ),
        staysDenied,
      ),
  },
];
