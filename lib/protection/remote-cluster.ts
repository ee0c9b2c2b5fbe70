import { ApiObject, Names } from 'cdk8s';
import { Construct } from 'constructs';
import { Domain, Remote } from './domain';
import { guardCluster } from './guards';
import { checkedId } from './ids';
import { MachineEntrance } from './machine-entrance';
import { MachineEntranceOptions } from './machine-entrance-options';
import { openScope } from './place';
import { protect } from './protect';
import { ProtectOptions } from './protect-options';
import { ProtectedApplication } from './protected-application';
import { ISignOnScope } from './sign-on-scope';
import { Application } from '../applications/application';
import { checkedCluster } from '../clusters/checked-cluster';
import { AskedProxy } from '../clusters/cluster';
import { RemoteClusterOptions } from '../clusters/remote-cluster-options';
import { EdgeBase } from '../edge/edge-base';
import { refuse } from '../errors';
import { refuseTerraform } from '../rules/no-terraform-token';

/** Another cluster of a sign-on, as `addCluster()` returns it. */
export interface IRemoteCluster {
  /** Id of the cluster. */
  readonly id: string;
  /**
   * Protects an application of this cluster, as `MonitoringSso.protect()` does. It needs a host of its own here; its id
   * begins with that of the cluster unless it is given.
   * @param application what to protect
   * @param options where, and who may do what
   */
  protect(application: Application, options: ProtectOptions): ProtectedApplication;
  /**
   * Lets machines in by a host of this cluster, as `MonitoringSso.addMachines()` does. Their proxy runs where the
   * sign-on does.
   * @param id name of the entrance, different from those of every other cluster
   * @param options whose tokens, and by which host
   */
  addMachines(id: string, options: MachineEntranceOptions): MachineEntrance;
}

/**
 * Another cluster whose applications are protected by the same sign-on. Its edge asks the proxies of the sign-on, over
 * TLS. `MonitoringSso.addCluster()` creates it, in the chart of the cluster.
 *
 * @example
 *
 * const b = sso.addCluster('b', { chart: chartB, edge: Edge.traefik(options), addresses: ['198.51.100.7/32'] });
 * b.protect(Prometheus.ofService('prometheus-operated'), { host: 'prometheus.b.example.com', read: [developers] });
 */
export class RemoteCluster extends Construct implements IRemoteCluster, ISignOnScope {
  /** @internal */
  public static _create(domain: Domain, id: string, options: RemoteClusterOptions): RemoteCluster {
    return new RemoteCluster(domain, id, options);
  }

  public readonly id: string;
  /** The edge of the cluster. */
  public readonly edge: EdgeBase;
  /** Namespace of the applications that name no other. */
  public readonly namespace: string;
  private readonly domain: Domain;
  private readonly remote: Remote;

  private constructor(domain: Domain, id: string, options: RemoteClusterOptions) {
    const { path } = domain;
    checkOptions(domain, id, options);
    const { authority, ...checked } = checkedCluster(path, id, options);
    if (options.chart.node.tryFindChild(domain.scope.node.id)) {
      refuse({
        path,
        what: `the chart of ${id} has something that is called like the sign-on`,
        got: options.chart.node.path,
        allowed: 'a chart for each cluster',
        fix: 'give each cluster a chart of its own',
      });
    }

    super(options.chart, domain.scope.node.id);
    this.id = id;
    this.edge = checked.edge;
    this.namespace = checked.namespace;
    this.domain = domain;
    const tls = options.tls ?? domain.props.tls;
    const asksAt = (proxy: AskedProxy) => ({ address: `https://${domain.decisionsOf(proxy)}`, authority });
    this.remote = {
      ...checked,
      id,
      scope: this,
      tls,
      asksAt,
      certificates: new Map<string, ApiObject | undefined>(),
      signOn: {
        ...domain.own.signOn,
        decider: { ...asksAt({ proxyService: domain.proxy.serviceName }), parameter: 'allowed_groups' },
        tlsSecret: tls._secretName(Names.toDnsLabel(this, { extra: ['tls'] })),
      },
    };
    openScope(this, { domain, cluster: this.remote });
    domain.remotes.push(this.remote);
    domain.enforce();
    guardCluster(this, domain, this.remote, options);
  }

  public protect(application: Application, options: ProtectOptions): ProtectedApplication {
    return protect(this, application, options);
  }

  public addMachines(id: string, options: MachineEntranceOptions): MachineEntrance {
    return new MachineEntrance(this.domain.scope, `machines-${id}`, { ...options, entranceId: id, cluster: this });
  }
}

function checkOptions(domain: Domain, id: string, options: RemoteClusterOptions): void {
  const { path } = domain;
  refuseTerraform(path, options);
  checkedId(path, id, 20);
  if (domain.remotes.some((remote) => remote.id === id)) {
    refuse({
      path,
      what: 'two clusters have the same id',
      got: id,
      allowed: 'an id for each cluster',
      fix: 'choose another id',
    });
  }
  const { decisionsHost } = domain.props;
  if (decisionsHost === undefined) {
    refuse({
      path,
      what: `the edge of ${id} has nowhere to ask`,
      got: decisionsHost,
      allowed: 'a host of its own for decisions',
      fix: 'give MonitoringSso a decisionsHost, such as decisions.example.com',
    });
  }
}
