import * as path from 'node:path';
import { ApiObject, Chart, Lazy, Names } from 'cdk8s';
import { Construct } from 'constructs';
import { ApplicationRoute } from './access/application-route';
import { decide, Decision } from './access/decide';
import { IdentityKind, IIdentity, MACHINES } from './access/identity';
import { locationsOf, permittedFor } from './access/locations';
import { Purpose } from './access/purpose';
import { Application } from './applications/application';
import { addressInside, CalledApi } from './applications/calls';
import { checkedCluster } from './clusters/checked-cluster';
import { AskedProxy, Cluster } from './clusters/cluster';
import { IRemoteCluster, RemoteClusterOptions } from './clusters/remote-cluster';
import { guardBackends } from './edge/backend-guard';
import { EdgeAbilities as PublicAbilities } from './edge/edge-abilities';
import { EdgeBase } from './edge/edge-base';
import { GuardOptions } from './edge/guard-options';
import { guardHosts } from './edge/host-guard';
import { edgesThat, PRODUCTS, VARIANTS } from './edge/products';
import { MachineDecider, RoutedApplication } from './edge/routed-application';
import { ConfigurationError, describe, Problem, refuse } from './errors';
import { RelyingParty } from './identity/identity-provider';
import { checkRelyingParty } from './identity/relying-party';
import { allowIngress, checkPeer, kubePeer, NetworkPeer } from './isolation/network-policy';
import { checkAudience } from './machines/audience';
import { comesInBy, seenBy } from './machines/entrance';
import { voucherOf } from './machines/vouchers';
import { monitoring } from './metrics/monitoring';
import { WatchedSignOn } from './metrics/watched-sign-on';
import { guardManifests } from './manifest-guard';
import {
  ApplicationIndex,
  EdgeAbilities,
  FlowPart,
  Flows,
  MachineEntrance,
  ModelApplication,
  SsoModel,
  plainRelyingParty,
} from './model';
import {
  AccessDecision,
  AccessQuestion,
  MachineEntranceOptions,
  MonitoringSsoProps,
  ProtectOptions,
} from './monitoring-sso-props';
import { MachineProxy } from './oauth2-proxy/machine-proxy';
import { OAuth2Proxy } from './oauth2-proxy/oauth2-proxy';
import { PROXY_PORT } from './oauth2-proxy/proxy-settings';
import { checkedReplicas, proxyLabels } from './oauth2-proxy/proxy-workload';
import { sessionCookie } from './oauth2-proxy/session-cookie';
import { checkSettings } from './oauth2-proxy/settings';
import { accessTable, AccessTable } from './report/access-table';
import { ReachedApplication } from './report/network';
import { ClusterValues, writeReport } from './report/report';
import { checkExceptions, enforce, KnownIdentities, problemsOf, problemsWhenComplete } from './rules';
import { refuseTerraform } from './rules/no-terraform-token';
import { BoundSessions } from './sessions/bound-sessions';
import { ISessionStore } from './sessions/session-store';
import { Sessions } from './sessions/sessions';
import { syntax } from './syntax';
import { ServedHost, ValidationPass } from './validation-pass';

/**
 * Which sign-on wrote its report to which folder in this process. It is a fact of the process, not of an object:
 * programs with an app for each environment write their reports side by side.
 */
const REPORTS = new Map<string, string>();

/** The ids of constructs that are made after an application: no application may have one of them. */
const RESERVED = /^(certificate|decisions)$|^(certificate|decisions|machines)-/;

/** Whether an id is that of a construct which this edge, or any of the library's, makes beside applications. */
const isReservedBy = ({ reservedIds }: EdgeBase, id: string): boolean =>
  [...reservedIds, ...PRODUCTS.flatMap((product) => product.reservedIds)].some((start) => id.startsWith(`${start}-`));

/**
 * The props that are objects of the library: a member that tells each from something else, and where they come from.
 */
const PARTS = {
  identityProvider: ['registerRelyingParty', 'a KeycloakRealm, an ExistingKeycloakRealm or an OidcIssuer'],
  edge: [
    'renderApplication',
    `what ${PRODUCTS.map(({ variants: [{ written }] }) => written).join(', ')} return, or an EdgeBase of your own`,
  ],
  tls: ['_render', 'what Tls.certManager() and Tls.existingSecret() return'],
  secrets: ['_render', 'what Secrets.existing() and Secrets.externalSecrets() return'],
  sessions: ['bind', 'what Sessions.redis(), Sessions.existingRedis() and Sessions.cookie() return, or a Valkey'],
  metrics: ['_watch', 'what Metrics.prometheusOperator() and Metrics.endpoint() return'],
} as const;

/** Parts, in a program that may not have been checked by a compiler. */
function checkParts(path: string, props: MonitoringSsoProps): void {
  for (const [name, [member, allowed]] of Object.entries(PARTS)) {
    const part: any = props[name as keyof typeof PARTS];
    if (part === undefined || (typeof part === 'object' && part?.[member] !== undefined)) continue;
    refuse({
      path,
      what: `${name} is something else`,
      got: part === null || typeof part === 'boolean' ? part : typeof part,
      allowed,
      fix: `give ${name} one of these`,
    });
  }
}

/** An application as it was protected, and as each kind of visitor sees it. */
interface Protected {
  readonly model: ModelApplication;
  readonly views: readonly ModelApplication[];
  readonly application: Application;
  readonly routed: readonly RoutedApplication[];
  readonly cluster: Cluster;
  /** What it serves to other applications, and what it calls. */
  readonly part: FlowPart;
  readonly allowFrom: readonly NetworkPeer[];
  readonly isolated: boolean;
}

