import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { MethodAnswer } from '../../access/locations';
import { Middleware, MiddlewareSpec } from '../../imports/traefik.io';
import { EMAIL_HEADER, IDENTITY_HEADERS } from '../identity-headers';
import { METHOD_OVERRIDE_HEADERS } from '../method-override-headers';
import { claimValuesOf, NO_SOURCE } from '../nobody';
import { RETURN_ADDRESS_HEADERS, SIGN_OUT } from '../proxy-endpoints';
import { MachineDecider, RoutedApplication } from '../routed-application';
import { SignOn } from '../sign-on';

// The functions return the name of the Middleware. If the scope is that of a sign-on, all applications of a namespace
// share the object. There is one for each namespace, since a route can only name middlewares of its own.

/** Headers of a request for a decision about a person: no bearer token, and no header with a return address. */
const ASKED_WITH = ['Cookie', 'Accept', 'User-Agent', 'X-Request-Id'];
const MACHINES_ASKED_WITH = ['Authorization', 'User-Agent', 'X-Request-Id'];
/** Sessions in cookies are split into parts of 4 kB. A request with more parts than these would be too large. */
const COOKIE_PARTS = ['', '_0', '_1', '_2', '_3'];
/** More bytes than any answer of the proxy. Without a limit Traefik reads answers of any length. */
const LONGEST_ANSWER = 65_536;

/** A value in a query. Signs that need no encoding are kept, so that logs are readable (RFC 3986, 3.4). */
const inQuery = (value: string) => encodeURIComponent(value).replace(/%2F/g, '/').replace(/%3A/g, ':');

function middleware(scope: Construct, id: string, namespace: string, spec: MiddlewareSpec): string {
  return new Middleware(scope, id, { metadata: { namespace }, spec }).name;
}

function shared(scope: Construct, id: string, namespace: string, spec: MiddlewareSpec): string {
  return (scope.node.tryFindChild(id) as ApiObject | undefined)?.name ?? middleware(scope, id, namespace, spec);
}

/** Remove headers of a request. Traefik removes a header whose value is empty. */
function withoutHeaders(scope: Construct, id: string, namespace: string, names: readonly string[]): string {
  const customRequestHeaders = Object.fromEntries(names.map((name) => [name, '']));
  return shared(scope, id, namespace, { headers: { customRequestHeaders } });
}

/**
 * Ask the proxy for a decision. Traefik returns the proxy's answer to a client that is not permitted: a redirect to the
 * issuer, or a refusal.
 */
export function decision(
  scope: Construct,
  id: string,
  signOn: SignOn,
  { namespace, receivesCookies, machines }: RoutedApplication,
  answer: MethodAnswer,
): string {
  const names = claimValuesOf(answer).map(inQuery).join(',');
  // Machines are not redirected: at this endpoint a client without a token gets status 401.
  const asked = machines ? `/oauth2/auth?${machines.parameter}=${names}` : `/?allowed_groups=${names}`;
  const { address, authority } = machines ?? signOn.decider;
  return middleware(scope, id, namespace, {
    forwardAuth: {
      address: `${address}${asked}`,
      tls: address.startsWith('https:') ? { caSecret: authority, insecureSkipVerify: false } : undefined,
      trustForwardHeader: true, // the entry point has removed those of clients
      authRequestHeaders: machines ? MACHINES_ASKED_WITH : ASKED_WITH,
      authResponseHeaders: [...IDENTITY_HEADERS, ...(receivesCookies ? [] : ['Cookie'])],
      addAuthCookiesToResponse: machines ? undefined : COOKIE_PARTS.map((part) => `${signOn.cookieName}${part}`),
      maxResponseBodySize: LONGEST_ANSWER,
      headerField: EMAIL_HEADER, // names the person in the access log
    },
  });
}

/** Limit the requests that one address can make. */
export const rateLimit = (scope: Construct, namespace: string, { requestsPerSecond }: MachineDecider): string =>
  middleware(scope, 'rate-limit', namespace, {
    rateLimit: { average: requestsPerSecond, period: '1s', burst: 5 * requestsPerSecond },
  });

/** Refuse encoded characters in a path that Traefik does not decode, but the application does. */
export const encodedCharacters = (scope: Construct, namespace: string): string =>
  shared(scope, `encoded-characters-${namespace}`, namespace, {
    encodedCharacters: {
      allowEncodedSlash: false,
      allowEncodedBackSlash: false,
      allowEncodedNullCharacter: false,
      allowEncodedSemicolon: false,
      allowEncodedPercent: true,
      allowEncodedQuestionMark: true,
      allowEncodedHash: true,
    },
  });

/** Remove headers by which an application would take the method of the request for another one. */
export const methodOverrides = (scope: Construct, namespace: string): string =>
  withoutHeaders(scope, `method-overrides-${namespace}`, namespace, METHOD_OVERRIDE_HEADERS);

/** Remove the names of the groups of a person, which the decision has put there. */
export const withoutGroups = (scope: Construct, namespace: string): string =>
  withoutHeaders(scope, `without-groups-${namespace}`, namespace, ['X-Auth-Request-Groups', 'X-Forwarded-Groups']);

/** Remove headers from which the proxy would take a return address of any length. Its endpoints do not need them. */
export const ownReturnAddress = (scope: Construct, namespace: string): string =>
  withoutHeaders(scope, `own-return-address-${namespace}`, namespace, RETURN_ADDRESS_HEADERS);

/**
 * Drop a return address with a brace: the sign-out would put the ID token in place of `{id_token}`. The address is
 * searched as the client sent it, so that it does not matter whether Traefik and the proxy read its parameters alike.
 */
export const noPlaceholders = (scope: Construct, namespace: string, host: string): string =>
  middleware(scope, 'no-placeholders', namespace, {
    redirectRegex: { regex: '(?s)^.*(?:[{]|%7[Bb]).*$', replacement: `https://${host}${SIGN_OUT}`, permanent: false },
  });

/** Refuse every request. */
export const closed = (scope: Construct, namespace: string): string =>
  shared(scope, `closed-${namespace}`, namespace, { ipAllowList: { sourceRange: [NO_SOURCE] } });

/**
 * Redirect to HTTPS.
 * @param id a part of the id of the construct
 */
export const toHttps = (scope: Construct, id: string, namespace: string): string =>
  shared(scope, `to-tls-${id}`, namespace, { redirectScheme: { scheme: 'https', permanent: true } });
