import { Construct } from 'constructs';
import { refuse } from '../errors';

/**
 * A child that the library adds to a construct and that holds the constructs of one kind. Their ids are names that the
 * user gives, so that no such name is equal to the id of another part.
 */
class Container extends Construct {}

/** Ids of the parts of a realm, also of those that the realm creates later. */
const PARTS = ['DefaultGroups', 'Resource', 'clients', 'clusters', 'groups', 'roles', 'secrets', 'users'];

/** The container of this id below a construct. The first call creates it. */
export function below(scope: Construct, id: string): Construct {
  const child = scope.node.tryFindChild(id);
  if (child === undefined) return new Container(scope, id);
  if (!(child instanceof Container)) {
    refuse({
      path: child.node.path,
      what: `the library needs the id ${id} for a part of ${scope.node.path}`,
      got: id,
      allowed: 'any other id',
      fix: 'choose another id for this construct',
    });
  }
  return child;
}

/** Refuses an id that a part of the realm has, or will have. */
export function freeId(scope: Construct, id: string): string {
  if (scope instanceof Container) return id;
  if (PARTS.includes(id) || scope.node.tryFindChild(id)) {
    refuse({
      path: scope.node.path,
      what: 'the id is taken by a part of the realm',
      got: id,
      allowed: 'any other id',
      fix: `choose another id, such as ${id}-2`,
    });
  }
  return id;
}

/**
 * The path for errors about a construct that does not exist yet: its own path, or the path of the construct whose
 * method creates it.
 */
export function pathOf(scope: Construct, id: string): string {
  return scope instanceof Container ? scope.node.scope!.node.path : `${scope.node.path}/${id}`;
}
