import { Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { decisionQuery } from './decision-query';
import { OAuth2ProxySettings } from './oauth2-proxy-settings';
import { CheckedProxy, enforceProxy, problemsOfProxy } from './proxy-rules';
import { PROXY_PORT, proxySettings } from './proxy-settings';
import { namespaceOf, ProxyOptions, proxyLabels, ProxyWorkload } from './proxy-workload';
import { SessionCookie, sessionCookie } from './session-cookie';
import { checkSettings, Settings, toToml } from './settings';
import { IIdentity } from '../access/identity';
import { checkNew } from '../api-types/checked-calls';
import { trustedProxies } from '../edge/trusted-proxies';
import { checkGiven, describe, refuse } from '../errors';
import { RelyingParty } from '../identity/identity-provider';
import { checkRelyingParty } from '../identity/relying-party';
import { authorityReference, CertificateAuthority } from '../isolation/certificate-authority';
import { checkPeer, NetworkPeer } from '../isolation/network-policy';
import { guardManifests } from '../manifest-guard';
import { AcceptedException } from '../model';
import { registerSignOn } from '../program';
import { checkExceptions } from '../rules';
import { refuseTerraform } from '../rules/no-terraform-token';
import { SecretReference } from '../secrets/secrets';
import { SessionSettings, sessionSettings } from '../sessions/session-settings';
import { ISessionStore } from '../sessions/session-store';
import { syntax } from '../syntax';

/** Props of an OAuth2Proxy. */
export interface OAuth2ProxyProps extends ProxyOptions {
  /** Host that people sign in on, for example `monitoring.example.com`. The edge routes its `/oauth2/` to the proxy. */
  readonly host: string;
  /** The proxy as the identity provider knows it, for example what `IIdentityProvider.registerRelyingParty` returns. */
  readonly relyingParty: RelyingParty;
  /** Secret with the client secret, in the namespace of the chart. */
  readonly clientSecret: SecretReference;
  /** Secret with the cookie secret: 32 random characters of `A-Z a-z 0-9 _ -`, without a line end. */
  readonly cookieSecret: SecretReference;
  /** Where sessions are kept: a `Valkey`, what the methods of `Sessions` return, or an implementation of your own. */
  readonly sessions: ISessionStore;
  /**
   * Secret with the password of the session store, where the store needs one (`ISessionStore.needsPassword`).
   * @default - none
   */
  readonly sessionPassword?: SecretReference;
  /**
   * Addresses of the edge, in CIDR notation: the proxy believes the forwarded headers of requests from there. Not
   * shorter than `/8` for IPv4 and `/16` for IPv6.
   */
  readonly trustedProxies: string[];
  /** The pods of the edge. Nothing else can connect to the proxy. */
  readonly allowFrom: NetworkPeer[];
  /**
   * Header that holds the id of a request.
   * @default "X-Request-Id"
   */
  readonly requestIdHeader?: string;
  /**
   * Status of the proxy at `/` for a request that it permits: 202 for an edge that asks for decisions there and passes
   * on the redirect to sign in (`forwardAuth` of Traefik), 404 for one that asks at `/oauth2/auth` (ingress-nginx).
   * @default 404
   */
  readonly rootStatus?: number;
  /**
   * Domain of the session cookie, where protected applications have hosts of their own. Browsers send the session to
   * every name below it.
   * @default - the cookie is bound to `host`, and its name starts with `__Host-`
   */
  readonly cookieDomain?: string;
  /**
   * Name of the session cookie, after `sso_`.
   * @default - the client id, with underscores
   */
  readonly cookieName?: string;
  /**
   * How long a session lives without use, and a cookie at most: one minute to ten hours.
   * @default Duration.hours(8), or one hour where sessions are never refreshed
   */
  readonly sessionLifetime?: Duration;
  /**
   * How long until the proxy asks the identity provider again whether a session is valid: 15 seconds to one hour.
   * @default Duration.minutes(1), or never where sessions are in cookies or the lifetime of access tokens is unknown
   */
  readonly sessionRefresh?: Duration;
  /**
   * Certificate authority of the identity provider, in addition to the public ones.
   * @default - the certificate is signed by a public authority
   */
  readonly issuerCertificateAuthority?: CertificateAuthority;
  /**
   * Further options of oauth2-proxy, by their keys in its configuration file. Unknown, mistyped and dangerous options
   * are refused with the reason.
   * @default - none
   */
  readonly proxySettings?: OAuth2ProxySettings;
  /**
   * Whether the metrics have a port, 44180. Nothing can connect to it unless a NetworkPolicy of yours allows it.
   * @default false
   */
  readonly metrics?: boolean;
  /**
   * DNS domain of the cluster.
   * @default "cluster.local"
   */
  readonly clusterDomain?: string;
  /**
   * Construct whose path is the value of the label `app.kubernetes.io/instance` and the base of the Service's name.
   * @default - this construct
   */
  readonly namedAfter?: Construct;
  /**
   * Problems that are accepted, each with a reason. An exception that matches no problem is an error.
   * @default - none
   */
  readonly acceptedExceptions?: AcceptedException[];
}

/** What a sign-on is made from that uses a proxy. */
export interface ProxyFacts extends CheckedProxy {
  readonly namespace: string;
  readonly clusterDomain: string;
  readonly cookieSecret: SecretReference;
  readonly trustedProxies: readonly string[];
  readonly allowFrom: readonly NetworkPeer[];
  readonly requestIdHeader: string;
  readonly rootStatus: number;
  readonly metrics: boolean;
}

/**
 * oauth2-proxy in middleware mode: an edge asks it whether to permit a request, and it signs people in. Makes a
 * Deployment, its configuration as strict TOML, a Service, a ServiceAccount, a NetworkPolicy, and a
 * PodDisruptionBudget for more than one pod.
 *
 * The proxy signs in everyone that the identity provider lets in: what each may do is decided for each question of the
 * edge. A `SignOnDomain` makes the routes on which an edge asks. For routes of your own, `decisionUrl()` returns the
 * address of such a question, and refuses one that everyone would pass.
 *
 * `node.defaultChild` is the Deployment.
 *
 * @example
 *
 * const realm = new KeycloakRealm(stack, 'realm', { url: 'https://keycloak.example.com', realm: 'platform' });
 * const host = 'monitoring.example.com';
 * const proxy = new OAuth2Proxy(chart, 'proxy', {
 *   host,
 *   relyingParty: realm.registerRelyingParty({
 *     path: chart.node.path,
 *     clientId: 'monitoring',
 *     redirectUri: `https://${host}/oauth2/callback`,
 *     postLogoutRedirectUris: [`https://${host}/`],
 *   }),
 *   clientSecret: { name: 'monitoring-sso', key: 'client-secret' },
 *   cookieSecret: { name: 'monitoring-sso', key: 'cookie-secret' },
 *   sessions: new Valkey(chart, 'sessions', { password: { name: 'monitoring-sso', key: 'redis-password' } }),
 *   trustedProxies: ['10.244.0.0/16'],
 *   allowFrom: [{ namespace: 'ingress-nginx' }],
 * });
 */
export class OAuth2Proxy extends Construct {
  /** Host that people sign in on. */
  public readonly host: string;
  /** Name of the Service. */
  public readonly serviceName: string;
  /** Port of the Service. */
  public readonly port: number = PROXY_PORT;
  /** Name of the Deployment. */
  public readonly deploymentName: string;
  /** Address of the proxy in the cluster: `http://SERVICE.NAMESPACE.svc.DOMAIN:4180`. */
  public readonly address: string;
  /** Labels that select the pods. */
  public readonly podLabels: { [label: string]: string };
  /** Number of pods. */
  public readonly replicas: number;
  /** Name of the session cookie. */
  public readonly cookieName: string;
  /** Where sessions are kept: the store that was given, or the server that it created for this proxy. */
  public readonly sessions: ISessionStore;

  /** What a sign-on is made from that uses this proxy. @internal */
  public readonly _facts: ProxyFacts;
  /** The sign-on that uses this proxy. @internal */
  public _signOn?: Construct;

  private readonly props: OAuth2ProxyProps;
  private readonly cookie: SessionCookie;
  private readonly settings: SessionSettings;
  private readonly extraSettings: Settings;
  private readonly issuerCa?: SecretReference;
  private readonly hosts: Set<string>;

  /**
   * @param scope a Chart with a namespace, or a construct below one
   * @param id id of the construct
   * @param props host, relying party, secrets, sessions, edge, and what differs from the defaults
   */
  constructor(scope: Construct, id: string, props: OAuth2ProxyProps) {
    checkNew('OAuth2Proxy', scope, id, props);
    super(scope, id);
    const { path } = this.node;
    checkProps(path, props);
    const namespace = namespaceOf(this);
    const clusterDomain = syntax.dnsSubdomain(path, 'clusterDomain', props.clusterDomain ?? 'cluster.local');
    const { relyingParty } = props;
    const namedAfter = props.namedAfter ?? this;
    this.props = props;
    this.host = syntax.host(path, 'host', props.host);
    this.hosts = new Set([this.host]);
    this.extraSettings = checkSettings(path, props.proxySettings ?? {});
    const authority = props.issuerCertificateAuthority;
    this.issuerCa = authority && authorityReference(path, 'issuerCertificateAuthority', authority);
    const refreshes = props.sessions.refreshes && relyingParty.accessTokenLifespan !== undefined;
    this.cookie = sessionCookie(path, relyingParty.clientId, refreshes, props);
    this.cookieName = this.cookie.name;
    this._facts = {
      path,
      host: this.host,
      namespace,
      clusterDomain,
      cookie: this.cookie,
      relyingParty,
      sessions: { refreshes, inStore: props.sessions.refreshes },
      cookieSecret: props.cookieSecret,
      // Copies: the checks hold for what was given, not for what the lists become.
      trustedProxies: [...props.trustedProxies],
      allowFrom: [...props.allowFrom],
      requestIdHeader: props.requestIdHeader ?? 'X-Request-Id',
      rootStatus: props.rootStatus ?? 404,
      metrics: props.metrics ?? false,
      acceptedExceptions: checkExceptions(path, props.acceptedExceptions ?? []),
    };
    enforceProxy(this._facts);

    const bound = props.sessions.bind(this, {
      namespace,
      clusterDomain,
      keyPrefix: this.cookie.name,
      password: props.sessionPassword,
      proxyLabels: proxyLabels(namedAfter),
    });
    this.settings = sessionSettings(path, clusterDomain, bound);
    this.sessions = bound.store ?? props.sessions;
    const workload = new ProxyWorkload(this, {
      namedAfter,
      workload: props,
      configuration: () => this.configuration,
      clientSecret: props.clientSecret,
      cookieSecret: props.cookieSecret,
      sessionPassword: this.settings.password,
      issuerCa: this.issuerCa,
      sessionCa: this.settings.certificateAuthority,
      peers: this._facts.allowFrom,
      metrics: props.metrics ?? false,
      clusterDomain,
    });
    this.node.defaultChild = workload.deployment;
    this.deploymentName = workload.deployment.name;
    this.serviceName = workload.serviceName;
    this.address = workload.address;
    this.podLabels = workload.podLabels;
    this.replicas = workload.replicas;
    registerSignOn(this, () => ({ path: (this._signOn ?? this).node.path, namespace }));
    this.node.addValidation({ validate: () => this.validateAlone() });
  }

  /** The configuration file, in TOML. Complete when every return host is added. */
  public get configuration(): string {
    const { props } = this;
    return toToml({
      ...proxySettings({
        host: this.host,
        hosts: [...this.hosts],
        cookie: this.cookie,
        relyingParty: props.relyingParty,
        sessions: this.settings,
        trustedProxies: this._facts.trustedProxies,
        requestIdHeader: this._facts.requestIdHeader,
        upstream: `static://${this._facts.rootStatus}`,
        issuerCaKey: this.issuerCa?.key,
        metrics: this._facts.metrics,
      }),
      ...this.extraSettings,
    });
  }

  /** The hosts that people may be sent back to after they sign in, that of the sign-on first. */
  public get returnHosts(): string[] {
    return [...this.hosts];
  }

  /**
   * Adds a host that people may be sent back to after they sign in.
   * @param host the host of the sign-on, or a name below the cookie domain
   */
  public addReturnHost(host: string): void {
    const { path } = this.node;
    syntax.host(path, 'host', host);
    const { domain } = this.cookie;
    const covered = domain === undefined ? host === this.host : host === domain || host.endsWith(`.${domain}`);
    if (!covered) {
      refuse({
        path,
        what: 'the session cookie is not sent to the host',
        got: host,
        allowed: domain === undefined ? this.host : `names below ${domain}`,
        fix: 'set cookieDomain to a common parent of all hosts',
      });
    }
    this.hosts.add(host);
  }

  /**
   * Address that an edge asks whether to permit a request of a person: the answer is 202 for a session of one of the
   * identities, 401 without a session, and 403 for every other session.
   * @param permitted the identities, at least one; groups, roles and persons of the identity provider of this proxy
   */
  public decisionUrl(permitted: IIdentity[]): string {
    return `${this.address}/oauth2/auth?${decisionQuery(this.node.path, this.props.relyingParty, permitted)}`;
  }

  /** Whether the proxy is ready only when it reaches a server of sessions. @internal */
  public get _sessionsOnServer(): boolean {
    return this.settings.kind === 'redis';
  }

  /** The problems of a proxy that no sign-on uses: a sign-on is checked as a whole. */
  private validateAlone(): string[] {
    if (this._signOn !== undefined) return [];
    guardManifests(Chart.of(this));
    return [...new Set(problemsOfProxy(this._facts, this.returnHosts).map(describe))];
  }
}

function checkProps(path: string, props: OAuth2ProxyProps): void {
  const needed = ['relyingParty', 'sessions', 'clientSecret', 'cookieSecret', 'allowFrom'] as const;
  checkGiven(path, props, needed, 'OAuth2ProxyProps');
  if (typeof props.sessions !== 'object' || typeof props.sessions.bind !== 'function') {
    refuse({
      path,
      what: 'sessions is not a session store',
      got: typeof props.sessions,
      allowed: 'a Valkey, what the methods of Sessions return, or an ISessionStore of your own',
      fix: 'give sessions one of these',
    });
  }
  // A session store of a user can be any object.
  refuseTerraform(path, { ...props, sessions: undefined });
  checkRelyingParty(path, props.relyingParty);
  for (const secret of ['clientSecret', 'cookieSecret', 'sessionPassword'] as const) {
    const reference = props[secret];
    if (reference === undefined) continue;
    syntax.dnsSubdomain(path, `${secret}.name`, reference.name);
    syntax.secretKey(path, `${secret}.key`, reference.key);
  }
  trustedProxies(path, props.trustedProxies);
  for (const peer of props.allowFrom) checkPeer(path, 'allowFrom', peer);
  checkHeader(path, props.requestIdHeader);
  const { rootStatus = 404 } = props;
  if (![202, 404].includes(rootStatus)) {
    refuse({ path, what: 'rootStatus is not supported', got: rootStatus, allowed: '202 or 404', fix: 'correct it' });
  }
}

function checkHeader(path: string, header: string = 'X-Request-Id'): void {
  if (/^[A-Za-z][A-Za-z0-9-]*$/.test(header)) return;
  refuse({
    path,
    what: 'requestIdHeader is not the name of a header',
    got: header,
    allowed: 'letters, digits and hyphens',
    fix: 'name the header that the edge sets, such as X-Request-Id',
  });
}
