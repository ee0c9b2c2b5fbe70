import { Construct } from 'constructs';
import { IIdentity } from './access/identity';
import { Purpose } from './access/purpose';
import { checkNew } from './api-types/checked-calls';
import { Application } from './applications/application';
import { RemoteClusterOptions } from './clusters/remote-cluster-options';
import { EdgeBase } from './edge/edge-base';
import { checkRelyingParty } from './identity/relying-party';
import { MonitoringSsoProps } from './monitoring-sso-props';
import { OAuth2Proxy } from './oauth2-proxy/oauth2-proxy';
import { proxyLabels } from './oauth2-proxy/proxy-workload';
import { sessionCookie } from './oauth2-proxy/session-cookie';
import { AccessDecision, AccessQuestion } from './protection/access-question';
import { Domain } from './protection/domain';
import { explain } from './protection/explain';
import { guardCluster } from './protection/guards';
import { MachineEntrance } from './protection/machine-entrance';
import { MachineEntranceOptions } from './protection/machine-entrance-options';
import { allows, applicationsOf, protect } from './protection/protect';
import { ProtectOptions } from './protection/protect-options';
import { ProtectedApplication } from './protection/protected-application';
import { RemoteCluster } from './protection/remote-cluster';
import { serveSignOn, watchSignOn } from './protection/sign-on';
import { CheckedNames, checkedSignOn } from './protection/sign-on-props';
import { writeSignOnReport } from './protection/sign-on-report';
import { ISignOnScope } from './protection/sign-on-scope';
import { checkExceptions } from './rules';
import { refuseTerraform } from './rules/no-terraform-token';
import { BoundSessions } from './sessions/bound-sessions';
import { ISessionStore, SessionStoreConfig } from './sessions/session-store';
import { Sessions } from './sessions/sessions';

/**
 * Single sign-on for a monitoring system: oauth2-proxy, its sessions, the routes of the protected applications and what
 * isolates them, as manifests; and the proxy's client at the identity provider. Both halves are made from one model,
 * which the rules check at every step.
 *
 * `node.defaultChild` is the Deployment of the proxy.
 *
 * @example
 *
 * const sso = new MonitoringSso(new Chart(app, 'monitoring-sso', { namespace: 'monitoring' }), 'sso', {
 *   host: 'monitoring.example.com',
 *   identityProvider: realm,
 *   edge: Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] }),
 *   tls: Tls.certManager({ issuer: 'letsencrypt' }),
 *   secrets: Secrets.externalSecrets(),
 * });
 * const prometheus = sso.protect(Prometheus.ofService('prometheus-operated'), { read: [developers] });
 * prometheus.allows(developers, Purpose.READ); // true
 */
export class MonitoringSso extends Construct implements ISignOnScope {
  /** Host that people sign in on. */
  public readonly host: string;
  /** Name of the proxy's Service. */
  public readonly proxyServiceName: string;
  /** The proxy that people sign in to. */
  public readonly proxy: OAuth2Proxy;
  /** Where sessions are kept: the `Valkey` that was created for this sign-on, or the store that was given. */
  public readonly sessions: ISessionStore;
  /** The edge: it receives the requests of browsers and passes permitted ones on to the applications. */
  public readonly edge: EdgeBase;

  private readonly domain: Domain;

  /**
   * @param scope a Chart with a namespace, or a construct below one
   * @param id id of the construct
   * @param props host, identity provider, edge, and what differs from the defaults
   */
  constructor(scope: Construct, id: string, props: MonitoringSsoProps) {
    checkNew('MonitoringSso', scope, id, props);
    super(scope, id);
    const names = checkedSignOn(this, scope, props);
    const sessions = props.sessions ?? Sessions.redis();
    this.host = names.host;
    this.edge = props.edge;
    this.domain = this.createDomain(names, sessions, props);
    this.domain.enforce();

    props.secrets._render(this, { redisPassword: sessions.needsPassword });
    const bound = this.bindSessions(sessions, props);
    this.sessions = bound.store ?? sessions;
    this.proxy = this.createProxy(new BoundSessions(sessions, bound), props);
    this.node.defaultChild = this.proxy.node.defaultChild;
    this.proxyServiceName = this.proxy.serviceName;
    serveSignOn(this.domain, this.proxy);
    guardCluster(this, this.domain, this.domain.own, props);
    watchSignOn(this.domain);
  }

  /** The protected applications of every cluster, in the order in which they were protected. */
  public get applications(): ProtectedApplication[] {
    return applicationsOf(this.domain);
  }

  /**
   * Protects an application: serves it behind the sign-on. Routes without a grant are closed.
   * @param application what to protect
   * @param options where, and who may do what
   */
  public protect(application: Application, options: ProtectOptions): ProtectedApplication {
    return protect(this, application, options);
  }