/** Where machines come in, and the proxy that decides about them. */
interface Entrance
  extends MachineEntrance, Pick<AskedProxy, 'proxyService'>, Pick<MachineDecider, 'parameter' | 'requestsPerSecond'> {
  /** Holds the routes of applications in the cluster of the sign-on. */
  readonly room: Construct;
}

/** Identities, in a program that may not have been checked by a compiler. */
function checkedIdentities(where: string, what: string, identities: IIdentity[]): IIdentity[] {
  const problem = {
    path: where,
    allowed: 'a list of identities',
    fix: 'use what addGroup(), addRole(), person(), everyoneSignedIn() or serviceAccount() return',
  };
  if (!Array.isArray(identities)) refuse({ ...problem, what: `${what} is not a list`, got: typeof identities });
  for (const identity of identities) {
    if (typeof identity?.claimValue !== 'string') {
      refuse({
        ...problem,
        what: `${what} has an entry that is no identity`,
        got: typeof identity === 'object' ? typeof identity : identity,
      });
    }
  }
  return [...identities];
}

function checkLength(path: string, id: string, most: number): void {
  if (id.length > most) {
    refuse({
      path,
      what: 'id is too long for the names that are made from it',
      got: id,
      allowed: `at most ${most} characters`,
      fix: 'shorten id',
    });
  }
}

const modelOf = (
  { distinguishesMethods = false, exactBeforePrefix = false, decodesPaths = false }: PublicAbilities,
  refusesClaimValue: EdgeAbilities['refusesClaimValue'],
): EdgeAbilities => ({ distinguishesMethods, exactBeforePrefix, decodesPaths, refusesClaimValue });

/**
 * Single sign-on for a monitoring system: oauth2-proxy, its sessions, the routes of the protected applications and what
 * isolates them, as manifests; and the proxy's client at the identity provider. Both halves come from one model, which
 * is checked at every step.
 */
export class MonitoringSso extends Construct {
  /** Host that people sign in on. */
  public readonly host: string;
  /** Name of the proxy's Service. */
  public readonly proxyServiceName: string;
  /** The proxy that people sign in to. */
  public readonly proxy: OAuth2Proxy;
  /** Where sessions are kept: the `Valkey` that was made for this sign-on, or the store that was given. */
  public readonly sessions: ISessionStore;

