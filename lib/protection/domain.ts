import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { PlainIdentities } from './plain-identities';
import { ISignOnScope } from './sign-on-scope';
import { CheckRun } from '../access/check-run';
import { Application } from '../applications/application';
import { CalledApi } from '../applications/calls';
import { AskedProxy, Cluster } from '../clusters/cluster';
import { EdgeAbilities as PublicAbilities } from '../edge/edge-abilities';
import { EdgeBase } from '../edge/edge-base';
import { errorPagesOf } from '../edge/error-page-patterns';
import { VARIANTS } from '../edge/products';
import { MachineDecider, RoutedApplication } from '../edge/routed-application';
import { Tls } from '../edge/tls';
import { ConfigurationError } from '../errors';
import { IIdentityProvider, RelyingParty } from '../identity/identity-provider';
import { NetworkPeer } from '../isolation/network-policy';
import { IssuerEntrance } from '../machines/entrance';
import { Metrics } from '../metrics/metrics';
import { WatchedSignOn } from '../metrics/watched-sign-on';
import {
  ApplicationIndex,
  EdgeAbilities,
  FlowPart,
  Flows,
  ModelEntrance,
  ModelApplication,
  PlacedApplication,
  plainRelyingParty,
  SsoModel,
} from '../model';
import { OAuth2Proxy } from '../oauth2-proxy/oauth2-proxy';
import { PROXY_PORT } from '../oauth2-proxy/proxy-settings';
import { enforce, problemsOf } from '../rules';
import { SecretReference } from '../secrets/secrets';
import { KnownIdentities } from '../validation-pass';

/** An application as it was protected, and as people and the machines of each entrance see it. */
export interface Protected {
  readonly construct: Construct;
  readonly model: PlacedApplication;
  readonly views: readonly ModelApplication[];
  readonly application: Application;
  readonly routed: readonly RoutedApplication[];
  readonly cluster: Cluster;
  /** What it serves to other applications, and what it calls. */
  readonly part: FlowPart;
  readonly allowFrom: readonly NetworkPeer[];
  readonly isolated: boolean;
}

/** A machine entrance, and the proxy that decides about its requests. */
export interface Entrance
  extends IssuerEntrance, Pick<AskedProxy, 'proxyService'>, Pick<MachineDecider, 'parameter' | 'requestsPerSecond'> {
  /** Scope of the routes of applications in the cluster of the sign-on. */
  readonly routes: Construct;
  /** What the entrance is watched by, if metrics are on. */
  readonly watched?: () => WatchedSignOn;
}

/** Another cluster, and the addresses that its edge asks from. */
export interface Remote extends Cluster {
  readonly id: string;
  readonly addresses: readonly string[];
}

/** What a sign-on domain is made from; nothing of it changes. */
export interface DomainProps {
  readonly host: string;
  readonly namespace: string;
  readonly clusterDomain: string;
  readonly decisionsHost?: string;
  readonly edge: EdgeBase;
  readonly tls: Tls;
  readonly identityProvider: IIdentityProvider;
  readonly relyingParty: RelyingParty;
  readonly cookie: SsoModel['cookie'];
  readonly sessions: SsoModel['sessions'];
  readonly cookieSecret: SecretReference;
  readonly metrics?: Metrics;
  readonly acceptedExceptions: SsoModel['acceptedExceptions'];
}

/**
 * The abilities of an edge as plain data.
 * @param abilities what it can do
 * @param refusesClaimValue tells the values that it can ask for, if a value is not one of them
 * @param values the values that are looked at
 */
const modelOf = (
  { distinguishesMethods = false, exactBeforePrefix = false, decodesPaths = false }: PublicAbilities,
  refusesClaimValue: (value: string) => string | undefined,
  values: readonly string[],
): EdgeAbilities => ({
  distinguishesMethods,
  exactBeforePrefix,
  decodesPaths,
  refusedClaimValues: values.flatMap((value) => {
    const allowed = refusesClaimValue(value);
    return allowed === undefined ? [] : [{ value, allowed }];
  }),
});

/** The values of the claim of all identities that something is granted to, each once. */
const claimValuesOf = (applications: readonly ModelApplication[]): string[] => [
  ...new Set(
    applications.flatMap(({ grants }) => Object.values(grants).flatMap((some) => some.map((one) => one.claimValue))),
  ),
];

