import * as path from 'node:path';
import { ApiObject, Chart, Duration, Lazy, Names } from 'cdk8s';
import { Construct } from 'constructs';
import { decide, Decision } from './access/decide';
import { IdentityKind, IIdentity } from './access/identity';
import { locationsOf, permittedFor } from './access/locations';
import { ApplicationRoute } from './access/application-route';
import { Purpose } from './access/purpose';
import { Application } from './applications/application';
import { RoutedApplication, SignOn } from './edge/edge-renderer';
import { guardHosts } from './edge/host-guard';
import { SESSION_COOKIE_PREFIX } from './edge/ingress-nginx-controller';
import { ConfigurationError, describe, refuse } from './errors';
import { RelyingParty } from './identity/identity-provider';
import { checkRelyingParty } from './identity/relying-party';
import { allowIngress, checkPeer, kubePeer, NetworkPeer } from './isolation/network-policy';
import { checkWorkload } from './isolation/workload';
import { monitoring } from './metrics/monitoring';
import { WatchedSignOn } from './metrics/watched-sign-on';
import { ModelApplication, SsoModel } from './model';
import { AccessDecision, AccessQuestion, MonitoringSsoProps, ProtectOptions } from './monitoring-sso-props';
import { deployProxy } from './oauth2-proxy/proxy-deployment';
import { PROXY_PORT, proxySettings } from './oauth2-proxy/proxy-settings';
import { checkSettings, toToml } from './oauth2-proxy/settings';
import { accessTable, AccessTable } from './report/access-table';
import { writeReport } from './report/report';
import { completed, enforce } from './rules';
import { terraformTokens } from './rules/no-terraform-token';
import { SecretReference } from './secrets/secrets';
import { SessionSettings, SessionStore } from './sessions/session-store';
import { Sessions } from './sessions/sessions';
import { syntax } from './syntax';

/** Which sign-on wrote its report where, in this run. */
const REPORTS = new Map<string, string>();

/** The props that are objects of the library: a member that tells each from something else, and where they come from. */
const PARTS = {
  identityProvider: ['registerRelyingParty', 'a KeycloakRealm, an ExistingKeycloakRealm or an OidcIssuer'],
  edge: ['_renderer', 'what Edge.ingressNginx() returns'],
  tls: ['_render', 'what Tls.certManager() and Tls.existingSecret() return'],
  secrets: ['_render', 'what Secrets.existing() and Secrets.externalSecrets() return'],
  sessions: ['_store', 'what Sessions.redis(), Sessions.existingRedis() and Sessions.cookie() return'],
  metrics: ['_watch', 'what Metrics.prometheusOperator() and Metrics.endpoint() return'],
} as const;

/** Parts, in a program that may not have been checked by a compiler. */
function checkParts(path: string, props: MonitoringSsoProps): void {
  for (const [name, [member, allowed]] of Object.entries(PARTS)) {
    const part: any = props[name as keyof typeof PARTS];
    if (part === undefined || part?.[member] !== undefined) continue;
    refuse({ path, what: `${name} is something else`, got: part === null || typeof part === 'boolean' ? part : typeof part, allowed, fix: `give ${name} one of these` });
  }
}

/** Identities, in a program that may not have been checked by a compiler. */
function checkedIdentities(where: string, what: string, identities: IIdentity[]): IIdentity[] {
  const problem = { path: where, allowed: 'a list of identities', fix: 'use what addGroup(), person() or everyoneSignedIn() return' };
  if (!Array.isArray(identities)) refuse({ ...problem, what: `${what} is not a list`, got: typeof identities });
  for (const identity of identities) {
    if (typeof identity?.claimValue !== 'string') refuse({ ...problem, what: `${what} has an entry that is no identity`, got: typeof identity === 'object' ? typeof identity : identity });
  }
  return [...identities];
}

/**
 * Single sign-on for a monitoring system: oauth2-proxy, its sessions, the routes of the protected applications and what isolates them, as
 * manifests; and the proxy's client at the identity provider. Both halves come from one model, which is checked at every step.
 */
