import { STATUS_CODES } from 'node:http';
import { Answer } from './http';
import { PRODUCTS } from '../../lib/edge/products';
import { AccessTable } from '../../lib/report/access-table';

/** The meaning of an answer for the client. */
export enum Meaning {
  /** The application has answered, whatever it said. */
  PASSED = 'passed',
  /** Status 403: the request is not allowed, with or without a session. */
  REFUSED = 'refused',
  /** Sent to the sign-in. */
  SIGN_IN = 'sign-in',
  /** Status 401: a program is told that it is not signed in. */
  UNAUTHORIZED = 'unauthorized',
  /** Plain HTTP led to HTTPS. */
  TO_HTTPS = 'to-https',
  /** Status 404: there is nothing, said by the edge or by the application, which cannot always be told apart. */
  NOT_FOUND = 'not-found',
  /** The edge did not take the request: malformed, misdirected, too long or of no known method. */
  REJECTED = 'rejected',
  /** Something behind the edge failed. */
  FAILED = 'failed',
}

// Defined by RFC 9110 and RFC 6585. Applications send them too, for example for an unsupported method.
const REJECTION_STATUSES = [400, 405, 408, 411, 412, 413, 414, 415, 416, 417, 421, 426, 431, 501, 505];
// What an application says about a method that it does not know.
const METHOD_STATUSES = [405, 501];
// What an application says, too, by the name of the status alone; an edge says 426 without a text.
const APPLICATION_STATUSES = [...METHOD_STATUSES, 426];

/** The parts of a page of AWS load balancers, which repeats its title as its only text. */
const HEAD_WITH_TITLE = '<head><title>(?<title>[^<]+)</title></head>';
const BODY_WITH_THE_TITLE = '<body[^>]*>\\s*<center><h1>\\k<title></h1></center>\\s*</body>';

/** Whether an edge has written a text: an edge of the program, or one of the library in front of it. */
const isPage = ({ signOn: { errorPages } }: SignInPlace, status: 'anyStatus' | 'notFound', text: string) =>
  [...(errorPages?.[status] ?? []), ...PRODUCTS.flatMap((product) => product.errorPages[status] ?? [])].some(
    (pattern) => new RegExp(pattern).test(text),
  );

/** Pages with which Cloudflare, load balancers of AWS and HAProxy, in front of the edge, reject a request. */
const BEFORE_THE_EDGE = [
  /<hr><center>cloudflare/,
  new RegExp(`^<html>\\s*${HEAD_WITH_TITLE}\\s*${BODY_WITH_THE_TITLE}\\s*</html>$`),
  /^<html><body><h1>\d{3} [^<]+<\/h1>[^<]*<\/body><\/html>$/,
];

/** The facts that tell answers of the sign-on from those of an application. */
export interface SignInPlace {
  readonly signOn: Pick<AccessTable['signOn'], 'host' | 'issuer' | 'errorPages'>;
}

/** The meaning of an answer to a request for an address. */
export function meaningOf(table: SignInPlace, url: string, { status, headers, body }: Answer): Meaning {
  const location = headers.location ?? '';
  if ([301, 302, 303, 307, 308].includes(status)) {
    if (isSignIn(table, location)) return Meaning.SIGN_IN;
    // A redirect over HTTP/0.9, which has no header for the address.
    if (headers.location === undefined && isPage(table, 'anyStatus', body)) return Meaning.REJECTED;
    return url.startsWith('http:') && location.startsWith('https:') ? Meaning.TO_HTTPS : Meaning.PASSED;
  }
  if (status === 404) return Meaning.NOT_FOUND;
  return isFromEdge(table, status, body) ? meaningOfStatus(status) : Meaning.PASSED;
}

function meaningOfStatus(status: number): Meaning {
  if (status === 403) return Meaning.REFUSED;
  if (status === 401) return Meaning.UNAUTHORIZED;
  if (REJECTION_STATUSES.includes(status)) return Meaning.REJECTED;
  return status >= 500 ? Meaning.FAILED : Meaning.PASSED;
}

/**
 * Whether an address belongs to the issuer. The authorization endpoint can have another path than the issuer: a realm
 * of Keycloak has it below, and a tenant of Microsoft Entra (`/GUID/v2.0`) next to `v2.0`.
 */
export function isAtIssuer({ signOn: { issuer } }: SignInPlace, location: string): boolean {
  if (!URL.canParse(location)) return false;
  const [at, of] = [new URL(location), new URL(issuer)];
  if (at.origin !== of.origin) return false;
  if (of.pathname.includes('/realms/')) return at.pathname.startsWith(`${of.pathname.replace(/\/$/, '')}/`);
  const tenant = /^\/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\/(?=v2\.0\/?$)/i.exec(of.pathname)?.[0] ?? '/';
  return at.pathname.startsWith(tenant);
}

/**
 * Whether an address starts a sign-in at this deployment: at its own host, or directly at the issuer with this host as
 * the return address.
 */
export function isSignIn(table: SignInPlace, location: string): boolean {
  const { signOn } = table;
  if (location.startsWith(`https://${signOn.host}/oauth2/start?`)) return true;
  if (!isAtIssuer(table, location)) return false;
  const asked = new URL(location).searchParams;
  return (
    asked.get('response_type') === 'code' &&
    asked.get('redirect_uri') === `https://${signOn.host}/oauth2/callback` &&
    (asked.get('state') ?? '') !== ''
  );
}

/**
 * Whether the edge or the proxy wrote the answer. Some edges send pages of their own, others only the name of the
 * status, and the proxy either. Applications have texts of their own, but some only name the status too. A status
 * without a text can come from any of them. A status about methods comes from the application.
 */
function isFromEdge(table: SignInPlace, status: number, body: string): boolean {
  const text = body.trim();
  if (text === '') return !METHOD_STATUSES.includes(status);
  // The proxy tells programs in this way that no session exists (`oauthproxy.go`, errorJSON).
  if (status === 401 && text === '{}') return true;
  if (isPage(table, 'anyStatus', text) || /oauth2[- ]proxy/i.test(text)) return true;
  if (REJECTION_STATUSES.includes(status) && BEFORE_THE_EDGE.some((page) => page.test(text))) return true;
  const name = STATUS_CODES[status]?.toLowerCase();
  if (name === undefined || APPLICATION_STATUSES.includes(status)) return false;
  const said = text
    .toLowerCase()
    .replace(/^\d{3} /, '')
    .replace(/[.!]$/, '');
  // Go's server says what is wrong with a request that it cannot read: `400 Bad Request: missing required Host header`.
  return (
    said === name ||
    (REJECTION_STATUSES.includes(status) && text.length < 200 && text.toLowerCase().startsWith(`${status} ${name}: `))
  );
}

/**
 * Whether a 404 can come from the edge as well as from an application: an edge and an application that are written with
 * the same server send the same text.
 */
export const isAmbiguous404 = (table: SignInPlace, { status, body }: Answer): boolean =>
  status === 404 && (isFromEdge(table, status, body) || isPage(table, 'notFound', body.trim()));
