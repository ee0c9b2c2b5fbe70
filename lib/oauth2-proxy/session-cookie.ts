import { Duration } from 'cdk8s';
import { SESSION_COOKIE_PREFIX } from '../edge/session-cookie';
import { refuse } from '../errors';
import { syntax } from '../syntax';

/** What a user may set on the session cookie. */
export interface SessionCookieOptions {
  readonly cookieName?: string;
  readonly cookieDomain?: string;
  readonly sessionLifetime?: Duration;
  readonly sessionRefresh?: Duration;
}

/** The session cookie, and how long sessions last, in seconds. */
export interface SessionCookie {
  readonly name: string;
  readonly domain?: string;
  readonly expireSeconds: number;
  /** Zero where sessions are not refreshed. */
  readonly refreshSeconds: number;
}

/**
 * The session cookie of a proxy.
 * @param path path of the construct, for errors
 * @param clientId client id of the proxy, the default of the name
 * @param refreshes whether the proxy can ask the identity provider again during a session
 * @param options what the user set
 */
export function sessionCookie(
  path: string,
  clientId: string,
  refreshes: boolean,
  options: SessionCookieOptions,
): SessionCookie {
  const { sessionLifetime, sessionRefresh } = options;
  const name = syntax.cookieName(
    path,
    'cookieName',
    options.cookieName ?? clientId.replace(/[^A-Za-z0-9_]/g, '_').slice(0, 64),
  );
  if (name.startsWith('pod_')) {
    refuse({
      path,
      what: 'the session cookie would be named like the cookies by which an edge finds the pod of an application again',
      got: name,
      allowed: 'a name that does not begin with pod_',
      fix: `cookieName: ${JSON.stringify(name.replace(/^pod_/, 'monitoring_'))}`,
    });
  }
  const domain =
    options.cookieDomain === undefined ? undefined : syntax.host(path, 'cookieDomain', options.cookieDomain);
  if (!refreshes && sessionRefresh !== undefined) {
    refuse({
      path,
      what: 'sessions in cookies, and of issuers whose access tokens are unknown, cannot be refreshed',
      got: `${sessionRefresh.toSeconds()} s`,
      allowed: 'sessionRefresh with sessions in Redis and a known accessTokenLifespan',
      fix: 'remove sessionRefresh, or use Sessions.redis() and give the issuer its accessTokenLifespan',
    });
  }
  return {
    // Browsers accept a cookie of this prefix only from this host and over TLS, so that no other host of the domain can
    // set it (RFC 6265bis, 4.1.3.2).
    name: `${domain === undefined ? '__Host-' : ''}${SESSION_COOKIE_PREFIX}${name}`,
    domain,
    expireSeconds: syntax.duration(
      path,
      'sessionLifetime',
      sessionLifetime ?? Duration.hours(refreshes ? 8 : 1),
      60,
      10 * 3600,
    ),
    refreshSeconds: refreshes
      ? syntax.duration(path, 'sessionRefresh', sessionRefresh ?? Duration.minutes(1), 15, 3600)
      : 0,
  };
}