export class MonitoringSso extends Construct {
  /** Host that people sign in on. */
  public readonly host: string;
  /** Name of the proxy's Service. */
  public readonly proxyServiceName: string;

  private readonly props: MonitoringSsoProps;
  private readonly namespace: string;
  private readonly relyingParty: RelyingParty;
  private readonly cookie: SsoModel['cookie'];
  /** Whether the proxy asks the identity provider again during a session. */
  private readonly refreshes: boolean;
  private readonly sessionStore: SessionStore;
  private readonly sessionSettings: SessionSettings;
  private readonly signOn: SignOn;
  private readonly extraSettings: { [key: string]: any };
  private readonly protectedApplications: { readonly model: ModelApplication; readonly application: Application; readonly routed: RoutedApplication }[] = [];
  private readonly certificates = new Map<string, ApiObject | undefined>();
  /** As those see it who watch it, if anybody does. */
  private readonly watched?: () => WatchedSignOn;

  /**
   * @param scope a Chart with a namespace, or a construct below one
   * @param id id of the construct
   * @param props host, identity provider, edge, and what differs from the defaults
   */
  constructor(scope: Construct, id: string, props: MonitoringSsoProps) {
    super(scope, id);
    const path = this.node.path;
    const chart = this.node.scopes.find((parent): parent is Chart => Chart.isChart(parent));
    if (!chart) {
      refuse({ path, what: 'a sign-on needs a place in a chart', got: scope.constructor.name, allowed: 'a Chart of cdk8s, or a construct below one', fix: 'write new MonitoringSso(new Chart(kubernetes, id, { namespace }), …)' });
    }
    if (!chart.namespace) {
      refuse({ path, what: 'the chart has no namespace', got: chart.namespace, allowed: 'the namespace of the sign-on', fix: 'write new Chart(app, id, { namespace: \'monitoring\' })' });
    }
    for (const needed of ['identityProvider', 'edge', 'tls', 'secrets'] as const) {
      if (props[needed] === undefined) refuse({ path, what: `${needed} is missing`, got: undefined, allowed: 'see MonitoringSsoProps', fix: `give ${needed}` });
    }
    checkParts(path, props);
    this.props = props;
    this.namespace = syntax.dnsLabel(path, 'the namespace of the chart', chart.namespace);
    this.refuseTerraform(props);
    this.host = syntax.host(path, 'host', props.host);
    const clusterDomain = syntax.dnsSubdomain(path, 'clusterDomain', props.clusterDomain ?? 'cluster.local');
    const clientId = syntax.clientId(path, 'clientId', props.clientId ?? 'monitoring-sso');
    checkWorkload(`${path}/proxy`, props.proxy ?? {});
    const replicas = props.proxy?.replicas ?? 2;
    if (!Number.isInteger(replicas) || replicas < 1 || replicas > 100) {
      refuse({ path, what: 'proxy.replicas is out of bounds', got: replicas, allowed: 'a whole number from 1 to 100', fix: 'two are enough for most' });
    }
    for (const peer of props.metrics?._scrapedBy ?? []) checkPeer(path, 'scrapedBy', peer);
    const sessions = (props.sessions ?? Sessions.redis())._store;
    this.sessionStore = sessions;
    this.extraSettings = { ...checkSettings(path, props.proxySettings ?? {}) };

    this.relyingParty = props.identityProvider.registerRelyingParty({
      path, clientId, redirectUri: `https://${this.host}/oauth2/callback`, postLogoutRedirectUris: [`https://${this.host}/`],
    });
    this.refuseTerraform(this.relyingParty);
    checkRelyingParty(path, this.relyingParty);
    this.refreshes = sessions.refreshes && this.relyingParty.accessTokenLifespan !== undefined;
    this.cookie = this.cookieOf(props);
    enforce(this.model([]));

    // Selectors are forever: they hold nothing that a new version may change.
    const labels = { 'app.kubernetes.io/name': 'oauth2-proxy', 'app.kubernetes.io/instance': Names.toDnsLabel(this) };
    props.secrets._render(this, { redisPassword: sessions.needsPassword });
    this.sessionSettings = sessions.render(this, {
      path, namespace: this.namespace, clusterDomain, keyPrefix: this.cookie.name, password: props.secrets.redisPassword, proxyLabels: labels,
    });
    const proxy = deployProxy(this, {
      labels,
      workload: props.proxy ?? {},
      replicas,
      configuration: () => this.configuration(),
      clientSecret: props.secrets.clientSecret,
      cookieSecret: props.secrets.cookieSecret,
      redisPassword: this.sessionSettings.password,
      issuerCa: this.issuerCa(),
      sessionCa: this.sessionSettings.certificateAuthority,
      peers: props.edge._renderer.peers,
      metrics: props.metrics !== undefined,
    });
    this.proxyServiceName = proxy.serviceName;
    this.signOn = {
      host: this.host, namespace: this.namespace, proxyService: proxy.serviceName, proxyPort: PROXY_PORT, clusterDomain,
      cookieName: this.cookie.name, cookieSessions: !sessions.refreshes, tlsSecret: props.tls._secretName(Names.toDnsLabel(this, { extra: ['tls'] })),
    };
    this.renderCertificate(this.namespace);
    props.edge._renderer.renderSignOn(this, this.signOn);
    if (props.guardHosts ?? true) {
      guardHosts(this, { id: `${this.namespace}-${this.host}`, everyIngressNamesItsHost: props.edge._renderer.everyIngressNamesItsHost, hosts: () => this.namespacesOfHosts() });
    }
    this.watched = props.metrics?._watch(this, labels, () => this.scrapers(), () => ({
      host: this.host, namespace: this.namespace, clusterDomain, deployment: proxy.deploymentName, podLabels: labels, replicas,
      sessionsInStore: this.sessionSettings.kind === 'redis', notSignedIn: props.edge._renderer.programsAreTold ? ['302', '401'] : ['401'], hosts: this.hosts,
      certificates: [...this.certificates].flatMap(([namespace, certificate]) => (certificate ? [{ namespace, name: certificate.name }] : [])),
    }));
    this.node.addValidation({ validate: () => this.validateWhole() });
  }

