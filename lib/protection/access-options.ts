import { IIdentity } from '../access/identity';
import { RouteOptions } from '../edge/route-options';
import { NetworkPeer } from '../isolation/network-policy';

/** Where an application is served, and who may do what there. A route without a grant is closed. */
export interface AccessOptions extends RouteOptions {
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
   * Hosts that machines use for this application, by the ids of their entrances. Needed where applications have hosts
   * of their own, since they are then served at the same path.
   * @default - the host of each entrance
   */
  readonly machineHosts?: { [entrance: string]: string };
  /**
   * Who may look.
   * @default - only those who may write or administer
   */
  readonly read?: IIdentity[];
  /**
   * Who may change what an editor changes, for example silences. Includes looking.
   * @default - no one
   */
  readonly write?: IIdentity[];
  /**
   * Who may administer the program: reload, shut down, delete series, profile. Includes looking. Needs
   * `administerByBrowser`.
   * @default - no one
   */
  readonly administer?: IIdentity[];
  /**
   * Whether those who may administer may do so with a browser. Prometheus and Alertmanager accept a plain HTML form, so
   * that a page of any other application on the same host, or on another host of the same domain, can then administer
   * with the rights of a person who opens it.
   * @default false
   */
  readonly administerByBrowser?: boolean;
  /**
   * Who may deliver data: remote write, OTLP, alerts.
   * @default - no one
   */
  readonly ingest?: IIdentity[];
  /**
   * Who may fetch everything at once: federation, remote read.
   * @default - no one
   */
  readonly federate?: IIdentity[];
  /**
   * Who may ask whether the program is alive.
   * @default - no one
   */
  readonly health?: IIdentity[];
  /**
   * Who may scrape the program's own metrics through the edge. Inside the cluster, network policies decide.
   * @default - no one
   */
  readonly metrics?: IIdentity[];
  /**
   * Who else in the network may reach the application's pods, in addition to the edge, its own replicas and the
   * protected Prometheus, and for Prometheus and Alertmanager the protected Grafana.
   * @default - no one
   */
  readonly allowFrom?: NetworkPeer[];
  /**
   * Whether a network policy is made for the application's pods.
   * @default true
   */
  readonly isolate?: boolean;
}
