import { Construct } from 'constructs';
import { Domain } from './domain';
import { checkedId, refuseReserved } from './ids';
import { MachineEntranceOptions } from './machine-entrance-options';
import { placeOf } from './place';
import { ISignOnScope } from './sign-on-scope';
import { MACHINES } from '../access/identity';
import { checkNew } from '../api-types/checked-calls';
import { Cluster } from '../clusters/cluster';
import { refuse } from '../errors';
import { checkAudience } from '../machines/audience';
import { MachineProxy } from '../oauth2-proxy/machine-proxy';
import { checkedReplicas } from '../oauth2-proxy/proxy-workload';
import { refuseTerraform } from '../rules/no-terraform-token';
import { syntax } from '../syntax';

/** Props of a MachineEntrance. */
export interface MachineEntranceProps extends MachineEntranceOptions {
  /**
   * Id of the entrance in reports, and in `machineHosts`.
   * @default - the id of the construct
   */
  readonly entranceId?: string;
  /**
   * The other cluster whose edge serves the host.
   * @default - the cluster of the sign-on
   */
  readonly cluster?: ISignOnScope;
}

/**
 * A host for the machines of one issuer, and the proxy that decides about their requests. The proxy runs where the
 * sign-on does. `MonitoringSso.addMachines()` and `RemoteCluster.addMachines()` create it, too.
 *
 * Create it before the applications that it is for.
 *
 * @example
 *
 * const signOn = new SignOnDomain(chart, 'sign-on', props);
 * const entrance = new MachineEntrance(signOn, 'machines', { issuer, host: 'machines.example.com' });
 * const prometheus = new ProtectedApplication(signOn, 'prometheus', {
 *   application,
 *   read: [issuer.serviceAccount('monitoring', 'karma')],
 * });
 * prometheus.machineUrl(entrance); // 'https://machines.example.com'
 */
export class MachineEntrance extends Construct {
  /** Id of the entrance in reports, and in `machineHosts`. */
  public readonly id: string;
  /** Host that the machines use. */
  public readonly host: string;
  /** Issuer whose tokens are accepted, exactly as it stands in tokens. */
  public readonly issuerUrl: string;
  /** Audience that the tokens must have. */
  public readonly audience: string;
  /** Name of the Service of the proxy. */
  public readonly serviceName: string;
  /** Name of the Deployment of the proxy. */
  public readonly deploymentName: string;

  /**
   * @param scope the sign-on
   * @param constructId id of the construct
   * @param options whose tokens, and by which host
   */
  constructor(scope: ISignOnScope, constructId: string, options: MachineEntranceProps) {
    checkNew('MachineEntrance', scope, constructId, options);
    const place = placeOf(scope, 'MachineEntrance');
    const { domain } = place;
    const { path, props } = domain;
    const { cluster } = options?.cluster === undefined ? place : placeOf(options.cluster, 'MachineEntrance');
    const id = options?.entranceId ?? constructId;
    const { issuer, requestsPerSecond = 50 } = checkedOptions(domain, id, options);
    checkPlace(domain, constructId, place.cluster, cluster);
    const entrance = {
      id,
      host: syntax.host(path, 'host', options.host),
      issuer: domain.plain.issuer(issuer),
      cluster: cluster.id,
    };
    domain.enforce(undefined, [...domain.entrances, entrance]);

    super(scope as Construct, constructId);
    this.id = id;
    this.host = entrance.host;
    this.issuerUrl = issuer.issuerUrl;
    this.audience = issuer.audience;
    checkedReplicas(path, options.proxy, `${path}/proxy`);
    const proxy = new MachineProxy(this, 'proxy', {
      host: entrance.host,
      issuer,
      workload: options.proxy ?? {},
      cookieSecret: props.cookieSecret,
      // The name of no session of people has a hyphen.
      cookieName: `${props.cookie.name.replace(/^__Host-/, '')}-machines`,
      trustedProxies: props.edge.trustedProxies,
      requestIdHeader: props.edge.requestIdHeader,
      allowFrom: props.edge.peers,
      metrics: props.metrics !== undefined,
      clusterDomain: props.clusterDomain,
      namedAfter: this,
    });
    this.node.defaultChild = proxy.node.defaultChild;
    this.serviceName = proxy.serviceName;
    this.deploymentName = proxy.deploymentName;
    const watched = props.metrics?._watch(
      this,
      proxy.podLabels,
      () => domain.scrapers(),
      () => ({
        machines: id,
        host: entrance.host,
        namespace: props.namespace,
        clusterDomain: props.clusterDomain,
        deployment: proxy.deploymentName,
        podLabels: proxy.podLabels,
        replicas: proxy.replicas,
        sessionsInStore: false,
        notSignedIn: ['401'],
        hosts: [entrance.host],
        certificates: [],
      }),
    );
    domain.entrances.push({
      ...entrance,
      machineIssuer: issuer,
      routes: new Construct(this, 'routes'),
      proxyService: proxy.serviceName,
      parameter: issuer.groupsClaim === undefined ? 'allowed_emails' : 'allowed_groups',
      requestsPerSecond,
      watched,
    });
  }
}

/** Refuses an entrance that would not work: a program may not have been checked by a compiler. */
function checkedOptions(domain: Domain, id: string, options: MachineEntranceOptions): MachineEntranceOptions {
  const { path } = domain;
  refuseTerraform(path, { ...options, cluster: undefined });
  checkedId(path, id, 20);
  if (typeof options?.issuer?.audience !== 'string' || !MACHINES.includes(options.issuer.identityKind)) {
    refuse({
      path,
      what: 'issuer is something else',
      got: typeof options?.issuer,
      allowed: 'a ServiceAccountIssuer, or KeycloakMachines',
      fix: 'give issuer one of these',
    });
  }
  if (domain.entrances.some((entrance) => entrance.id === id)) {
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
  return options;
}

/** Refuses an entrance in a place where its proxy or its routes would not be found. */
function checkPlace({ path, own, clusters, scope }: Domain, id: string, at: Cluster, cluster: Cluster): void {
  if (at !== own || !clusters.includes(cluster)) {
    refuse({
      path,
      what: 'a MachineEntrance is created below the sign-on, where its proxy runs, and served in one of its clusters',
      got: at === own ? cluster.scope.node.path : at.scope.node.path,
      allowed: scope.node.path,
      fix: 'write new MachineEntrance(signOn, id, { cluster, … }), or call addMachines() of the RemoteCluster',
    });
  }
  refuseReserved(path, own.edge, id);
}
