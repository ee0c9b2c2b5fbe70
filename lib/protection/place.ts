import { Construct, IConstruct } from 'constructs';
import { Domain } from './domain';
import { ISignOnScope } from './sign-on-scope';
import { Cluster } from '../clusters/cluster';
import { refuse } from '../errors';

/** The sign-on that a construct stands for, and the cluster whose applications are below the construct. */
export interface SignOnPlace {
  readonly domain: Domain;
  readonly cluster: Cluster;
}

/** The property of a construct that holds its sign-on and its cluster. */
const PLACE = Symbol.for('cdk8s-monitoring-sso.place');

/** Makes a construct one that applications are protected below. */
export function openScope(scope: Construct, place: SignOnPlace): void {
  Object.defineProperty(scope, PLACE, { value: place });
}

/** The sign-on that a construct stands for, if it stands for one. */
export const placeAt = (scope: IConstruct): SignOnPlace | undefined => (scope as { [PLACE]?: SignOnPlace })[PLACE];

/**
 * The sign-on and the cluster of a scope. Refuses other constructs: a program may not have been checked by a compiler.
 * @param scope where something is created
 * @param what what is created, for the error
 */
export function placeOf(scope: ISignOnScope, what: string): SignOnPlace {
  const place = Construct.isConstruct(scope) ? placeAt(scope) : undefined;
  if (place !== undefined) return place;
  refuse({
    path: Construct.isConstruct(scope) ? scope.node.path || what : what,
    what: `a ${what} needs the sign-on as its scope`,
    got: (scope as object | undefined)?.constructor?.name,
    allowed: 'a SignOnDomain, a MonitoringSso or a RemoteCluster',
    fix: `write new ${what}(signOn, …), where signOn is a SignOnDomain`,
  });
}
