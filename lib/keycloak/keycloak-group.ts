import { Construct } from 'constructs';
import { addressFrom, addressIdsOf } from './addresses';
import { GROUPS_CLAIM } from './groups-claim';
import type { KeycloakRole } from './keycloak-role';
import { below, freeId, pathOf } from './places';
import { RealmRegistry } from './realm-registry';
import { protectFromDestruction } from './terraform';
import { IdentityKind, IIdentity } from '../access/identity';
import { checkNew } from '../api-types/checked-calls';
import { refuse } from '../errors';
import { Group } from '../provider-keycloak/group';
import { GroupRoles } from '../provider-keycloak/group-roles';
import { syntax } from '../syntax';

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
  /**
   * Full path of the group at the time when Terraform created it, for example `/developers`. Set it when you rename the
   * group or move it below another one, and keep it: the Terraform address is made from it, so that Terraform changes
   * the group instead of destroying it with its memberships (docs/renames.md).
   * @default - the path of the group
   */
  readonly createdAs?: string;
  /**
   * Whether Terraform refuses a plan that destroys the group with its memberships, as long as the group is in the
   * program (`prevent_destroy`). The provider cannot protect a group that is no longer in the program.
   * @default - `preventDestruction` of the realm; true for a realm that is managed elsewhere
   */
  readonly preventDestruction?: boolean;
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
 * The Terraform address is made from the full path of the group: another id of the construct changes nothing. For a
 * group that is renamed, `createdAs` keeps the address.
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
    const address =
      props.createdAs === undefined
        ? [...((parent && addressIdsOf(parent)) ?? []), 'groups', name]
        : createdIds(registry, path, props.createdAs);
    registry.claimGroupAddress(path, fullPath, address);
    super(scope, freeId(scope, id));
    addressFrom(this, address);
    this.registry = registry;
    this.issuerUrl = registry.issuerUrl;
    this.claimValue = fullPath;
    this.displayName = fullPath;
    const group = new Group(this, 'Resource', { ...registry.place, name, parentId: parent?.groupId });
    if (props.preventDestruction ?? registry.protectsGroup(fullPath)) protectFromDestruction(group);
    this.groupId = group.id;
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

/** The ids of the Terraform address that a group of this path got. */
function createdIds(registry: RealmRegistry, path: string, createdAs: string): string[] {
  if (typeof createdAs !== 'string' || !createdAs.startsWith('/')) {
    refuse({
      path,
      what: 'createdAs is not the full path of a group',
      got: createdAs,
      allowed: 'full paths such as /platform/operators',
      fix: "write createdAs: '/developers', with the path that the group had when Terraform created it",
    });
  }
  const names = createdAs.slice(1).split('/');
  for (const name of names) syntax.groupName(path, 'createdAs', name);
  registry.refuseOwnGroup(path, createdAs);
  return names.flatMap((name) => ['groups', name]);
}

/** The group of the realm that a construct is below. */
function groupOf(registry: RealmRegistry, scope: Construct): KeycloakGroup | undefined {
  return [...scope.node.scopes]
    .reverse()
    .find(
      (node): node is KeycloakGroup => node instanceof KeycloakGroup && registry.groups.get(node.claimValue) === node,
    );
}
