import { IConstruct } from 'constructs';
import { EdgeBase } from '../edge/edge-base';

/** A construct that applications are protected below: a `SignOnDomain`, a `MonitoringSso` or a `RemoteCluster`. */
export interface ISignOnScope extends IConstruct {
  /** The edge that serves the applications. */
  readonly edge: EdgeBase;
}