  /**
   * Protects an application: serves it behind the sign-on, and closes everything that is granted to nobody.
   * @param application what to protect
   * @param options where, and who may do what
   */
  public protect(application: Application, options: ProtectOptions): void {
    const path = this.node.path;
    if (options === undefined) refuse({ path, what: 'protect() needs to know who may do what', got: options, allowed: 'at least one grant', fix: 'name who may read' });
    this.refuseTerraform(options);
    const id = syntax.dnsLabel(path, 'id', options.id ?? application.kind.toLowerCase());
    if (this.node.tryFindChild(id) && !this.protectedApplications.some(({ model }) => model.id === id)) {
      refuse({ path, what: 'id is taken by a part of the sign-on itself', got: id, allowed: 'any other name', fix: 'choose another id' });
    }
    if (id.length > 40) refuse({ path, what: 'id is too long for the names that are made from it', got: id, allowed: 'at most 40 characters', fix: 'shorten id' });
    const grants: Partial<Record<Purpose, IIdentity[]>> = {};
    for (const purpose of Object.values(Purpose)) {
      const identities = options[purpose];
      if (identities === undefined) continue;
      grants[purpose] = checkedIdentities(path, `${purpose} of ${id}`, identities);
      if (purpose !== Purpose.READ && !application.routes.some((route) => route.purpose === purpose)) {
        refuse({
          path, what: `${id} has no routes to ${purpose}, so the grant would mean something else than it says`, got: purpose,
          allowed: [...new Set([Purpose.READ, ...application.routes.map((route) => route.purpose)])].join(', '),
          fix: purpose === Purpose.WRITE ? 'grant read; to let somebody deliver data, grant ingest' : `remove ${purpose}, or declare its routes`,
        });
      }
    }
    if (grants[Purpose.ADMINISTER] && !options.administerByBrowser) {
      refuse({
        path, what: `administer of ${id} is granted to browsers, which a page of another application can misuse`, got: options.administerByBrowser,
        allowed: 'administerByBrowser: true, if you accept that', fix: 'administer inside the cluster, or set administerByBrowser',
      });
    }
    const model: ModelApplication = {
      id,
      kind: application.kind,
      host: syntax.host(path, 'host', options.host ?? this.host),
      path: syntax.urlPath(path, 'path', options.path ?? '/'),
      routes: application.routes.map((route) => this.checkedRoute(id, route)),
      grants,
      routePrefix: application.routePrefix,
    };
    enforce(this.model([...this.models, model]));
    for (const peer of options.allowFrom ?? []) checkPeer(path, 'allowFrom', peer);

    const routed: RoutedApplication = {
      application: model,
      locations: locationsOf(model),
      namespace: application.namespace ?? this.namespace,
      service: application.serviceName,
      port: application.port,
      trusted: application._receivesCookies,
    };
    this.protectedApplications.push({ model, application, routed });
    const scope = new Construct(this, id);
    this.renderCertificate(routed.namespace);
    this.props.edge._renderer.renderApplication(scope, this.signOn, routed);
    if (options.isolate ?? true) this.isolate(scope, application, routed.namespace, options.allowFrom ?? []);
  }

