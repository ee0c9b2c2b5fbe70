import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import { addressFrom } from './addresses';
import { claimOfRole, GROUPS_CLAIM } from './groups-claim';
import { freeId, pathOf } from './places';
import { RealmRegistry } from './realm-registry';
import { IdentityKind, IIdentity, MACHINES } from '../access/identity';
import { checkNew } from '../api-types/checked-calls';
import { refuse } from '../errors';
import { GroupRoles } from '../provider-keycloak/group-roles';
import { Role } from '../provider-keycloak/role';

/** Options of a role. */
export interface KeycloakRoleOptions {
  /**
   * Description of the role in Keycloak.
   * @default - none
   */
  readonly description?: string;
  /**
   * Roles that each holder of this role has, too.
   * @default - none
   */
  readonly includes?: KeycloakRole[];
  /**
   * Whether mappers of identity brokers and directories, in the stacks of the program, may give the role to people. The
   * administrators of the broker or directory then decide who has what is granted to the role. If this is false,
   * nothing can be granted to a role that a mapper gives to people.
   * @default false
   */
  readonly givenByMappers?: boolean;
}

/** Props of a KeycloakRole. */
export interface KeycloakRoleProps extends KeycloakRoleOptions {
  /**
   * Name of the role: letters, digits, dots, underscores and hyphens, at most 255 characters.
   * @default - the id of the construct
   */
  readonly name?: string;
}

/**
 * A role of a realm, or of a client that only holds roles (`KeycloakRoleClient`). People hold a role as members of a
 * group that has it, by a role that includes it, or by themselves. The value of the groups claim is `role:NAME`, and
 * `client-role:CLIENT:NAME` for a role of a client. No group and no other role has this value.
 *
 * The Terraform address is made from the name of the role: another id of the construct changes nothing.
 *
 * `node.defaultChild` is the Terraform resource `keycloak_role`, or its data source for a role that is managed
 * elsewhere.
 *
 * @example
 *
 * const viewer = new KeycloakRole(realm, 'viewer');
 * const editor = new KeycloakRole(realm, 'editor', { description: 'Edits dashboards', includes: [viewer] });
 * editor.addMember(new KeycloakGroup(realm, 'editors'));
 * editor.claimValue; // 'role:editor'
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

  /** @internal */
  protected readonly _registry: RealmRegistry;
  private readonly members = new Set<string>();

  /**
   * @param scope a realm, or a construct below one. Below a `KeycloakRoleClient`, the role belongs to this client.
   * @param id id of the construct, and the default name of the role
   * @param props name, description and included roles
   */
  constructor(scope: Construct, id: string, props: KeycloakRoleProps = {}) {
    checkNew('KeycloakRole', scope, id, props);
    const registry = RealmRegistry.of(scope, 'KeycloakRole');
    const client = registry.roleClientOf(scope);
    const path = pathOf(scope, id);
    const name = props.name ?? id;
    registry.checkRole(path, name, client?.clientId);
    registry.requireOwn(path, 'role', props.includes ?? []);
    super(scope, freeId(scope, id));
    addressFrom(this, [...(client ? ['clients', client.clientId] : []), 'roles', name]);
    this._registry = registry;
    this.roleName = name;
    this.clientId = client?.clientId;
    this.displayName = client ? `${client.clientId}:${name}` : name;
    this.claimValue = claimOfRole(name, client?.clientId);
    this.issuerUrl = registry.issuerUrl;
    this.roleId = this._create(props, client?.clientResourceId);
    if (props.givenByMappers) registry.acceptMappers(this.roleId);
    registry.roles.set(this.claimValue, this);
  }

  /**
   * Whether people get this role without an administrator who gives it to them: by default roles, by default groups,
   * by mappers of brokers and directories, or by such a role or group that has it.
   */
  public get automatic(): boolean | undefined {
    return this.automaticBy !== undefined;
  }

  /** What gives the role to people, in words. */
  public get automaticBy(): string | undefined {
    return this._registry.handedOut({ kind: 'role', name: this.roleName, clientId: this.clientId, id: this.roleId });
  }

  /**
   * Gives the role to the members of a group, or to one person by the group that `person()` creates. People who got the
   * role elsewhere keep it, and the group keeps its other roles. If a role must include another one, use `includes`.
   * @param member a group or a person of the realm
   */
  public addMember(member: IIdentity): void {
    const machine = MACHINES.includes(member?.identityKind); // the tokens of machines contain no roles
    const groupId = machine ? undefined : this._registry.groupIdOf(member);
    if (groupId === undefined) {
      refuse({
        path: this.node.path,
        what: 'a role is given to an identity that cannot hold it',
        got: member?.displayName,
        allowed: 'groups and people of this realm',
        fix: machine
          ? 'grant it to the machine itself'
          : member?.identityKind === IdentityKind.ROLE
            ? 'name this role in includes of the other one'
            : 'use what addGroup(), group() or person() of this realm returns',
      });
    }
    if (this._heldBy(member)) return;
    const id = createHash('sha256').update(member.claimValue).digest('hex').slice(0, 8);
    new GroupRoles(this, `member-${id}`, {
      ...this._registry.place,
      groupId,
      roleIds: [this.roleId],
      exhaustive: false,
    });
  }

  /** Records that a group has the role. Returns whether that was known. @internal */
  public _heldBy({ claimValue }: IIdentity): boolean {
    const known = this.members.has(claimValue);
    this.members.add(claimValue);
    return known;
  }

  /** Creates the Terraform resource, and returns its id. @internal */
  protected _create({ description, includes }: KeycloakRoleProps, clientResourceId: string | undefined): string {
    return new Role(this, 'Resource', {
      ...this._registry.place,
      clientId: clientResourceId,
      name: this.roleName,
      description,
      compositeRoles: includes?.length ? includes.map(({ roleId }) => roleId) : undefined,
    }).id;
  }
}
