import { Construct } from 'constructs';
import type { KeycloakGroup } from './keycloak-group';
import type { KeycloakRealmBase } from './keycloak-realm-base';
import type { KeycloakRole } from './keycloak-role';
import { refuse } from '../errors';
import { User } from '../provider-keycloak/user';
import { UserGroups } from '../provider-keycloak/user-groups';
import { UserRoles } from '../provider-keycloak/user-roles';

/** A user of a realm for demonstrations and small teams. */
export interface KeycloakUserOptions {
  /** E-mail address. It counts as verified, since an administrator gives it. */
  readonly email: string;
  /**
   * @default - none
   */
  readonly firstName?: string;
  /**
   * @default - none
   */
  readonly lastName?: string;
  /**
   * Groups that the user belongs to. Others that were given elsewhere stay.
   * @default - none
   */
  readonly groups?: KeycloakGroup[];
  /**
   * Roles that the user has. Others that were given elsewhere stay.
   * @default - those of the groups
   */
  readonly roles?: KeycloakRole[];
}

/** A user without a password: Terraform would keep it. An administrator sets it, or the user asks for it by e-mail. */
export class KeycloakUser extends Construct {
  /** The user name, as Terraform knows it: whatever uses it comes after the user was made. */
  public readonly username: string;

  /** @internal */
  constructor(scope: Construct, realm: KeycloakRealmBase, username: string, options: KeycloakUserOptions) {
    super(scope, username);
    if (!/^[^\s@$]+@[^\s@$]+\.[^\s@$]+$/.test(options.email)) {
      refuse({
        path: this.node.path,
        what: 'the e-mail address is malformed',
        got: options.email,
        allowed: 'name@host',
        fix: 'correct email',
      });
    }
    realm._requireOwn('group', options.groups ?? []);
    realm._requireOwn('role', options.roles ?? []);
    const place = { provider: realm._provider, realmId: realm.realmId };
    const user = new User(this, 'Resource', {
      ...place,
      username,
      email: options.email,
      emailVerified: true,
      firstName: options.firstName,
      lastName: options.lastName,
      enabled: true,
    });
    this.username = user.username;
    // What people change themselves is theirs.
    user.addOverride('lifecycle.ignore_changes', ['first_name', 'last_name', 'required_actions', 'attributes']);
    if (options.groups?.length) {
      new UserGroups(this, 'Groups', {
        ...place,
        userId: user.id,
        groupIds: options.groups.map(({ groupId }) => groupId),
        exhaustive: false,
      });
    }
    if (options.roles?.length) {
      new UserRoles(this, 'Roles', {
        ...place,
        userId: user.id,
        roleIds: options.roles.map(({ roleId }) => roleId),
        exhaustive: false,
      });
    }
  }
}