  /**
   * Whether an identity, alone, may use an application for a purpose: for assertions in a test of any kind, without rendering anything.
   * @param identity who asks
   * @param purpose what for
   * @param id id of the application
   */
  public allows(identity: IIdentity, purpose: Purpose, id: string): boolean {
    const application = this.models.find((model) => model.id === id);
    if (!application) {
      refuse({ path: this.node.path, what: 'no application of this id is protected', got: id, allowed: this.models.map((model) => model.id).join(', ') || 'none yet', fix: 'call protect() first, or correct the id' });
    }
    const [checked] = checkedIdentities(this.node.path, 'identity', [identity]);
    return permittedFor(application, purpose).some(({ claimValue }) => claimValue === checked.claimValue);
  }

  /**
   * What would be answered to a request, and why. The same decision is rendered into the routes.
   * @param question the request, and who asks
   */
  public explain(question: AccessQuestion): AccessDecision {
    const path = this.node.path;
    if (!URL.canParse(question.url)) {
      refuse({ path, what: 'url is not an address', got: question.url, allowed: 'addresses with host and path', fix: `write https://${this.host}/…` });
    }
    const url = new URL(question.url);
    const who = question.as === undefined ? undefined : checkedIdentities(path, 'as', question.as);
    // Whoever is signed in is one of everyone.
    const everyone = this.protectedApplications.flatMap(({ model }) => Object.values(model.grants).flat()).filter(({ identityKind }) => identityKind === IdentityKind.EVERYONE);
    const decision: Decision = decide(this.models, {
      // The path as it was written: URL would resolve dots that a client can send.
      host: url.host, method: question.method ?? 'GET', path: /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(question.url)?.[1] || '/',
    }, { signedIn: who !== undefined, claims: [...who ?? [], ...everyone].map(({ claimValue }) => claimValue) });
    return { outcome: decision.outcome, reason: decision.reason, application: decision.application, purpose: decision.answer?.purpose };
  }

  /**
   * Writes the report: `access.md` and `access.json`, who may do what by which route; `values/`, what the applications and the
   * edge's controller must be started with; and `monitoring/`, if the sign-on is watched.
   * @param directory where to write; what is there from an earlier run is replaced
   */
  public writeReport(directory: string = 'report'): void {
    const place = path.resolve(directory);
    const before = REPORTS.get(place);
    if (before !== undefined && before !== this.node.path) {
      refuse({ path: this.node.path, what: `${before} wrote its report there already`, got: directory, allowed: 'a folder for each sign-on', fix: `write writeReport('report/${this.node.id}')` });
    }
    REPORTS.set(place, this.node.path);
    writeReport(directory, {
      table: this.accessTable(),
      applications: this.protectedApplications.map(({ model, application }) => ({
        id: model.id, settings: application.urlSettings(`https://${model.host}${model.path}`, model.path),
      })),
      controllerValues: this.props.edge._renderer.controllerValues(this.signOn, this.protectedApplications.map(({ routed }) => routed)),
      monitoring: this.watched && monitoring(this.watched()),
    });
  }