/** One sign-on domain while a program is written: its applications, entrances and clusters, and its model. */
export class Domain {
  public readonly applications: Protected[] = [];
  public readonly entrances: Entrance[] = [];
  public readonly remotes: Remote[] = [];
  /** The cluster of the sign-on. */
  public own!: Cluster;
  /** The proxy that people sign in to. */
  public proxy!: OAuth2Proxy;
  /** The clusters of which the program says what keeps other namespaces from the hosts. */
  public readonly guarded = new Set<Cluster>();
  /** What the proxy is watched by, if metrics are on. */
  public watched?: () => WatchedSignOn;
  /** The calls between the protected applications. */
  public readonly flows = new Flows();
  /** The granted identities, and the issuers of entrances, as plain data. */
  public readonly plain = new PlainIdentities();
  private readonly byId = new Map<string, Protected>();
  private readonly index = new ApplicationIndex();
  /** What is known of granted identities: whether people get them without an administrator. */
  private readonly known: KnownIdentities = new Map();
  private readonly checkRun = new CheckRun('growing');
  /** Hosts that the edges of other clusters ask at. */
  private readonly askedAt = new Set<string>();

  constructor(
    public readonly scope: Construct & ISignOnScope,
    public readonly props: DomainProps,
  ) {}

  /** Path of the construct of the sign-on, for errors. */
  public get path(): string {
    return this.scope.node.path;
  }

  public get models(): ModelApplication[] {
    return this.applications.flatMap(({ views }) => views);
  }

  public get clusters(): Cluster[] {
    return [this.own, ...this.remotes];
  }

  public get hosts(): string[] {
    return this.clusters.flatMap((cluster) => [...this.namespacesOfHosts(cluster).keys()]);
  }

  /** The model, of these applications and entrances. */
  public model(
    applications: readonly ModelApplication[] = this.models,
    entrances: readonly ModelEntrance[] = this.entrances,
    known: KnownIdentities = this.known,
  ): SsoModel {
    const { host, cookie, relyingParty, edge, sessions, decisionsHost } = this.props;
    const abilities = modelOf(edge.abilities, (value) => edge.refusesClaimValue(value), claimValuesOf(applications));
    const refused = abilities.refusedClaimValues.map(({ value }) => value);
    return {
      path: this.path,
      host,
      cookie,
      relyingParty: plainRelyingParty(relyingParty),
      edge: {
        ...abilities,
        name: edge.name,
        cacheSeconds: edge.cacheSeconds,
        programsAreTold: edge.abilities.answersProgramsWith401 ?? false,
        errorPages: errorPagesOf([edge, ...this.remotes.map((remote) => remote.edge)]),
        toDecodePaths: edge.toDecodePaths,
        others: VARIANTS.map((other) => ({
          ...modelOf(other, other.refusesClaimValue, refused),
          written: other.written,
        })),
      },
      sessions,
      returnHosts: [],
      guarded: this.clusters.every((cluster) => this.guarded.has(cluster)),
      applications,
      entrances: entrances.map(({ id, host: at, issuer, cluster }) => ({ id, host: at, issuer, cluster })),
      automatic: this.plain.automatic(applications, known),
      acceptedExceptions: this.props.acceptedExceptions,
      decisionHosts:
        decisionsHost === undefined ? [] : [decisionsHost, ...entrances.map(({ id }) => `${id}.${decisionsHost}`)],
    };
  }

  /** The model of the complete program. */
  public completeModel(known: KnownIdentities): SsoModel {
    return { ...this.model(this.models, this.entrances, known), returnHosts: this.proxy.returnHosts };
  }

  /** Throws the first problem that a rule finds in the model of these applications and entrances. */
  public enforce(applications?: readonly ModelApplication[], entrances?: readonly ModelEntrance[]): void {
    enforce(this.model(applications, entrances, new Map()));
  }

  /** Adds a protected application, which was checked. */
  public add(added: Protected): void {
    this.applications.push(added);
    this.byId.set(added.part.id, added);
    this.index.add(added.views);
    this.flows.add(added.part);
  }

  /** The protected application of an id. */
  public application(id: string): Protected | undefined {
    return this.byId.get(id);
  }

  /** Throws all problems that an application brings with it. */
  public checkAdded(views: readonly ModelApplication[]): void {
    const near = this.checkRun.during(() => this.model([...this.index.near(views), ...views]));
    if (problemsOf(near).length === 0) return;
    const problems = problemsOf(this.model([...this.models, ...views], this.entrances, new Map()));
    if (problems.length > 0) throw new ConfigurationError(...problems);
  }

  public protectedIn(cluster: Cluster): Protected[] {
    return this.applications.filter((each) => each.cluster === cluster);
  }

