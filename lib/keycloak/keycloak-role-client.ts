import { Construct } from 'constructs';
import type { KeycloakRealmBase } from './keycloak-realm-base';
import { KeycloakRole, KeycloakRoleOptions } from './keycloak-role';
import { refuse } from '../errors';
import { OpenidClient } from '../provider-keycloak/openid-client';
import { syntax } from '../syntax';

/**
 * A client that does nothing but hold roles. Roles on the proxy's own client would make it an audience of any token
 * whose owner has one.
 */
export class KeycloakRoleClient extends Construct {
  /** The Terraform id of the client, for resources of your own. */
  public readonly clientResourceId: string;
  /** The client id. */
  public readonly clientId: string;
  private readonly names = new Set<string>();
  private readonly roles = new Construct(this, 'roles');

  /** @internal */
  constructor(
    scope: Construct,
    private readonly realm: KeycloakRealmBase,
    clientId: string,
  ) {
    super(scope, clientId);
    this.clientId = clientId;
    this.clientResourceId = new OpenidClient(this, 'Resource', {
      provider: realm._provider,
      realmId: realm.realmId,
      clientId,
      name: `Roles (${clientId})`,
      accessType: 'BEARER-ONLY',
      fullScopeAllowed: false,
    }).id;
  }

  /**
   * A role of the client.
   * @param name letters, digits, dots, underscores and hyphens
   * @param options description and included roles
   */
  public addRole(name: string, options: KeycloakRoleOptions = {}): KeycloakRole {
    syntax.groupName(this.node.path, 'the name of the role', name);
    if (this.names.has(name)) {
      refuse({
        path: this.node.path,
        what: 'the role is defined twice',
        got: name,
        allowed: 'each role once',
        fix: 'use the role that addRole returned',
      });
    }
    this.names.add(name);
    return new KeycloakRole(this.roles, this.realm, name, options, this);
  }
}
