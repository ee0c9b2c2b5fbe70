import { Construct } from 'constructs';
import type { KeycloakRealmBase } from './keycloak-realm-base';
import { Role } from '../../provider-keycloak/role';

/** A realm role. */
export class KeycloakRole extends Construct {
  /** The name of the role. */
  public readonly roleName: string;
  /** The issuer of the realm. */
  public readonly issuerUrl: string;
  /** The Terraform id of the role, for resources of your own. */
  public readonly roleId: string;

  /** @internal */
  constructor(scope: Construct, realm: KeycloakRealmBase, name: string, description?: string) {
    super(scope, `role-${name}`);
    this.roleName = name;
    this.issuerUrl = realm.issuerUrl;
    this.roleId = new Role(this, 'Resource', { provider: realm._provider, realmId: realm.realmId, name, description }).id;
  }
}
