import { Construct } from 'constructs';
import type { KeycloakRealmBase } from './keycloak-realm-base';
import { KeycloakRole } from './keycloak-role';
import { GROUPS_CLAIM } from './token-client';
import { IdentityKind, IIdentity } from '../access/identity';
import { Group } from '../provider-keycloak/group';
import { GroupRoles } from '../provider-keycloak/group-roles';

/** Options of a group. */
export interface KeycloakGroupOptions {
  /**
   * Roles that members have. Members of groups below have them, too.
   * @default - none
   */
  readonly roles?: KeycloakRole[];
  /**
   * Whether every new user of the realm becomes a member. Such a group cannot be granted anything.
   * @default false
   */
  readonly defaultGroup?: boolean;
  /**
   * Whether mappers of identity brokers and directories, in the stacks of the program, may make people members. Who
   * may do what is granted to the group is then decided by the administrators of that broker or directory. Otherwise
   * such a group cannot be granted anything.
   * @default false
   */
  readonly givenByMappers?: boolean;
}

/**
 * A group of a Keycloak realm. Known to the proxy by its full path, since a plain name can belong to several groups.
 *
 * `node.defaultChild` is the Terraform resource `keycloak_group`.
 *
 * @example
 *
 * const platform = realm.addGroup('platform');
 * const operators = platform.addGroup('operators');
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

  private readonly realm: KeycloakRealmBase;

  /** @internal */
  constructor(
    scope: Construct,
    realm: KeycloakRealmBase,
    name: string,
    options: KeycloakGroupOptions,
    parent?: KeycloakGroup,
  ) {
    super(scope, name);
    this.realm = realm;
    this.issuerUrl = realm.issuerUrl;
    this.claimValue = `${parent?.claimValue ?? ''}/${name}`;
    this.displayName = this.claimValue;

    const group = new Group(this, 'Resource', {
      provider: realm._provider,
      realmId: realm.realmId,
      name,
      parentId: parent?.groupId,
    });
    this.groupId = group.id;
    if (options.givenByMappers) realm._acceptMappers(group.id);
    realm._requireOwn('role', options.roles ?? []);
    for (const role of options.roles ?? []) role._heldBy(this);
    if (options.roles && options.roles.length > 0) {
      new GroupRoles(this, 'Roles', {
        provider: realm._provider,
        realmId: realm.realmId,
        groupId: group.id,
        roleIds: options.roles.map((role) => role.roleId),
        exhaustive: false,
      });
    }
  }

  /**
   * Whether people become members without an administrator who makes them so: by default groups, and by mappers of
   * brokers and directories.
   */
  public get automatic(): boolean | undefined {
    return this.automaticBy !== undefined;
  }

  /** What makes people members, in words. */
  public get automaticBy(): string | undefined {
    return this.realm._handedOut({ kind: 'group', name: this.claimValue, id: this.groupId });
  }

  /**
   * A group below this one.
   * @param name letters, digits, dots, underscores and hyphens
   * @param options roles of its members
   */
  public addGroup(name: string, options: KeycloakGroupOptions = {}): KeycloakGroup {
    return this.realm._addGroup(this, name, options, this);
  }
}
