import { Construct } from 'constructs';
import type { KeycloakRealmBase } from './keycloak-realm-base';
import { Role } from '../../provider-keycloak/role';

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
}

/** A role of a realm, or of a client that does nothing but hold roles. */
export class KeycloakRole extends Construct {
  /** The name of the role. */
  public readonly roleName: string;
  /** The issuer of the realm. */
  public readonly issuerUrl: string;
  /** The Terraform id of the role, for resources of your own. */
  public readonly roleId: string;

  /** @internal */
  constructor(scope: Construct, realm: KeycloakRealmBase, name: string, options: KeycloakRoleOptions, clientId?: string) {
    super(scope, name);
    this.roleName = name;
    this.issuerUrl = realm.issuerUrl;
    realm._requireOwn('role', options.includes ?? []);
    this.roleId = new Role(this, 'Resource', {
      provider: realm._provider, realmId: realm.realmId, clientId, name, description: options.description,
      compositeRoles: options.includes?.length ? options.includes.map(({ roleId }) => roleId) : undefined,
    }).id;
  }
}
