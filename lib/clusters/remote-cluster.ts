import { Chart } from 'cdk8s';
import { Application } from '../applications/application';
import { EdgeBase } from '../edge/edge-base';
import { GuardOptions } from '../edge/guard-options';
import { Tls } from '../edge/tls';
import { MachineEntranceOptions, ProtectOptions } from '../monitoring-sso-props';
import type { MachineEntrance } from '../protection/machine-entrance';
import type { ProtectedApplication } from '../protection/protected-application';

/** Another cluster, whose edge asks the proxies of the sign-on for decisions. */
export interface RemoteClusterOptions extends GuardOptions {
  /**
   * Where its routes, network policies and certificates go. Applications are in its namespace unless they name another.
   */
  readonly chart: Chart;
  /**
   * The edge of that cluster. It has to verify the certificate of the proxy that it asks (`verifiesDeciders`):
   * `Edge.traefik()`.
   */
  readonly edge: EdgeBase;
  /**
   * Addresses that its edge asks from, in CIDR notation, as the cluster of the sign-on sees them: of its nodes, or of
   * the gateway that they go out by. Nobody else gets a connection to where it asks. Whoever sends requests from them
   * can claim to ask about any request; a decision is only ever about the session or the token that comes with the
   * question.
   */
  readonly addresses: string[];
  /**
   * Where the certificate of its hosts comes from.
   * @default - the same as the sign-on's
   */
  readonly tls?: Tls;
  /**
   * Name of a Secret with the certificate authority of the sign-on's `decisionsHost` (key `ca.crt` or `tls.ca`), in
   * every namespace of the cluster that has routes.
   * @default - a public authority signed that certificate
   */
  readonly certificateAuthority?: string;
}

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
