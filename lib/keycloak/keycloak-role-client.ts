import { Construct } from 'constructs';
import { addressFrom } from './addresses';
import { KeycloakRole, KeycloakRoleOptions } from './keycloak-role';
import { below, freeId, pathOf } from './places';
import { RealmRegistry } from './realm-registry';
import { checkNew } from '../api-types/checked-calls';
import { OpenidClient } from '../provider-keycloak/openid-client';

/** Props of a KeycloakRoleClient. */
export interface KeycloakRoleClientProps {
  /**
   * The client id: letters, digits, dots, underscores and hyphens, at most 255 characters.
   * @default - the id of the construct
   */
  readonly clientId?: string;
}

/**
 * A client that only holds roles. Roles of the client of the proxy would make this client an audience of each token
 * whose owner has one of them.
 *
 * `node.defaultChild` is the Terraform resource `keycloak_openid_client`.
 *
 * @example
 *
 * const roles = new KeycloakRoleClient(realm, 'monitoring-roles');
 * roles.addRole('auditor').claimValue; // 'client-role:monitoring-roles:auditor'
 */
export class KeycloakRoleClient extends Construct {
  /** The Terraform id of the client, for resources of your own. */
  public readonly clientResourceId: string;
  /** The client id. */
  public readonly clientId: string;

  /**
   * @param scope a realm, or a construct below one
   * @param id id of the construct, and the default client id
   * @param props client id
   */
  constructor(scope: Construct, id: string, props: KeycloakRoleClientProps = {}) {
    checkNew('KeycloakRoleClient', scope, id, props);
    const registry = RealmRegistry.of(scope, 'KeycloakRoleClient');
    const clientId = props.clientId ?? id;
    registry.clientIds.claim(pathOf(scope, id), clientId);
    super(scope, freeId(scope, id));
    addressFrom(this, ['clients', clientId]);
    this.clientId = clientId;
    this.clientResourceId = new OpenidClient(this, 'Resource', {
      ...registry.place,
      clientId,
      name: `Roles (${clientId})`,
      accessType: 'BEARER-ONLY',
      fullScopeAllowed: false,
    }).id;
    registry.roleClients.set(this, this);
  }

  /**
   * A role of the client.
   * @param name letters, digits, dots, underscores and hyphens
   * @param options description and included roles
   */
  public addRole(name: string, options: KeycloakRoleOptions = {}): KeycloakRole {
    return new KeycloakRole(below(this, 'roles'), name, { ...options, name });
  }
}