  private accessTable(): AccessTable {
    return accessTable(this.model(this.models));
  }

  /** Which namespaces route each host. */
  private namespacesOfHosts(): Map<string, string[]> {
    const namespaces = new Map([[this.host, new Set([this.namespace])]]);
    for (const { model: { host }, routed: { namespace } } of this.protectedApplications) namespaces.set(host, (namespaces.get(host) ?? new Set()).add(namespace));
    return new Map([...namespaces].map(([host, names]) => [host, [...names]]));
  }

  private get models(): ModelApplication[] {
    return this.protectedApplications.map(({ model }) => model);
  }

  private get hosts(): string[] {
    return [...this.namespacesOfHosts().keys()];
  }

  private model(applications: readonly ModelApplication[]): SsoModel {
    const { edge } = this.props;
    return {
      path: this.node.path,
      host: this.host,
      cookie: this.cookie,
      relyingParty: this.relyingParty,
      edge: {
        name: edge._renderer.name,
        distinguishesMethods: edge._renderer.distinguishesMethods,
        exactBeforePrefix: edge._renderer.exactBeforePrefix,
        decodesPaths: edge._renderer.decodesPaths,
        cacheSeconds: edge._renderer.cacheSeconds,
        programsAreTold: edge._renderer.programsAreTold,
        refusesClaimValue: (value) => edge._renderer.refusesClaimValue(value),
      },
      sessions: { refreshes: this.refreshes, inStore: this.sessionStore.refreshes },
      applications,
    };
  }

  private cookieOf(props: MonitoringSsoProps): SsoModel['cookie'] {
    const { node: { path }, refreshes } = this;
    const name = syntax.cookieName(path, 'cookieName', props.cookieName ?? this.relyingParty.clientId.replace(/[^A-Za-z0-9_]/g, '_').slice(0, 64));
    const domain = props.cookieDomain === undefined ? undefined : syntax.host(path, 'cookieDomain', props.cookieDomain);
    if (!refreshes && props.sessionRefresh !== undefined) {
      refuse({
        path, what: 'sessions in cookies, and of issuers whose access tokens are unknown, cannot be refreshed', got: `${props.sessionRefresh.toSeconds()} s`,
        allowed: 'sessionRefresh with sessions in Redis and a known accessTokenLifespan', fix: 'remove sessionRefresh, or use Sessions.redis() and give the issuer its accessTokenLifespan',
      });
    }
    return {
      // A browser takes such a cookie only from this very host over TLS, so that a sibling host cannot plant one (RFC 6265bis, 4.1.3.2).
      name: `${domain === undefined ? '__Host-' : ''}${SESSION_COOKIE_PREFIX}${name}`,
      domain,
      expireSeconds: syntax.duration(path, 'sessionLifetime', props.sessionLifetime ?? Duration.hours(refreshes ? 8 : 1), 60, 10 * 3600),
      refreshSeconds: refreshes ? syntax.duration(path, 'sessionRefresh', props.sessionRefresh ?? Duration.minutes(1), 15, 3600) : 0,
    };
  }

  private issuerCa(): SecretReference | undefined {
    const authority = this.props.issuerCertificateAuthority;
    if (!authority) return undefined;
    const path = this.node.path;
    return {
      name: syntax.dnsSubdomain(path, 'issuerCertificateAuthority.configMapName', authority.configMapName),
      key: syntax.secretKey(path, 'issuerCertificateAuthority.key', authority.key ?? 'ca.crt'),
    };
  }

  private configuration(): string {
    return toToml({
      ...proxySettings({
        host: this.host,
        hosts: this.hosts,
        cookie: this.cookie,
        relyingParty: this.relyingParty,
        sessions: this.sessionSettings,
        trustedProxies: this.props.edge._renderer.trustedProxies,
        requestIdHeader: this.props.edge._renderer.requestIdHeader,
        upstream: this.props.edge._renderer.upstream,
        issuerCaKey: this.issuerCa()?.key,
        metrics: this.props.metrics !== undefined,
      }),
      ...this.extraSettings,
    });
  }

