import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import type { KeycloakRealmBase } from './keycloak-realm-base';
import type { KeycloakRoleClient } from './keycloak-role-client';
import { claimOfRole, GROUPS_CLAIM } from './token-client';
import { IdentityKind, IIdentity, MACHINES } from '../access/identity';
import { refuse } from '../errors';
import { DataKeycloakRole } from '../provider-keycloak/data-keycloak-role';
import { GroupRoles } from '../provider-keycloak/group-roles';
import { Role } from '../provider-keycloak/role';

/** Options of a role. */
export interface KeycloakRoleOptions {
  /**
   * For people.
   * @default - none
   */
  readonly description?: string;
  /**
   * Roles that whoever has this role has as well.
   * @default - none
   */
  readonly includes?: KeycloakRole[];
  /**
   * Whether mappers of identity brokers and directories, in the stacks of the program, may give the role to people.
   * Who may do what is granted to the role is then decided by the administrators of that broker or directory.
   * Otherwise such a role cannot be granted anything.
   * @default false
   */
  readonly givenByMappers?: boolean;
}

/**
 * A role of a realm, or of a client that does nothing but hold roles. Whoever holds it can be granted access: as a
 * member of a group that has it, by a role that includes it, or by themselves. Known to the proxy as `role:NAME`, and
 * as `client-role:CLIENT:NAME` where it is a client's: neither is the path of a group, and no name of a role makes one
 * of the other.
 */
export class KeycloakRole extends Construct implements IIdentity {
  public readonly identityKind = IdentityKind.ROLE;
  public readonly displayName: string;
  public readonly claimValue: string;
  public readonly claimName = GROUPS_CLAIM;
  /** The name of the role. */
  public readonly roleName: string;
  /**
   * The client that the role belongs to.
   * @default - it is a role of the realm
   */
  public readonly clientId?: string;
  /** The issuer of the realm. */
  public readonly issuerUrl: string;
  /** The Terraform id of the role, for resources of your own. */
  public readonly roleId: string;

  private readonly realm: KeycloakRealmBase;
  private readonly members = new Map<string, IIdentity>();

  /** Without options it is managed elsewhere. @internal */
  constructor(
    scope: Construct,
    realm: KeycloakRealmBase,
    name: string,
    options?: KeycloakRoleOptions,
    client?: KeycloakRoleClient,
  ) {
    super(scope, name);
    const clientId = client?.clientId;
    this.realm = realm;
    this.roleName = name;
    this.clientId = clientId;
    this.displayName = clientId === undefined ? name : `${clientId}:${name}`;
    this.claimValue = claimOfRole(name, clientId);
    this.issuerUrl = realm.issuerUrl;
    const place = { provider: realm._provider, realmId: realm.realmId };
    realm._requireOwn('role', options?.includes ?? []);
    this.roleId =
      options === undefined
        ? new DataKeycloakRole(this, 'Resource', { ...place, name }).id
        : new Role(this, 'Resource', {
            ...place,
            clientId: client?.clientResourceId,
            name,
            description: options.description,
            compositeRoles: options.includes?.length ? options.includes.map(({ roleId }) => roleId) : undefined,
          }).id;
    if (options?.givenByMappers) realm._acceptMappers(this.roleId);
    realm._knowRole(this);
  }

  /**
   * Whether people get this role without an administrator who gives it to them: by default roles, by default groups,
   * by mappers of brokers and directories, or by a role or group that they get so and that has it.
   */
  public get automatic(): boolean | undefined {
    return this.automaticBy !== undefined;
  }

  /** What gives the role to people, in words. */
  public get automaticBy(): string | undefined {
    return this.realm._handedOut({ kind: 'role', name: this.roleName, clientId: this.clientId, id: this.roleId });
  }

  /**
   * Gives the role to the members of a group, or to one person by the group that `person()` makes. Others whom the role
   * was given to elsewhere keep it, and so do these groups what else they have. To have a role include another, name it
   * in `includes`.
   * @param member a group or a person of the realm
   */
  public addMember(member: IIdentity): void {
    const machine = MACHINES.includes(member?.identityKind); // whose tokens name no roles
    const groupId = machine ? undefined : this.realm._groupIdOf(member);
    if (groupId === undefined) {
      refuse({
        path: this.node.path,
        what: 'a role is given to somebody who cannot hold it',
        got: member?.displayName,
        allowed: 'groups and people of this realm',
        fix: machine
          ? 'grant it to the machine itself'
          : member?.identityKind === IdentityKind.ROLE
            ? 'name this role in includes of the other one'
            : 'use what addGroup(), group() or person() of this realm return',
      });
    }
    if (this._heldBy(member)) return;
    const id = createHash('sha256').update(member.claimValue).digest('hex').slice(0, 8);
    new GroupRoles(this, `member-${id}`, {
      provider: this.realm._provider,
      realmId: this.realm.realmId,
      groupId,
      roleIds: [this.roleId],
      exhaustive: false,
    });
  }

  /** Takes down that a group has the role; whether that was known. @internal */
  public _heldBy(member: IIdentity): boolean {
    const known = this.members.has(member.claimValue);
    this.members.set(member.claimValue, member);
    return known;
  }
}
