import { Duration } from 'cdk8s';
import { IIdentity } from './access/identity';
import { EdgeBase } from './edge/edge-base';
import { GuardOptions } from './edge/guard-options';
import { Tls } from './edge/tls';
import { IIdentityProvider } from './identity/identity-provider';
import { CertificateAuthority } from './isolation/certificate-authority';
import { NetworkPeer } from './isolation/network-policy';
import { IMachineIssuer } from './machines/machine-issuer';
import { Metrics } from './metrics/metrics';
import { OAuth2ProxySettings } from './oauth2-proxy/oauth2-proxy-settings';
import { ProxyOptions } from './oauth2-proxy/proxy-workload';
import { Secrets } from './secrets/secrets';
import { ISessionStore } from './sessions/session-store';

/** A problem that a program accepts. The report shows it with its reason. */
export interface AcceptedException {
  /**
   * Id of the rule that finds the problem, as its error names it. docs/security.md says which rules allow this: only
   * those whose problems an operator can judge.
   */
  readonly rule: string;
  /** What the problem is about, for example the cookie domain. docs/security.md says what it is for each rule. */
  readonly subject: string;
  /** Why it is accepted, for those who read the report. */
  readonly reason: string;
}

/** A sign-on domain: one proxy, one session, many applications. */
export interface MonitoringSsoProps extends GuardOptions {
  /**
   * Host that people sign in on, for example `monitoring.example.com`. Applications are served on it unless they name
   * another.
   */
  readonly host: string;
  /** Where people sign in. */
  readonly identityProvider: IIdentityProvider;
  /** What stands between browsers and applications. */
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
   * send the session to every name below it, also to those that are served outside the cluster: let DNS lead no such
   * name to what you do not trust with it.
   * @default - the cookie is bound to the one host, and its name starts with `__Host-`
   */
  readonly cookieDomain?: string;
  /**
   * Name of the session cookie, behind `sso_`.
   * @default - the client id, with underscores
   */
  readonly cookieName?: string;
  /**
   * How long a session lives without use, and a cookie at all. Not longer than a session at the identity provider.
   * @default Duration.hours(8), or an hour where sessions are never refreshed
   */
  readonly sessionLifetime?: Duration;
  /**
   * After how long the proxy asks the identity provider whether a session still holds, and which groups it has.
   * Sessions in cookies, and of issuers whose `accessTokenLifespan` is unknown, are never refreshed.
   * @default Duration.minutes(1)
   */
  readonly sessionRefresh?: Duration;
  /**
   * Certificate authority of the identity provider, if it is a private one. The public authorities stay trusted.
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
   * Host that the edges of other clusters ask for decisions at, over TLS, and nobody else. Those that ask about
   * machines use names below it: the id of the entrance, and a dot before this host. Only `Edge.traefik()` can serve
   * it.
   * @default - no other cluster asks
   */
  readonly decisionsHost?: string;
  /**
   * Problems that are accepted, each with a reason. An exception that matches no problem is an error.
   * @default - none
   */
  readonly acceptedExceptions?: AcceptedException[];
}

/** Where the machines of one issuer come in: a host of their own, and a proxy of their own behind it. */
export interface MachineEntranceOptions {
  /** Whose tokens are taken, and no others: a `ServiceAccountIssuer`, or `KeycloakMachines`. */
  readonly issuer: IMachineIssuer;
  /**
   * Host that these machines come in by, and nobody else. Applications are served there at the same paths as for
   * people, but for those that `protect()` gives `machineHosts`.
   */
  readonly host: string;
  /**
   * How many requests a second one address may make, on each replica of the edge. What is more is refused with status
   * 429 or 503.
   * @default 50
   */
  readonly requestsPerSecond?: number;
  /**
   * The pods of the proxy.
   * @default - two pods of the release that the library was tested with
   */
  readonly proxy?: ProxyOptions;
}

/** Where an application is served, and who may do what there. What is granted to nobody is closed. */
export interface ProtectOptions {
  /**
   * Path that the application is served at, without a slash at the end. The application must use it as its route
   * prefix.
   * @default "/"
   */
  readonly path?: string;
  /**
   * Host that the application is served on.
   * @default - the host of the sign-on
   */
  readonly host?: string;
  /**
   * Hosts that machines come in by to this application, by the ids of their entrances: where applications have hosts of
   * their own, since they are then served at the same path.
   * @default - the host of each entrance
   */
  readonly machineHosts?: { [entrance: string]: string };
  /**
   * Name of the application in reports and in the ids of constructs.
   * @default - the kind of the application in lower case
   */
  readonly id?: string;
  /**
   * Who may look.
   * @default - nobody, but for those who may write or administer
   */
  readonly read?: IIdentity[];
  /**
   * Who may change what an editor changes, for example silences. Includes looking.
   * @default - nobody
   */
  readonly write?: IIdentity[];
  /**
   * Who may administer the program: reload, shut down, delete series, profile. Includes looking. Needs
   * `administerByBrowser`.
   * @default - nobody
   */
  readonly administer?: IIdentity[];
  /**
   * Whether those who may administer may do so with a browser. Prometheus and Alertmanager obey a plain form: a page of
   * any other application on the same host, or on a host beside it, can then administer in the name of whoever looks at
   * it.
   * @default false
   */
  readonly administerByBrowser?: boolean;
  /**
   * Who may deliver data: remote write, OTLP, alerts.
   * @default - nobody
   */
  readonly ingest?: IIdentity[];
  /**
   * Who may fetch everything at once: federation, remote read.
   * @default - nobody
   */
  readonly federate?: IIdentity[];
  /**
   * Who may ask whether the program is alive.
   * @default - nobody
   */
  readonly health?: IIdentity[];
  /**
   * Who may scrape the program's own metrics by way of the edge. Inside the cluster, network policies decide.
   * @default - nobody
   */
  readonly metrics?: IIdentity[];
  /**
   * Who else in the network may reach the application's pods, beside the edge, its own replicas and the protected
   * Prometheus, and for Prometheus and Alertmanager the protected Grafana.
   * @default - nobody
   */
  readonly allowFrom?: NetworkPeer[];
  /**
   * Whether a network policy is made for the application's pods.
   * @default true
   */
  readonly isolate?: boolean;
}

/** A decision, as `explain` gives it. */
export interface AccessDecision {
  /** `allow`, `sign-in`, `refuse` or `not-found`. */
  readonly outcome: string;
  /** Why. */
  readonly reason: string;
  /** Id of the application that the request belongs to, if any. */
  readonly application?: string;
  /** What the request is for, if it belongs to an application. */
  readonly purpose?: string;
}

/** A request to ask about. */
export interface AccessQuestion {
  /** @default "GET" */
  readonly method?: string;
  /** Address, with host and path. */
  readonly url: string;
  /**
   * Who asks: the identities that one person has. An empty list is somebody who is signed in and belongs to no group.
   * @default - nobody is signed in
   */
  readonly as?: IIdentity[];
}