  public routedIn(cluster: Cluster): RoutedApplication[] {
    return this.protectedIn(cluster).flatMap(({ routed }) => routed);
  }

  /** The namespaces of a cluster that have parts of the sign-on or protected applications. */
  public namespacesOf(cluster: Cluster): string[] {
    return [...new Set([cluster.namespace, ...this.routedIn(cluster).map(({ namespace }) => namespace)])];
  }

  /** What the edge of a cluster leads to, each as NAMESPACE-SERVICE-PORT. */
  public backendsOf(cluster: Cluster): string[] {
    const proxies =
      cluster === this.own ? [this.proxy.serviceName, ...this.entrances.map(({ proxyService }) => proxyService)] : [];
    return [
      ...proxies.map((service) => `${cluster.namespace}-${service}-${PROXY_PORT}`),
      ...this.routedIn(cluster).map(({ namespace, service, port }) => `${namespace}-${service}-${port}`),
    ];
  }

  /**
   * The namespaces of a cluster that route each host. Certificates and the guard of the hosts use this one answer,
   * since the challenge of an issuer is answered by an Ingress in the namespace of the Certificate. The host of an
   * entrance without applications belongs to the namespace of the cluster.
   */
  public namespacesOfHosts(cluster: Cluster): Map<string, string[]> {
    const ownHosts = cluster === this.own ? [this.props.host, ...this.askedAt] : [];
    const machineHosts = this.entrances.filter((entrance) => entrance.cluster === cluster.id).map(({ host }) => host);
    const namespaces = new Map([...ownHosts, ...machineHosts].map((host) => [host, new Set<string>()]));
    for (const host of ownHosts) namespaces.get(host)!.add(cluster.namespace);
    for (const { host, namespace } of this.routedIn(cluster)) {
      namespaces.set(host, (namespaces.get(host) ?? new Set()).add(namespace));
    }
    return new Map([...namespaces].map(([host, names]) => [host, names.size > 0 ? [...names] : [cluster.namespace]]));
  }

  /** The entrance that an application is seen by; none for people. */
  public entranceOf({ entrance: id }: Pick<ModelApplication, 'entrance'>): Entrance | undefined {
    return this.entrances.find((entrance) => entrance.id === id);
  }

  /** How the edge of a cluster asks about the machines that see this view of an application. */
  public machinesOf(cluster: Cluster, view: Pick<ModelApplication, 'entrance'>): MachineDecider | undefined {
    const entrance = this.entranceOf(view);
    return (
      entrance && {
        ...cluster.asksAt({ proxyService: entrance.proxyService, entrance: entrance.id }),
        parameter: entrance.parameter,
        requestsPerSecond: entrance.requestsPerSecond,
      }
    );
  }

  /** Scope of the routes of an entrance in a cluster. */
  public routesOf(cluster: Cluster, { id, routes }: Entrance): Construct {
    if (cluster === this.own) return routes;
    const name = `machines-${id}`;
    return (cluster.scope.node.tryFindChild(name) as Construct | undefined) ?? new Construct(cluster.scope, name);
  }

  /** The host that other clusters ask a proxy at. The first call for a proxy makes the edge serve it. */
  public decisionsOf({ proxyService, entrance }: AskedProxy): string {
    const host = [entrance, this.props.decisionsHost].filter(Boolean).join('.');
    if (!this.askedAt.has(host)) {
      this.askedAt.add(host);
      this.own.edge.renderDecisions(new Construct(this.scope, ['decisions', entrance].filter(Boolean).join('-')), {
        host,
        namespace: this.props.namespace,
        service: proxyService,
        port: PROXY_PORT,
        tlsSecret: this.own.signOn.tlsSecret,
        askedFrom: Lazy.any({ produce: () => [...new Set(this.remotes.flatMap(({ addresses }) => addresses))] }),
      });
    }
    return host;
  }

  /** The pods of protected applications. */
  public podsOf(ids: readonly string[]): NetworkPeer[] {
    return ids
      .map((id) => this.byId.get(id)!)
      .map(({ application: { podLabels }, routed: [{ namespace }] }) => ({ namespace, podLabels }));
  }

  /** The pods that read the metrics of the proxies. */
  public scrapers(): NetworkPeer[] {
    const scraping = this.flows.callersOf(this.own.id, CalledApi.METRICS);
    return [...this.podsOf(scraping), ...(this.props.metrics?._scrapedBy ?? [])];
  }
}
