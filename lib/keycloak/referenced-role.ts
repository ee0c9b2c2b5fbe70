import { KeycloakRole } from './keycloak-role';
import { DataKeycloakRole } from '../provider-keycloak/data-keycloak-role';

/** A role that is managed elsewhere: a data source in place of a resource. */
export class ReferencedRole extends KeycloakRole {
  /** @internal */
  protected _create(): string {
    return new DataKeycloakRole(this, 'Resource', { ...this._registry.place, name: this.roleName }).id;
  }
}