  /**
   * Adds another cluster whose applications are protected by the same sign-on, with the same session. The edge of that
   * cluster asks the proxies of this sign-on over TLS. A cluster that must work when this one is down needs a sign-on
   * of its own.
   * @param id name of the cluster in reports and in the ids of constructs
   * @param options its chart, and how its edge asks
   */
  public addCluster(id: string, options: RemoteClusterOptions): RemoteCluster {
    return RemoteCluster._create(this.domain, id, options);
  }

  /**
   * Admits the machines of an issuer, each to what `protect()` grants it, and to nothing else. They use a host of their
   * own, send their token with each request (`Authorization: Bearer …`), and are never asked to sign in. Their own
   * proxy decides; it accepts no other issuer and no sessions.
   * @param id name of the entrance in reports and in the ids of constructs
   * @param options whose tokens, and by which host
   */
  public addMachines(id: string, options: MachineEntranceOptions): MachineEntrance {
    return new MachineEntrance(this, `machines-${id}`, { ...options, entranceId: id });
  }

  /**
   * Whether an identity, alone, may use an application for a purpose. Renders nothing, so that a test can ask.
   * `ProtectedApplication.allows` does the same without an id.
   * @param identity who asks
   * @param purpose what for
   * @param id id of the application
   */
  public allows(identity: IIdentity, purpose: Purpose, id: string): boolean {
    return allows(this.domain, identity, purpose, id);
  }

  /**
   * The answer to a request, and the reason. The same decision is rendered into the routes.
   * @param question the request, and who asks
   */
  public explain(question: AccessQuestion): AccessDecision {
    return explain(this.domain, question);
  }

  /**
   * Writes the report: `access.md` and `access.json`, who may do what by which route; `values/`, what the applications
   * and the edge's controller must be started with; and `monitoring/`, if the sign-on is watched.
   * @param directory where to write; what is there from an earlier run is replaced
   */
  public writeReport(directory: string = 'report'): void {
    writeSignOnReport(this.domain, directory);
  }

  /** Registers the proxy at the identity provider. */
  private createDomain(names: CheckedNames, sessions: ISessionStore, props: MonitoringSsoProps): Domain {
    const { host, namespace, clusterDomain, decisionsHost, clientId } = names;
    const nodePath = this.node.path;
    const relyingParty = props.identityProvider.registerRelyingParty({
      path: nodePath,
      clientId,
      redirectUri: `https://${host}/oauth2/callback`,
      postLogoutRedirectUris: [`https://${host}/`],
    });
    refuseTerraform(nodePath, relyingParty);
    checkRelyingParty(nodePath, relyingParty);
    const refreshes = sessions.refreshes && relyingParty.accessTokenLifespan !== undefined;
    return new Domain(this, {
      host,
      namespace,
      clusterDomain,
      decisionsHost,
      edge: props.edge,
      tls: props.tls,
      identityProvider: props.identityProvider,
      relyingParty,
      cookie: sessionCookie(nodePath, relyingParty.clientId, refreshes, props),
      sessions: { refreshes, inStore: sessions.refreshes },
      cookieSecret: props.secrets.cookieSecret,
      metrics: props.metrics,
      acceptedExceptions: checkExceptions(nodePath, props.acceptedExceptions ?? []),
    });
  }

  private bindSessions(sessions: ISessionStore, { secrets }: MonitoringSsoProps): SessionStoreConfig {
    const { namespace, clusterDomain, cookie } = this.domain.props;
    return sessions.bind(this, {
      namespace,
      clusterDomain,
      keyPrefix: cookie.name,
      password: sessions.needsPassword ? secrets.redisPassword : undefined,
      proxyLabels: proxyLabels(this),
    });
  }

  private createProxy(sessions: ISessionStore, props: MonitoringSsoProps): OAuth2Proxy {
    const { host, relyingParty, clusterDomain, edge } = this.domain.props;
    const { cookieName, cookieDomain, sessionLifetime, sessionRefresh, proxySettings } = props;
    return new OAuth2Proxy(this, 'proxy', {
      ...props.proxy,
      host,
      relyingParty,
      clientSecret: props.secrets.clientSecret,
      cookieSecret: props.secrets.cookieSecret,
      sessions,
      trustedProxies: [...edge.trustedProxies],
      allowFrom: [...edge.peers],
      requestIdHeader: edge.requestIdHeader,
      rootStatus: edge.asksAtRoot ? 202 : 404,
      cookieName,
      cookieDomain,
      sessionLifetime,
      sessionRefresh,
      proxySettings,
      issuerCertificateAuthority: props.issuerCertificateAuthority,
      metrics: props.metrics !== undefined,
      clusterDomain,
      namedAfter: this,
    });
  }
}