  private readonly props: MonitoringSsoProps;
  private readonly namespace: string;
  private readonly clusterDomain: string;
  private readonly relyingParty: RelyingParty;
  private readonly cookie: SsoModel['cookie'];
  private readonly acceptedExceptions: SsoModel['acceptedExceptions'];
  /** Whether the proxy asks the identity provider again during a session. */
  private readonly refreshes: boolean;
  private readonly sessionStore: ISessionStore;
  private readonly protectedApplications: Protected[] = [];
  private readonly byId = new Map<string, Protected>();
  private readonly index = new ApplicationIndex();
  private readonly flows = new Flows();
  /** Identities that something is granted to, which people do not get without an administrator by now. */
  private readonly known: KnownIdentities = new Map();
  private readonly entrances: Entrance[] = [];
  /** The cluster of the sign-on. */
  private readonly own: Cluster;
  /** Others, each with the addresses that its edge asks from. */
  private readonly remotes: (Cluster & { readonly id: string; readonly addresses: readonly string[] })[] = [];
  private readonly decisionsHost?: string;
  /** Hosts that proxies are asked at by other clusters. */
  private readonly askedAt = new Set<string>();
  /** As those see it who watch it, if anybody does. */
  private readonly watched?: () => WatchedSignOn;
  private readonly watchedMachines: (() => WatchedSignOn)[] = [];

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
      refuse({
        path,
        what: 'a sign-on needs a place in a chart',
        got: scope.constructor.name,
        allowed: 'a Chart of cdk8s, or a construct below one',
        fix: 'write new MonitoringSso(new Chart(kubernetes, id, { namespace }), …)',
      });
    }
    if (!chart.namespace) {
      refuse({
        path,
        what: 'the chart has no namespace',
        got: chart.namespace,
        allowed: 'the namespace of the sign-on',
        fix: "write new Chart(app, id, { namespace: 'monitoring' })",
      });
    }
    for (const needed of ['identityProvider', 'edge', 'tls', 'secrets'] as const) {
      if (props[needed] === undefined) {
        refuse({
          path,
          what: `${needed} is missing`,
          got: undefined,
          allowed: 'see MonitoringSsoProps',
          fix: `give ${needed}`,
        });
      }
    }
    checkParts(path, props);
    this.props = props;
    this.namespace = syntax.dnsLabel(path, 'the namespace of the chart', chart.namespace);
    refuseTerraform(this.node.path, props);
    this.host = syntax.host(path, 'host', props.host);
    this.decisionsHost =
      props.decisionsHost === undefined ? undefined : syntax.host(path, 'decisionsHost', props.decisionsHost);
    if (props.decisionsHost !== undefined && !props.edge.abilities.passesConnections) {
      refuse({
        path,
        what: 'the edge cannot hand connections of other clusters over to the proxy as they are',
        got: props.edge.name,
        allowed: edgesThat(({ passesConnections }) => passesConnections ?? false),
        fix: 'use one of these, or a sign-on of its own for each cluster',
      });
    }
    this.clusterDomain = syntax.dnsSubdomain(path, 'clusterDomain', props.clusterDomain ?? 'cluster.local');
    const { clusterDomain } = this;
    const clientId = syntax.clientId(path, 'clientId', props.clientId ?? 'monitoring-sso');
    checkedReplicas(path, props.proxy, `${path}/proxy`);
    for (const peer of props.metrics?._scrapedBy ?? []) checkPeer(path, 'scrapedBy', peer);
    const sessions = props.sessions ?? Sessions.redis();
    this.sessionStore = sessions;
    checkSettings(path, props.proxySettings ?? {});

    this.relyingParty = props.identityProvider.registerRelyingParty({
      path,
      clientId,
      redirectUri: `https://${this.host}/oauth2/callback`,
      postLogoutRedirectUris: [`https://${this.host}/`],
    });
    refuseTerraform(this.node.path, this.relyingParty);
    checkRelyingParty(path, this.relyingParty);
    this.refreshes = sessions.refreshes && this.relyingParty.accessTokenLifespan !== undefined;
    this.cookie = sessionCookie(path, this.relyingParty.clientId, this.refreshes, props);
    this.acceptedExceptions = checkExceptions(path, props.acceptedExceptions ?? []);
    enforce(this.model([]));

    props.secrets._render(this, { redisPassword: sessions.needsPassword });
    const { edge } = props;
    const bound = sessions.bind(this, {
      namespace: this.namespace,
      clusterDomain,
      keyPrefix: this.cookie.name,
      password: sessions.needsPassword ? props.secrets.redisPassword : undefined,
      proxyLabels: proxyLabels(this),
    });
    this.sessions = bound.store ?? sessions;
    const { clientSecret, cookieSecret } = props.secrets;
    const { cookieName, cookieDomain, sessionLifetime, sessionRefresh, proxySettings } = props;
    this.proxy = new OAuth2Proxy(this, 'proxy', {
      ...props.proxy,
      host: this.host,
      relyingParty: this.relyingParty,
      clientSecret,
      cookieSecret,
      sessions: new BoundSessions(sessions, bound),
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
    const { proxy } = this;
    const labels = proxy.podLabels;
    this.proxyServiceName = proxy.serviceName;
    // The complete name: an edge may resolve without a search list.
    const asksAt = ({ proxyService }: AskedProxy) => ({
      address: `http://${proxyService}.${this.namespace}.svc.${clusterDomain}:${PROXY_PORT}`,
    });
    this.own = {
      scope: this,
      namespace: this.namespace,
      edge: props.edge,
      tls: props.tls,
      asksAt,
      certificates: new Map(),
      signOn: {
        host: this.host,
        namespace: this.namespace,
        proxyService: proxy.serviceName,
        proxyPort: PROXY_PORT,
        decider: { ...asksAt({ proxyService: proxy.serviceName }), parameter: 'allowed_groups' },
        cookieName: this.cookie.name,
        cookieSessions: !sessions.refreshes,
        tlsSecret: props.tls._secretName(Names.toDnsLabel(this, { extra: ['tls'] })),
      },
    };
    this.renderCertificate(this.own, this.namespace);
    props.edge.renderSignOn(this, this.own.signOn);
    this.guard(this.own, props);
    this.watched = props.metrics?._watch(
      this,
      labels,
      () => this.scrapers(),
      () => ({
        host: this.host,
        namespace: this.namespace,
        clusterDomain,
        deployment: proxy.deploymentName,
        podLabels: labels,
        replicas: proxy.replicas,
        sessionsInStore: bound.server !== undefined,
        notSignedIn: props.edge.abilities.answersProgramsWith401 ? ['302', '401'] : ['401'],
        hosts: this.hosts,
        certificates: [...this.own.certificates].flatMap(([namespace, certificate]) =>
          certificate ? [{ namespace, name: certificate.name }] : [],
        ),
      }),
    );
    ValidationPass.watch(this);
    this.node.addValidation({ validate: () => this.validateWhole() });
    // Each half of the program may be synthesized without the other.
    if (Construct.isConstruct(props.identityProvider)) {
      props.identityProvider.node.addValidation({ validate: () => this.validateModel() });
    }
  }

  /**
   * Protects an application: serves it behind the sign-on, and closes everything that is granted to nobody.
   * @param application what to protect
   * @param options where, and who may do what
   */
  public protect(application: Application, options: ProtectOptions): void {
    this.protectIn(this.own, application, options);
  }

  private protectIn(cluster: Cluster, application: Application, options: ProtectOptions): void {
    const path = this.node.path;
    if (options === undefined) {
      refuse({
        path,
        what: 'protect() needs to know who may do what',
        got: options,
        allowed: 'at least one grant',
        fix: 'name who may read',
      });
    }
    refuseTerraform(this.node.path, options);
    const id = syntax.dnsLabel(
      path,
      'id',
      options.id ?? [cluster.id, application.kind.toLowerCase()].filter(Boolean).join('-'),
    );
    if (cluster.id !== undefined && options.host === undefined) {
      refuse({
        path,
        what: `${id} has no host in ${cluster.id}, and that of the sign-on leads to another cluster`,
        got: options.host,
        allowed: 'a host of its own',
        fix: `give protect() a host, such as ${application.kind.toLowerCase()}.${cluster.id}.example.com`,
      });
    }
    if (
      RESERVED.test(id) ||
      isReservedBy(cluster.edge, id) ||
      (cluster.scope.node.tryFindChild(id) && !this.models.some((model) => model.id === id))
    ) {
      refuse({
        path,
        what: 'id is taken by a part of the sign-on itself',
        got: id,
        allowed: 'any other name',
        fix: 'choose another id',
      });
    }
    checkLength(path, id, 40);
    const grants: Partial<Record<Purpose, IIdentity[]>> = {};
    for (const purpose of Object.values(Purpose)) {
      const identities = options[purpose];
      if (identities === undefined) continue;
      grants[purpose] = checkedIdentities(path, `${purpose} of ${id}`, identities);
      if (purpose !== Purpose.READ && !application.routes.some((route) => route.purpose === purpose)) {
        refuse({
          path,
          what: `${id} has no routes to ${purpose}, so the grant would mean something else than it says`,
          got: purpose,
          allowed: [...new Set([Purpose.READ, ...application.routes.map((route) => route.purpose)])].join(', '),
          fix:
            purpose === Purpose.WRITE
              ? 'grant read; to let somebody deliver data, grant ingest'
              : `remove ${purpose}, or declare its routes`,
        });
      }
    }
    if (
      grants[Purpose.ADMINISTER]?.some(({ identityKind }) => !MACHINES.includes(identityKind)) &&
      !options.administerByBrowser
    ) {
      refuse({
        path,
        what: `administer of ${id} is granted to browsers, which a page of another application can misuse`,
        got: options.administerByBrowser,
        allowed: 'administerByBrowser: true, if you accept that',
        fix: 'administer inside the cluster, or set administerByBrowser',
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
      construct: `${cluster.scope.node.path}/${id}`,
      cluster: cluster.id,
    };
    const views = seenBy(
      path,
      model,
      this.entrances,
      Object.fromEntries(
        Object.entries(options.machineHosts ?? {}).map(([entrance, name]) => [
          entrance,
          syntax.host(path, 'machineHosts', name),
        ]),
      ),
    );
    this.checkAdded(views);
    for (const { host, entrance } of views) if (entrance === undefined) this.proxy.addReturnHost(host);
    for (const peer of options.allowFrom ?? []) checkPeer(path, 'allowFrom', peer);

    const namespace = application.namespace ?? cluster.namespace;
    const routed = views.map((view): RoutedApplication => ({
      id: view.id,
      host: view.host,
      locations: locationsOf(view),
      namespace,
      service: application.serviceName,
      port: application.port,
      // Machines bring none of an application's own.
      receivesCookies: view.entrance === undefined && application._receivesCookies,
      machines: this.machinesAs(cluster, view),
    }));
    const part: FlowPart = {
      id,
      cluster: cluster.id,
      serves: [
        { api: CalledApi.METRICS },
        ...application._serves.map(({ api, port = application.containerPort }) => ({ api, port })),
      ],
      calls: application._calls,
    };
    const { allowFrom = [], isolate: isolated = true } = options;
    const added: Protected = { model, views, application, routed, cluster, part, allowFrom, isolated };
    this.protectedApplications.push(added);
    this.byId.set(id, added);
    this.index.add(views);
    this.flows.add(part);
    this.props.identityProvider.registerIdentities(this.relyingParty.clientId, Object.values(grants).flat());
    const scope = new Construct(cluster.scope, id);
    this.renderCertificate(cluster, namespace);
    for (const [index, each] of routed.entries()) {
      const entrance = this.entranceOf(views[index]);
      cluster.edge.renderApplication(
        entrance ? new Construct(this.roomOf(cluster, entrance), id) : scope,
        cluster.signOn,
        each,
      );
    }
    if (isolated) this.isolate(scope, added);
  }

  /**
   * Adds another cluster, whose applications are protected by the same sign-on: one session for all of them, decided
   * about by the proxies here, which its edge asks over TLS. For a cluster that is to stand alone, make a sign-on of
   * its own.
   * @param id name of the cluster in reports and in the ids of constructs
   * @param options its chart, and how its edge asks
   */
  public addCluster(id: string, options: RemoteClusterOptions): IRemoteCluster {
    const path = this.node.path;
    refuseTerraform(this.node.path, options);
    syntax.dnsLabel(path, 'id', id);
    checkLength(path, id, 20);
    if (this.remotes.some((remote) => remote.id === id)) {
      refuse({
        path,
        what: 'two clusters have the same id',
        got: id,
        allowed: 'an id for each cluster',
        fix: 'choose another id',
      });
    }
    const { decisionsHost } = this;
    if (decisionsHost === undefined) {
      refuse({
        path,
        what: `the edge of ${id} has nowhere to ask`,
        got: decisionsHost,
        allowed: 'a host of its own for decisions',
        fix: 'give MonitoringSso a decisionsHost, such as decisions.example.com',
      });
    }
    const { authority, ...checked } = checkedCluster(path, id, options);
    const tls = options.tls ?? this.props.tls;
    if (options.chart.node.tryFindChild(this.node.id)) {
      refuse({
        path,
        what: `the chart of ${id} has something that is called like the sign-on`,
        got: options.chart.node.path,
        allowed: 'a chart for each cluster',
        fix: 'give each cluster a chart of its own',
      });
    }
    const scope = new Construct(options.chart, this.node.id);
    const asksAt = (proxy: AskedProxy) => ({ address: `https://${this.decisionsOf(proxy)}`, authority });
    const people = { proxyService: this.proxyServiceName };
    const remote = {
      ...checked,
      id,
      scope,
      tls,
      asksAt,
      certificates: new Map<string, ApiObject | undefined>(),
      signOn: {
        ...this.own.signOn,
        decider: { ...asksAt(people), parameter: 'allowed_groups' as const },
        tlsSecret: tls._secretName(Names.toDnsLabel(scope, { extra: ['tls'] })),
      },
    };
    this.remotes.push(remote);
    enforce(this.model(this.models));
    this.guard(remote, options);
    return {
      id,
      protect: (application, protectOptions) => this.protectIn(remote, application, protectOptions),
      addMachines: (entrance, entranceOptions) => this.addMachinesIn(remote, entrance, entranceOptions),
    };
  }

  /**
   * Lets the machines of an issuer in, each to what it is granted by `protect()`, and to nothing else. They come in by
   * a host of their own, bring their token with each request (`Authorization: Bearer …`), and are never asked to sign
   * in. A proxy of their own decides, which knows no other issuer and no sessions.
   * @param id name of the entrance in reports and in the ids of constructs
   * @param options whose tokens, and by which host
   */
  public addMachines(id: string, options: MachineEntranceOptions): void {
    this.addMachinesIn(this.own, id, options);
  }

  private addMachinesIn(cluster: Cluster, id: string, options: MachineEntranceOptions): void {
    const path = this.node.path;
    refuseTerraform(this.node.path, options);
    syntax.dnsLabel(path, 'id', id);
    checkLength(path, id, 20);
    if (typeof options?.issuer?.audience !== 'string' || !MACHINES.includes(options.issuer.identityKind)) {
      refuse({
        path,
        what: 'issuer is something else',
        got: typeof options?.issuer,
        allowed: 'a ServiceAccountIssuer, or KeycloakMachines',
        fix: 'give issuer one of these',
      });
    }
    if (this.entrances.some((entrance) => entrance.id === id)) {
      refuse({
        path,
        what: 'two entrances have the same id',
        got: id,
        allowed: 'an id for each entrance, in whichever cluster',
        fix: 'choose another id',
      });
    }
    const { issuer, requestsPerSecond = 50 } = options;
    syntax.httpsUrl(path, 'issuerUrl', issuer.issuerUrl, 'kept');
    checkAudience(path, issuer.audience);
    syntax.signingAlgorithms(path, issuer.signingAlgorithms);
    if (!Number.isInteger(requestsPerSecond) || requestsPerSecond < 1 || requestsPerSecond > 10_000) {
      refuse({
        path,
        what: 'requestsPerSecond is out of bounds',
        got: requestsPerSecond,
        allowed: 'a whole number from 1 to 10000',
        fix: 'choose how many requests a second one address may make',
      });
    }
    const entrance = { id, host: syntax.host(path, 'host', options.host), issuer, cluster: cluster.id };
    enforce(this.model(this.models, [...this.entrances, entrance]));
    const { edge } = this.props;
    const scope = new Construct(this, `machines-${id}`);
    checkedReplicas(path, options.proxy, `${path}/proxy`);
    const metrics = this.props.metrics !== undefined;
    const proxy = new MachineProxy(scope, 'proxy', {
      host: entrance.host,
      issuer,
      workload: options.proxy ?? {},
      cookieSecret: this.props.secrets.cookieSecret,
      // The name of no session of people has a hyphen.
      cookieName: `${this.cookie.name.replace(/^__Host-/, '')}-machines`,
      trustedProxies: edge.trustedProxies,
      requestIdHeader: edge.requestIdHeader,
      allowFrom: edge.peers,
      metrics,
      clusterDomain: this.clusterDomain,
      namedAfter: scope,
    });
    const labels = proxy.podLabels;
    const watched = this.props.metrics?._watch(
      scope,
      labels,
      () => this.scrapers(),
      () => ({
        machines: id,
        host: entrance.host,
        namespace: this.namespace,
        clusterDomain: this.clusterDomain,
        deployment: proxy.deploymentName,
        podLabels: labels,
        replicas: proxy.replicas,
        sessionsInStore: false,
        notSignedIn: ['401'],
        hosts: [entrance.host],
        certificates: [],
      }),
    );
    if (watched) this.watchedMachines.push(watched);
    this.entrances.push({
      ...entrance,
      room: new Construct(scope, 'routes'),
      proxyService: proxy.serviceName,
      parameter: issuer.groupsClaim === undefined ? 'allowed_emails' : 'allowed_groups',
      requestsPerSecond,
    });
  }

  /**
   * Whether an identity, alone, may use an application for a purpose: for assertions in a test of any kind, without
   * rendering anything.
   * @param identity who asks
   * @param purpose what for
   * @param id id of the application
   */
  public allows(identity: IIdentity, purpose: Purpose, id: string): boolean {
    const application = this.byId.get(id)?.model;
    if (!application) {
      refuse({
        path: this.node.path,
        what: 'no application of this id is protected',
        got: id,
        allowed: this.protectedApplications.map(({ model }) => model.id).join(', ') || 'none yet',
        fix: 'call protect() first, or correct the id',
      });
    }
    const [checked] = checkedIdentities(this.node.path, 'identity', [identity]);
    return permittedFor(application, purpose).some(
      (permitted) =>
        permitted.claimValue === checked.claimValue &&
        permitted.issuerUrl === checked.issuerUrl &&
        permitted.identityKind === checked.identityKind &&
        voucherOf(permitted) === voucherOf(checked),
    );
  }

  /**
   * What would be answered to a request, and why. The same decision is rendered into the routes.
   * @param question the request, and who asks
   */
  public explain(question: AccessQuestion): AccessDecision {
    const path = this.node.path;
    if (!URL.canParse(question.url)) {
      refuse({
        path,
        what: 'url is not an address',
        got: question.url,
        allowed: 'addresses with host and path',
        fix: `write https://${this.host}/…`,
      });
    }
    const url = new URL(question.url);
    const who = question.as === undefined ? undefined : checkedIdentities(path, 'as', question.as);
    // Whoever is signed in is one of everyone.
    const everyone = this.models
      .flatMap(({ grants }) => Object.values(grants).flat())
      .filter(({ identityKind }) => identityKind === IdentityKind.EVERYONE);
    const entrance = who && this.wayInOf(who);
    const decision: Decision = decide(
      this.models,
      {
        // The path as it was written: URL would resolve dots that a client can send.
        host: url.host,
        method: question.method ?? 'GET',
        path: /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(question.url)?.[1] || '/',
      },
      {
        signedIn: who !== undefined,
        entrance,
        claims: [...(who ?? []), ...(entrance ? [] : everyone)].map(({ claimValue }) => claimValue),
      },
    );
    return {
      outcome: decision.outcome,
      reason: decision.reason,
      application: decision.application,
      purpose: decision.answer?.purpose,
    };
  }

  /**
   * Writes the report: `access.md` and `access.json`, who may do what by which route; `values/`, what the applications
   * and the edge's controller must be started with; and `monitoring/`, if the sign-on is watched.
   * @param directory where to write; what is there from an earlier run is replaced
   */
  public writeReport(directory: string = 'report'): void {
    const place = path.resolve(directory);
    const before = REPORTS.get(place);
    if (before !== undefined && before !== this.node.path) {
      refuse({
        path: this.node.path,
        what: `${before} wrote its report there already`,
        got: directory,
        allowed: 'a folder for each sign-on',
        fix: `write writeReport('report/${this.node.id}')`,
      });
    }
    REPORTS.set(place, this.node.path);
    writeReport(directory, {
      table: this.accessTable(),
      network: this.reachedApplications(),
      ...this.valuesOf(this.own),
      clusters: this.remotes.map((remote) => ({ id: remote.id, ...this.valuesOf(remote) })),
      monitoring:
        this.watched &&
        monitoring(
          this.watched(),
          this.watchedMachines.map((watched) => watched()),
        ),
    });
  }

  /** What the applications of a cluster and its edge must be started with. */
  private valuesOf(cluster: Cluster): ClusterValues {
    const applications = this.protectedIn(cluster);
    const placed = applications.map(({ model: { id, path: served }, application, routed: [{ namespace }] }) => ({
      id,
      application,
      namespace,
      path: served,
      service: application.serviceName,
      port: application.port,
      containerPort: application.containerPort,
    }));
    const called = placed.flatMap(({ application: { _serves }, ...place }) =>
      _serves.map(({ api }) => ({ ...place, api })),
    );
    const calledBy = new Map<string, typeof called>();
    for (const each of called) calledBy.set(each.id, [...(calledBy.get(each.id) ?? []), each]);
    const callers = placed.filter(({ application: { _calls } }) => _calls.length > 0);
    const isTold = (application: Application, id: string) =>
      Object.keys(application._callSettings(calledBy.get(id) ?? []).configuration).length > 0;
    return {
      applications: applications.map(({ model, application }) => ({
        id: model.id,
        settings: application.urlSettings(`https://${model.host}${model.path}`, model.path),
        calls: application._callSettings(called),
      })),
      moved: placed
        .filter(({ path: served }) => served !== '/')
        .map(({ application, ...place }) => {
          const address = addressInside(place);
          const told = callers.filter((other) => isTold(other.application, place.id)).map(({ id }) => id);
          return { id: place.id, address, told, callers: application._callers(address, place.path) };
        }),
      controllerValues: cluster.edge.controllerValues(cluster.signOn, this.routedIn(cluster)),
      edgeFiles: cluster.edge.reportFiles,
    };
  }

  private reachedApplications(): ReachedApplication[] {
    return this.protectedApplications.map(({ application, routed: [{ namespace }], part, allowFrom, isolated }) => ({
      id: part.id,
      cluster: part.cluster,
      namespace,
      podLabels: application.podLabels,
      isolated,
      edgePort: application.containerPort,
      callers: this.flows.to(part).filter(({ from }) => from !== part.id),
      allowFrom,
      cutOff: this.flows.cutOffFrom(part),
    }));
  }

  private accessTable(): AccessTable {
    return accessTable(this.model(this.models));
  }

  /**
   * Which namespaces of a cluster route each host: the one answer for certificates and for the guard of the hosts,
   * since an issuer's challenge is answered by an Ingress beside the Certificate. A host of machines that nothing is
   * served on yet is that of the cluster's own namespace.
   */
  private namespacesOfHosts(cluster: Cluster): Map<string, string[]> {
    const ownHosts = cluster === this.own ? [this.host, ...this.askedAt] : [];
    const machineHosts = this.entrances.filter((entrance) => entrance.cluster === cluster.id).map(({ host }) => host);
    const namespaces = new Map([...ownHosts, ...machineHosts].map((host) => [host, new Set<string>()]));
    for (const host of ownHosts) namespaces.get(host)!.add(cluster.namespace);
    for (const { host, namespace } of this.routedIn(cluster)) {
      namespaces.set(host, (namespaces.get(host) ?? new Set()).add(namespace));
    }
    return new Map([...namespaces].map(([host, names]) => [host, names.size > 0 ? [...names] : [cluster.namespace]]));
  }

  private get models(): ModelApplication[] {
    return this.protectedApplications.flatMap(({ views }) => views);
  }

  private protectedIn(cluster: Cluster): Protected[] {
    return this.protectedApplications.filter((each) => each.cluster === cluster);
  }

  private routedIn(cluster: Cluster): RoutedApplication[] {
    return this.protectedIn(cluster).flatMap(({ routed }) => routed);
  }

  private guard(cluster: Cluster, options: GuardOptions): void {
    const { path } = this.node;
    const { guardHosts: hosts = true, guardBackends: backends = true, trustedNamespaces = [] } = options;
    const { guardEndpoints: endpoints = false, guardCertificates: certificates = false } = options;
    const {
      abilities: { keepsNamespacesApart = false },
      controllerNamespace,
    } = cluster.edge;
    if (!Array.isArray(trustedNamespaces)) {
      refuse({
        path,
        what: 'trustedNamespaces is not a list',
        got: typeof trustedNamespaces,
        allowed: 'a list of namespaces',
        fix: "write trustedNamespaces: ['NAME']",
      });
    }
    const others = trustedNamespaces.map((name) => syntax.dnsLabel(path, 'trustedNamespaces', name));
    if (certificates && keepsNamespacesApart) {
      refuse({
        path,
        what: 'guardCertificates is for edges that show certificates of any namespace',
        got: cluster.edge.name,
        allowed:
          `guardCertificates with ${edgesThat((edge) => !edge.keepsNamespacesApart)}: this edge shows a ` +
          'certificate on the hosts of its own route alone',
        fix: 'remove guardCertificates',
      });
    }
    if (!backends && (endpoints || certificates)) {
      refuse({
        path,
        what: 'guardEndpoints and guardCertificates are parts of guardBackends, which is off',
        got: backends,
        allowed: 'guardBackends: true with them',
        fix: 'remove guardBackends: false',
      });
    }
    const id = `${cluster.namespace}-${this.host}`;
    const namespaces = () => this.namespacesOf(cluster);
    const trusted = () => [...new Set([...namespaces(), ...others])];
    const common = { id, keepsNamespacesApart, controllerNamespace, trusted };
    if (hosts) {
      guardHosts(cluster.scope, {
        ...common,
        hosts: () => this.namespacesOfHosts(cluster),
        cookieDomain: this.cookie.domain,
      });
    }
    if (backends) {
      guardBackends(cluster.scope, {
        ...common,
        clusterDomain: this.clusterDomain,
        namespaces,
        endpoints,
        certificates,
      });
    }
  }

  /** The namespaces of a cluster that have parts of the sign-on or protected applications. */
  private namespacesOf(cluster: Cluster): string[] {
    return [...new Set([cluster.namespace, ...this.routedIn(cluster).map(({ namespace }) => namespace)])];
  }

  /** The host that other clusters ask a proxy at, which is served from now on. */
  private decisionsOf({ proxyService, entrance }: AskedProxy): string {
    const host = [entrance, this.decisionsHost].filter(Boolean).join('.');
    if (!this.askedAt.has(host)) {
      this.askedAt.add(host);
      this.own.edge.renderDecisions(new Construct(this, ['decisions', entrance].filter(Boolean).join('-')), {
        host,
        namespace: this.namespace,
        service: proxyService,
        port: PROXY_PORT,
        tlsSecret: this.own.signOn.tlsSecret,
        askedFrom: Lazy.any({ produce: () => [...new Set(this.remotes.flatMap(({ addresses }) => addresses))] }),
      });
    }
    return host;
  }

  /** Where the routes of an entrance's machines go. */
  private roomOf(cluster: Cluster, { id, room }: Entrance): Construct {
    if (cluster === this.own) return room;
    const name = `machines-${id}`;
    return (cluster.scope.node.tryFindChild(name) as Construct | undefined) ?? new Construct(cluster.scope, name);
  }

  /** How a cluster asks about the machines by whose entrance an application is seen. */
  private machinesAs(cluster: Cluster, view: ModelApplication): MachineDecider | undefined {
    const entrance = this.entranceOf(view);
    return (
      entrance && {
        ...cluster.asksAt({ proxyService: entrance.proxyService, entrance: entrance.id }),
        parameter: entrance.parameter,
        requestsPerSecond: entrance.requestsPerSecond,
      }
    );
  }

  /** The entrance by which an application is seen; people come in by none. */
  private entranceOf({ entrance: id }: Pick<ModelApplication, 'entrance'>): Entrance | undefined {
    return this.entrances.find((entrance) => entrance.id === id);
  }

  /** The id of the entrance by which somebody comes in who has these identities. */
  private wayInOf(who: readonly IIdentity[]): string | undefined {
    const machine = who.find(({ identityKind }) => MACHINES.includes(identityKind));
    if (machine === undefined) return undefined;
    if (who.length > 1) {
      refuse({
        path: this.node.path,
        what: 'a machine is nobody else besides',
        got: who.map(({ displayName }) => displayName),
        allowed: 'one machine, or the identities of a person',
        fix: 'ask for each alone',
      });
    }
    return this.entrances.find((entrance) => comesInBy(entrance, machine))?.id ?? 'an issuer without an entrance';
  }

  private get clusters(): Cluster[] {
    return [this.own, ...this.remotes];
  }

  private get hosts(): string[] {
    return this.clusters.flatMap((cluster) => [...this.namespacesOfHosts(cluster).keys()]);
  }

  private model(
    applications: readonly ModelApplication[],
    entrances: readonly MachineEntrance[] = this.entrances,
  ): SsoModel {
    const { edge } = this.props;
    return {
      path: this.node.path,
      host: this.host,
      cookie: this.cookie,
      relyingParty: plainRelyingParty(this.relyingParty),
      edge: {
        ...modelOf(edge.abilities, (value) => edge.refusesClaimValue(value)),
        name: edge.name,
        cacheSeconds: edge.cacheSeconds,
        programsAreTold: edge.abilities.answersProgramsWith401 ?? false,
        toDecodePaths: edge.toDecodePaths,
        others: VARIANTS.map((other) => ({ ...modelOf(other, other.refusesClaimValue), written: other.written })),
      },
      sessions: { refreshes: this.refreshes, inStore: this.sessionStore.refreshes },
      applications,
      entrances,
      acceptedExceptions: this.acceptedExceptions,
      decisionHosts:
        this.decisionsHost === undefined
          ? []
          : [this.decisionsHost, ...entrances.map(({ id }) => `${id}.${this.decisionsHost}`)],
    };
  }

  private renderCertificate(cluster: Cluster, namespace: string): void {
    const { certificates, scope, signOn, tls } = cluster;
    if (certificates.has(namespace)) return;
    const hosts = () =>
      [...this.namespacesOfHosts(cluster)]
        .filter(([, namespaces]) => namespaces.includes(namespace))
        .map(([host]) => host);
    certificates.set(
      namespace,
      tls._render(
        scope,
        namespace === cluster.namespace ? 'certificate' : `certificate-${namespace}`,
        namespace,
        signOn.tlsSecret,
        Lazy.any({ produce: hosts }),
      ),
    );
  }

  /** The pods of protected applications. */
  private podsOf(ids: readonly string[]): NetworkPeer[] {
    return ids
      .map((id) => this.byId.get(id)!)
      .map(({ application: { podLabels }, routed: [{ namespace }] }) => ({ namespace, podLabels }));
  }

  /** Whose pods read the metrics of the proxy. */
  private scrapers(): NetworkPeer[] {
    const scraping = this.flows.callersOf(this.own.id, CalledApi.METRICS);
    return [...this.podsOf(scraping), ...(this.props.metrics?._scrapedBy ?? [])];
  }

  /** Admits the edge, the replicas of an application, the applications that call it, and those that `allowFrom` names. */
  private isolate(
    scope: Construct,
    { application, cluster, routed: [{ namespace }], part, allowFrom }: Protected,
  ): void {
    const { podLabels, containerPort } = application;
    allowIngress(scope, 'isolation', {
      podLabels,
      metadata: { namespace },
      rules: () => {
        const flows = this.flows.to(part);
        const callersOn = (port: number | undefined) =>
          this.podsOf(flows.filter((flow) => flow.port === port).map(({ from }) => from)).map(kubePeer);
        const ports = [...new Set(flows.flatMap(({ port }) => port ?? []))];
        return [
          { from: cluster.edge.peers.map(kubePeer), ports: [{ port: containerPort }] },
          // Replicas reach each other.
          { from: [kubePeer({ podLabels }), ...callersOn(undefined)] },
          ...ports.map((port) => ({ from: callersOn(port), ports: [{ port }] })),
          { from: allowFrom.map(kubePeer) },
        ].filter(({ from }) => from.length > 0); // an empty list would admit everybody
      },
    });
  }

  private checkedRoute(id: string, route: ApplicationRoute): ApplicationRoute {
    const path = this.node.path;
    syntax.urlPath(path, `the path of a route of ${id}`, route.path);
    for (const method of route.methods ?? []) {
      if (!/^[A-Z]+$/.test(method)) {
        refuse({
          path,
          what: `a method of a route of ${id} is malformed`,
          got: method,
          allowed: 'methods in capitals, such as POST',
          fix: `write ${String(method).toUpperCase()}`,
        });
      }
    }
    if (route.methods?.length === 0) {
      refuse({
        path,
        what: `a route of ${id} has an empty list of methods`,
        got: [],
        allowed: 'at least one method',
        fix: 'leave methods out for every method',
      });
    }
    return { ...route, methods: route.methods && [...route.methods] };
  }

  /**
   * Hosts that an earlier sign-on serves in the same chart: which of them answers would be left to the edge. Different
   * charts may be for different clusters.
   */
  private hostsOfTwo(pass: ValidationPass): Problem[] {
    const signOns = () =>
      this.node.root.node
        .findAll()
        .filter((node): node is MonitoringSso => node instanceof MonitoringSso)
        .map((construct) => ({ construct, hosts: construct.servedHosts() }));
    return this.servedHosts().flatMap((served) => {
      const serving = pass.servedBy(served, signOns);
      return serving.slice(0, serving.indexOf(this)).map((other) => ({
        path: this.node.path,
        what: `${other.node.path} serves the same host in the same chart`,
        got: served.host,
        allowed: 'hosts of one sign-on each',
        fix: 'choose another host, or give each a chart of its own if they are for different clusters',
        rule: 'hosts-of-one-sign-on',
      }));
    });
  }

  private servedHosts(): ServedHost[] {
    return this.clusters.flatMap((cluster) => {
      const chart = Chart.of(cluster.scope);
      return [...this.namespacesOfHosts(cluster).keys()].map((host) => ({ host, chart }));
    });
  }

  /** Throws all problems that an application brings with it. */
  private checkAdded(views: readonly ModelApplication[]): void {
    const near = this.model([...this.index.near(views), ...views]);
    if (problemsOf(near, this.known).length === 0) return;
    const problems = problemsOf(this.model([...this.models, ...views]));
    if (problems.length > 0) throw new ConfigurationError(...problems);
  }

  private validateWhole(): string[] {
    if (this.protectedApplications.length === 0) {
      return ['no application is protected; allowed: at least one; fix: call protect()'];
    }
    if (this.watched && this.scrapers().length === 0) {
      return [
        'nobody may read the metrics; got no Prometheus and no scrapedBy; allowed: a protected Prometheus, or ' +
          'the pods that scrape; fix: name them in scrapedBy, or remove metrics',
      ];
    }
    for (const { scope } of this.clusters) guardManifests(scope === this ? Chart.of(this) : scope);
    return this.validateModel();
  }

  /** The problems of the complete program, each once. */
  private validateModel(): string[] {
    const pass = ValidationPass.of(this);
    const problems = [...problemsWhenComplete(this.model(this.models), pass.known), ...this.hostsOfTwo(pass)];
    return [...new Set(problems.map(describe))];
  }
}
