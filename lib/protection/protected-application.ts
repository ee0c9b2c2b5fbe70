import { Construct } from 'constructs';
import { AccessOptions } from './access-options';
import { renderCertificate } from './certificates';
import { isolate } from './isolation';
import type { MachineEntrance } from './machine-entrance';
import { placeOf } from './place';
import { protectionModel } from './protection-model';
import { ISignOnScope } from './sign-on-scope';
import { checkedIdentities } from '../access/checked-identities';
import { IIdentity } from '../access/identity';
import { locationsOf, permittedFor } from '../access/locations';
import { Purpose } from '../access/purpose';
import { checkNew } from '../api-types/checked-calls';
import { Application } from '../applications/application';
import { CalledApi } from '../applications/calls';
import { checkedRouteOptions } from '../edge/checked-route-options';
import { RoutedApplication } from '../edge/routed-application';
import { checkGiven, refuse } from '../errors';
import { checkPeer } from '../isolation/network-policy';
import { seenBy } from '../machines/entrance';
import { voucherOf } from '../machines/vouchers';
import { FlowPart, ModelApplication, PlacedApplication } from '../model';
import { refuseTerraform } from '../rules/no-terraform-token';
import { syntax } from '../syntax';

/** Props of a ProtectedApplication. */
export interface ProtectedApplicationProps extends AccessOptions {
  /** The application: its Service, its pods, and what its paths are for. */
  readonly application: Application;
}

/**
 * An application behind the sign-on: its routes for people and machines, its certificate and its NetworkPolicy.
 * `MonitoringSso.protect()` and `RemoteCluster.protect()` create it, too. It cannot be created without a decision about
 * who may do what: without a grant it is refused.
 *
 * @example
 *
 * const signOn = new SignOnDomain(chart, 'sign-on', props);
 * const prometheus = new ProtectedApplication(signOn, 'prometheus', {
 *   application: Prometheus.ofService('prometheus-operated'),
 *   path: '/prometheus',
 *   read: [developers],
 * });
 * prometheus.url; // 'https://monitoring.example.com/prometheus'
 * prometheus.allows(developers, Purpose.READ); // true
 */
export class ProtectedApplication extends Construct {
  /** Id of the application in reports. */
  public readonly id: string;
  /** Host that people reach the application on. */
  public readonly host: string;
  /** Path that the application is served at: `/`, or a path without a slash at its end. */
  public readonly path: string;
  /** Address that people reach the application at, without a slash at its end. */
  public readonly url: string;
  /** Namespace of the application. */
  public readonly namespace: string;
  /** Name of the Service of the application. */
  public readonly serviceName: string;

  private readonly model: PlacedApplication;
  private readonly views: readonly ModelApplication[];
  private readonly allowed: string;

  /**
   * @param scope the sign-on, or one of its clusters
   * @param id id of the construct, and of the application in reports
   * @param props the application, where it is served, and who may do what
   */
  constructor(scope: ISignOnScope, id: string, props: ProtectedApplicationProps) {
    checkNew('ProtectedApplication', scope, id, props);
    const { domain, cluster } = placeOf(scope, 'ProtectedApplication');
    checkGiven(domain.path, props ?? {}, ['application'], 'ProtectedApplicationProps');
    const { application } = props;
    refuseTerraform(domain.path, { ...props, application: undefined });
    const model = protectionModel(domain, cluster, id, application, props);
    const seen = seenBy(domain.path, model, domain.entrances, hostsOfMachines(domain.path, props));
    const views = seen.map((view) => domain.plain.application(view));
    domain.checkAdded(views);
    for (const peer of props.allowFrom ?? []) checkPeer(domain.path, 'allowFrom', peer);
    const namespace = application.namespace ?? cluster.namespace;
    const { serviceName } = application;
    const settings = checkedRouteOptions(domain.path, cluster.edge, `${serviceName}.${namespace}.svc`, props);
    const routed = seen.map((view): RoutedApplication => ({
      id: view.id,
      host: view.host,
      locations: [...locationsOf(view)],
      namespace,
      service: application.serviceName,
      port: application.port,
      // What an application needs cookies for concerns people alone.
      receivesCookies: view.entrance === undefined && application._receivesCookies,
      options: settings,
      machines: domain.machinesOf(cluster, view),
    }));

    super(cluster.scope, model.id);
    this.model = model;
    this.views = views;
    this.id = model.id;
    this.host = model.host;
    this.path = model.path;
    this.url = urlOf(model);
    this.namespace = namespace;
    this.serviceName = application.serviceName;
    this.allowed = domain.path;
    for (const { host, entrance } of views) if (entrance === undefined) domain.proxy.addReturnHost(host);
    const { allowFrom = [], isolate: isolated = true } = props;
    const part = flowPartOf(model, application);
    const added = { construct: this, model, views, application, routed, cluster, part, allowFrom, isolated };
    domain.add(added);
    domain.props.identityProvider.registerIdentities(
      domain.props.relyingParty.clientId,
      Object.values(model.grants).flat() as IIdentity[],
    );
    renderCertificate(domain, cluster, namespace);
    for (const [index, each] of routed.entries()) {
      const entrance = domain.entranceOf(views[index]);
      const routes = entrance ? new Construct(domain.routesOf(cluster, entrance), model.id) : this;
      cluster.edge.renderApplication(routes, cluster.signOn, each);
    }
    if (isolated) isolate(domain, this, added);
  }

  /**
   * Whether an identity, alone, may use the application for a purpose. Renders nothing, so that a test can ask.
   * @param identity who asks
   * @param purpose what for
   */
  public allows(identity: IIdentity, purpose: Purpose): boolean {
    const [checked] = checkedIdentities(this.allowed, 'identity', [identity]);
    return permittedFor(this.model, purpose).some(
      (permitted) =>
        permitted.claimValue === checked.claimValue &&
        permitted.issuerUrl === checked.issuerUrl &&
        permitted.identityKind === checked.identityKind &&
        voucherOf(permitted) === voucherOf(checked),
    );
  }

  /**
   * Address that the machines of an entrance reach the application at, without a slash at its end.
   * @param entrance the entrance, at which the application is granted to a machine
   */
  public machineUrl(entrance: MachineEntrance): string {
    const view = this.views.find((each) => each.entrance === entrance.id);
    if (view === undefined) {
      refuse({
        path: this.node.path,
        what: 'nothing is granted to machines of the entrance',
        got: entrance.id,
        allowed: this.views.flatMap((each) => each.entrance ?? []).join(', ') || 'no entrance',
        fix: `grant something on ${this.id} to a machine of ${entrance.id}`,
      });
    }
    return urlOf(view);
  }
}

const flowPartOf = ({ id, cluster }: PlacedApplication, application: Application): FlowPart => ({
  id,
  cluster,
  serves: [
    { api: CalledApi.METRICS },
    ...application._serves.map(({ api, port = application.containerPort }) => ({ api, port })),
  ],
  calls: application._calls,
});

const urlOf = ({ host, path }: PlacedApplication) => `https://${host}${path === '/' ? '' : path}`;

function hostsOfMachines(path: string, { machineHosts = {} }: AccessOptions): Record<string, string> {
  return Object.fromEntries(
    Object.entries(machineHosts).map(([entrance, name]) => [entrance, syntax.host(path, 'machineHosts', name)]),
  );
}
