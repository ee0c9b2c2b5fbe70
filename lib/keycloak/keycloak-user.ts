import { Construct } from 'constructs';
import { addressFrom } from './addresses';
import type { KeycloakGroup } from './keycloak-group';
import type { KeycloakRole } from './keycloak-role';
import { freeId, pathOf } from './places';
import { RealmRegistry } from './realm-registry';
import { checkNew } from '../api-types/checked-calls';
import { checkGiven, refuse } from '../errors';
import { User } from '../provider-keycloak/user';
import { UserGroups } from '../provider-keycloak/user-groups';
import { UserRoles } from '../provider-keycloak/user-roles';
import { syntax } from '../syntax';

/** Options of a user, for demonstrations and small teams. */
export interface KeycloakUserOptions {
  /** E-mail address. Keycloak treats it as verified, because an administrator gives it. */
  readonly email: string;
  /**
   * First name.
   * @default - none
   */
  readonly firstName?: string;
  /**
   * Last name.
   * @default - none
   */
  readonly lastName?: string;
  /**
   * Groups of the user. The user keeps groups that were given elsewhere.
   * @default - none
   */
  readonly groups?: KeycloakGroup[];
  /**
   * Roles of the user. The user keeps roles that were given elsewhere.
   * @default - the roles of the groups
   */
  readonly roles?: KeycloakRole[];
}

/** Props of a KeycloakUser. */
export interface KeycloakUserProps extends KeycloakUserOptions {
  /**
   * The user name: lower-case letters, digits and `. _ @ + -`.
   * @default - the id of the construct
   */
  readonly username?: string;
}

/**
 * A user without a password, because Terraform would store it. An administrator sets the password, or the user asks for
 * one by e-mail.
 *
 * `node.defaultChild` is the Terraform resource `keycloak_user`.
 *
 * @example
 *
 * const operators = new KeycloakGroup(realm, 'operators');
 * new KeycloakUser(realm, 'alice', { email: 'alice@example.com', groups: [operators] });
 */
export class KeycloakUser extends Construct {
  /** A Terraform reference to the user name: Terraform creates the user before each resource that contains it. */
  public readonly username: string;

  /**
   * @param scope a realm, or a construct below one
   * @param id id of the construct, and the default user name
   * @param props e-mail address, name and groups
   */
  constructor(scope: Construct, id: string, props: KeycloakUserProps) {
    checkNew('KeycloakUser', scope, id, props);
    const registry = RealmRegistry.of(scope, 'KeycloakUser');
    const path = pathOf(scope, id);
    const username = props.username ?? id;
    checkUser(path, registry, username, props);
    super(scope, freeId(scope, id));
    addressFrom(this, ['users', username]);
    const user = new User(this, 'Resource', {
      ...registry.place,
      username,
      email: props.email,
      emailVerified: true,
      firstName: props.firstName,
      lastName: props.lastName,
      enabled: true,
    });
    this.username = user.username;
    // People can change these themselves, and Terraform must not change them back.
    user.addOverride('lifecycle.ignore_changes', ['first_name', 'last_name', 'required_actions', 'attributes']);
    if (props.groups?.length) {
      new UserGroups(this, 'Groups', {
        ...registry.place,
        userId: user.id,
        groupIds: props.groups.map(({ groupId }) => groupId),
        exhaustive: false,
      });
    }
    if (props.roles?.length) {
      new UserRoles(this, 'Roles', {
        ...registry.place,
        userId: user.id,
        roleIds: props.roles.map(({ roleId }) => roleId),
        exhaustive: false,
      });
    }
    registry.users.set(username, this.username);
  }
}

function checkUser(path: string, registry: RealmRegistry, username: string, props: KeycloakUserProps): void {
  syntax.username(path, 'the user name', username);
  if (registry.users.has(username)) {
    refuse({
      path,
      what: 'the user is defined twice',
      got: username,
      allowed: 'each user once',
      fix: 'use the user that addUser() returned, or that new KeycloakUser() created',
    });
  }
  checkGiven(path, props, ['email'], 'KeycloakUserProps');
  if (!/^[^\s@$]+@[^\s@$]+\.[^\s@$]+$/.test(props.email)) {
    refuse({
      path,
      what: 'the e-mail address is malformed',
      got: props.email,
      allowed: 'name@host',
      fix: 'correct email',
    });
  }
  registry.requireOwn(path, 'group', props.groups ?? []);
  registry.requireOwn(path, 'role', props.roles ?? []);
}