  private renderCertificate(namespace: string): void {
    if (this.certificates.has(namespace)) return;
    const hosts = () => (namespace === this.namespace ? this.hosts : [...new Set(this.protectedApplications.filter(({ routed }) => routed.namespace === namespace).map(({ model }) => model.host))]);
    const certificate = this.props.tls._render(this, namespace === this.namespace ? 'certificate' : `certificate-${namespace}`, namespace, this.signOn.tlsSecret, Lazy.any({ produce: hosts }));
    this.certificates.set(namespace, certificate);
  }

  /** The pods of protected applications of these kinds. */
  private podsOf(...kinds: string[]): NetworkPeer[] {
    return this.protectedApplications.filter(({ application }) => kinds.includes(application.kind))
      .map(({ application, routed }) => ({ namespace: routed.namespace, podLabels: application.podLabels }));
  }

  /** Whose pods read the metrics of the proxy. */
  private scrapers(): NetworkPeer[] {
    return [...this.podsOf('Prometheus'), ...this.props.metrics?._scrapedBy ?? []];
  }

  /** Beside the edge, only those protected programs get in that have to: Prometheus scrapes all, Grafana asks Prometheus and Alertmanager. */
  private isolate(scope: Construct, application: Application, namespace: string, others: readonly NetworkPeer[]): void {
    const peers = (kind: string) => this.podsOf(kind).map(kubePeer);
    const known = ['Prometheus', 'Alertmanager'].includes(application.kind);
    allowIngress(scope, 'isolation', {
      podLabels: application.podLabels,
      metadata: { namespace },
      rules: () => [
        { from: this.props.edge._renderer.peers.map(kubePeer), ports: [{ port: application.containerPort }] },
        { from: [kubePeer({ podLabels: application.podLabels }), ...peers('Prometheus')] }, // replicas among each other, and scrapes of every port
        ...(known ? [{ from: peers('Grafana'), ports: [{ port: application.containerPort }] }] : []),
        { from: others.map(kubePeer) },
      ].filter(({ from }) => from.length > 0), // an empty list would admit everybody
    });
  }

  private checkedRoute(id: string, route: ApplicationRoute): ApplicationRoute {
    const path = this.node.path;
    syntax.urlPath(path, `the path of a route of ${id}`, route.path);
    for (const method of route.methods ?? []) {
      if (!/^[A-Z]+$/.test(method)) refuse({ path, what: `a method of a route of ${id} is malformed`, got: method, allowed: 'methods in capitals, such as POST', fix: `write ${String(method).toUpperCase()}` });
    }
    if (route.methods?.length === 0) refuse({ path, what: `a route of ${id} has an empty list of methods`, got: [], allowed: 'at least one method', fix: 'leave methods out for every method' });
    return { ...route, methods: route.methods && [...route.methods] };
  }

  private refuseTerraform(value: unknown): void {
    let plain: string;
    try {
      plain = JSON.stringify(value, (_key, item) => (item instanceof Construct ? undefined : item));
    } catch (error) {
      refuse({ path: this.node.path, what: 'the program holds a value that is no plain data', got: String(error), allowed: 'strings, numbers, switches, lists and maps', fix: 'write the value itself' });
    }
    const [problem] = terraformTokens(this.node.path, 'the program', plain);
    if (problem) throw new ConfigurationError(problem);
  }

  private validateWhole(): string[] {
    if (this.protectedApplications.length === 0) {
      return ['no application is protected; allowed: at least one; fix: call protect()'];
    }
    if (this.watched && this.scrapers().length === 0) {
      return ['nobody may read the metrics; got no Prometheus and no scrapedBy; allowed: a protected Prometheus, or the pods that scrape; fix: name them in scrapedBy, or remove metrics'];
    }
    const whole = this.model(this.models);
    const leaks = Chart.of(this).node.findAll()
      .filter((node): node is ApiObject => ApiObject.isApiObject(node))
      .flatMap((object) => terraformTokens(object.node.path, `the ${object.kind} ${object.name}`, object.toJson()));
    return [...completed(whole), ...leaks].map((problem) => describe(problem));
  }
}
