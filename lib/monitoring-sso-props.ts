import { Duration } from 'cdk8s';
import { EdgeBase } from './edge/edge-base';
import { GuardOptions } from './edge/guard-options';
import { Tls } from './edge/tls';
import { IIdentityProvider } from './identity/identity-provider';
import { CertificateAuthority } from './isolation/certificate-authority';
import { Metrics } from './metrics/metrics';
import { AcceptedException } from './model/accepted-exception';
import { OAuth2ProxySettings } from './oauth2-proxy/oauth2-proxy-settings';
import { ProxyOptions } from './oauth2-proxy/proxy-workload';
import { Secrets } from './secrets/secrets';
import { ISessionStore } from './sessions/session-store';

/** A sign-on domain: one proxy, one session, many applications. */
export interface MonitoringSsoProps extends GuardOptions {
  /**
   * Host that people sign in on, for example `monitoring.example.com`. Applications are served on it unless they name
   * another.
   */
  readonly host: string;
  /** Where people sign in. */
  readonly identityProvider: IIdentityProvider;
  /** The edge: it receives the requests of browsers and passes permitted ones on to the applications. */
  readonly edge: EdgeBase;
  /** Where the certificate of the hosts comes from. */
  readonly tls: Tls;
  /** Where the secrets come from. */
  readonly secrets: Secrets;
  /**
   * Where sessions are kept.
   * @default Sessions.redis()
   */
  readonly sessions?: ISessionStore;
  /**
   * Client id of the proxy at the identity provider.
   * @default "monitoring-sso"
   */
  readonly clientId?: string;
  /**
   * Domain of the session cookie, where applications have hosts of their own: their narrowest common parent. Browsers
   * send the session to every name below it, also to names that are served outside the cluster. Publish no DNS record
   * below it that leads to a server which you do not trust with sessions.
   * @default - the cookie is bound to the one host, and its name starts with `__Host-`
   */
  readonly cookieDomain?: string;
  /**
   * Name of the session cookie, after `sso_`.
   * @default - the client id, with underscores
   */
  readonly cookieName?: string;
  /**
   * How long a session is valid without use, and a cookie at most. Not longer than a session at the identity provider.
   * @default Duration.hours(8), or an hour where sessions are never refreshed
   */
  readonly sessionLifetime?: Duration;
  /**
   * How long until the proxy asks the identity provider again whether a session is valid, and which groups it has.
   * Sessions in cookies, and of issuers whose `accessTokenLifespan` is unknown, are never refreshed.
   * @default Duration.minutes(1)
   */
  readonly sessionRefresh?: Duration;
  /**
   * Certificate authority of the identity provider, if it is a private one, in addition to the public ones.
   * @default - the certificate is signed by a public authority
   */
  readonly issuerCertificateAuthority?: CertificateAuthority;
  /**
   * Further options of oauth2-proxy, for example `{ banner: 'Monitoring', cookieCsrfExpire: Duration.minutes(5) }`.
   * Unknown, mistyped and dangerous options are refused with the reason.
   * @default - none
   */
  readonly proxySettings?: OAuth2ProxySettings;
  /**
   * The pods of the proxy.
   * @default - two pods of the release that the library was tested with
   */
  readonly proxy?: ProxyOptions;
  /**
   * How the sign-on itself is watched.
   * @default - not at all: its metrics have no port
   */
  readonly metrics?: Metrics;
  /**
   * Domain of the cluster's Services.
   * @default "cluster.local"
   */
  readonly clusterDomain?: string;
  /**
   * Host at which the edges of other clusters, and no other clients, ask for decisions over TLS. For decisions about
   * machines they use names below it: the id of the entrance, a dot, and this host. Only `Edge.traefik()` can serve it.
   * @default - no other cluster asks
   */
  readonly decisionsHost?: string;
  /**
   * Problems that are accepted, each with a reason. An exception that matches no problem is an error.
   * @default - none
   */
  readonly acceptedExceptions?: AcceptedException[];
}
