import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { EdgeBase } from '../edge/edge-base';
import { Decider, SignOn } from '../edge/sign-on';
import { Tls } from '../edge/tls';

/** A cluster with protected applications: that of the sign-on, or another one. */
export interface Cluster {
  /** Not there for the cluster of the sign-on. */
  readonly id?: string;
  /** What its objects are below. */
  readonly scope: Construct;
  /** Where applications are that name no other. */
  readonly namespace: string;
  readonly edge: EdgeBase;
  readonly tls: Tls;
  /** The sign-on, as the edge has to know it. */
  readonly signOn: SignOn;
  /** Where the edge asks a proxy: a Service of its cluster, or a host for those of others. */
  readonly asksAt: (proxy: AskedProxy) => Omit<Decider, 'parameter'>;
  /** By namespace, where they are made at all. */
  readonly certificates: Map<string, ApiObject | undefined>;
}

/** A proxy, by the names that edges ask it by. */
export interface AskedProxy {
  readonly proxyService: string;
  /** Id of the machine entrance that it decides about; nothing for people. */
  readonly entrance?: string;
}
