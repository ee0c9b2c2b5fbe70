import { Construct } from 'constructs';
import { addressFrom, addressIdsOf } from './addresses';
import { GROUPS_CLAIM } from './groups-claim';
import type { KeycloakRole } from './keycloak-role';
import { below, freeId, pathOf } from './places';
import { RealmRegistry } from './realm-registry';
import { IdentityKind, IIdentity } from '../access/identity';
import { checkNew } from '../api-types/checked-calls';
import { Group } from '../provider-keycloak/group';
import { GroupRoles } from '../provider-keycloak/group-roles';

/** Options of a group. */
export interface KeycloakGroupOptions {
  /**
   * Roles of the members. Members of the groups below have them, too.
   * @default - none
   */
  readonly roles?: KeycloakRole[];
  /**
   * Whether each new user of the realm becomes a member. Nothing can be granted to such a group.
   * @default false
   */
  readonly defaultGroup?: boolean;
  /**
   * Whether mappers of identity brokers and directories, in the stacks of the program, may make people members. The
   * administrators of the broker or directory then decide who has what is granted to the group. If this is false,
   * nothing can be granted to a group that a mapper gives to people.
   * @default false
   */
  readonly givenByMappers?: boolean;
}

/** Props of a KeycloakGroup. */
export interface KeycloakGroupProps extends KeycloakGroupOptions {
  /**
   * Name of the group: letters, digits, dots, underscores and hyphens, at most 255 characters.
   * @default - the id of the construct
   */
  readonly name?: string;
}

/**
 * A group of a Keycloak realm, which Terraform creates. The proxy knows a group by its full path, because several
 * groups can have one name.
 *
 * The Terraform address is made from the full path of the group: another id of the construct changes nothing.
 *
 * `node.defaultChild` is the Terraform resource `keycloak_group`.
 *
 * @example
 *
 * const platform = new KeycloakGroup(realm, 'platform');
 * const operators = new KeycloakGroup(platform, 'operators'); // the same as platform.addGroup('operators')
 * operators.claimValue; // '/platform/operators'
 */
export class KeycloakGroup extends Construct implements IIdentity {
  public readonly identityKind = IdentityKind.GROUP;
  public readonly displayName: string;
  public readonly claimValue: string;
  public readonly claimName = GROUPS_CLAIM;
  public readonly issuerUrl: string;
  /** The Terraform id of the group, for resources of your own. */
  public readonly groupId: string;

  private readonly registry: RealmRegistry;

  /**
   * @param scope a realm, or a construct below one. Below a group, the new group is a subgroup of it.
   * @param id id of the construct, and the default name of the group
   * @param props name and roles
   */
  constructor(scope: Construct, id: string, props: KeycloakGroupProps = {}) {
    checkNew('KeycloakGroup', scope, id, props);
    const registry = RealmRegistry.of(scope, 'KeycloakGroup');
    const parent = groupOf(registry, scope);
    const path = pathOf(scope, id);
    const name = props.name ?? id;
    const fullPath = `${parent?.claimValue ?? ''}/${name}`;
    registry.checkGroup(path, name, fullPath);
    registry.requireOwn(path, 'role', props.roles ?? []);
    super(scope, freeId(scope, id));
    addressFrom(this, [...((parent && addressIdsOf(parent)) ?? []), 'groups', name]);
    this.registry = registry;
    this.issuerUrl = registry.issuerUrl;
    this.claimValue = fullPath;
    this.displayName = fullPath;
    this.groupId = new Group(this, 'Resource', { ...registry.place, name, parentId: parent?.groupId }).id;
    if (props.givenByMappers) registry.acceptMappers(this.groupId);
    this.addRoles(props.roles ?? []);
    registry.groups.set(fullPath, this);
    if (props.defaultGroup) registry.addDefaultGroup!(this);
  }

  /**
   * Whether people become members without an administrator who adds them: by default groups, or by mappers of brokers
   * and directories.
   */
  public get automatic(): boolean | undefined {
    return this.automaticBy !== undefined;
  }

  /** What makes people members, in words. */
  public get automaticBy(): string | undefined {
    return this.registry.handedOut({ kind: 'group', name: this.claimValue, id: this.groupId });
  }

  /**
   * A group below this one.
   * @param name letters, digits, dots, underscores and hyphens
   * @param options roles of its members
   */
  public addGroup(name: string, options: KeycloakGroupOptions = {}): KeycloakGroup {
    return new KeycloakGroup(below(this, 'groups'), name, { ...options, name });
  }

  private addRoles(roles: readonly KeycloakRole[]): void {
    for (const role of roles) role._heldBy(this);
    if (roles.length === 0) return;
    new GroupRoles(this, 'Roles', {
      ...this.registry.place,
      groupId: this.groupId,
      roleIds: roles.map(({ roleId }) => roleId),
      exhaustive: false,
    });
  }
}

/** The group of the realm that a construct is below. */
function groupOf(registry: RealmRegistry, scope: Construct): KeycloakGroup | undefined {
  return [...scope.node.scopes]
    .reverse()
    .find(
      (node): node is KeycloakGroup => node instanceof KeycloakGroup && registry.groups.get(node.claimValue) === node,
    );
}
