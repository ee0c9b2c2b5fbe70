import { Construct } from 'constructs';
import { ClientSettings, KeycloakClient } from './keycloak-client';
import type { KeycloakRealmBase } from './keycloak-realm-base';
import type { KeycloakRole } from './keycloak-role';
import { below } from './terraform';
import { GenericRoleMapper } from '../provider-keycloak/generic-role-mapper';
import { OpenidClientDefaultScopes } from '../provider-keycloak/openid-client-default-scopes';
import { OpenidClientOptionalScopes } from '../provider-keycloak/openid-client-optional-scopes';
import { OpenidGroupMembershipProtocolMapper } from '../provider-keycloak/openid-group-membership-protocol-mapper';
import { OpenidHardcodedRoleProtocolMapper } from '../provider-keycloak/openid-hardcoded-role-protocol-mapper';
import { OpenidUserClientRoleProtocolMapper } from '../provider-keycloak/openid-user-client-role-protocol-mapper';
import { OpenidUserRealmRoleProtocolMapper } from '../provider-keycloak/openid-user-realm-role-protocol-mapper';

export const GROUPS_CLAIM = 'groups';
/** Groups at the top that the library owns: nobody is a member but those whom it puts there. */
export const OWN_GROUPS = { people: 'monitoring-sso-people', machines: 'monitoring-sso-machines' } as const;
/** Behind these stand the names of roles in the groups claim; the path of a group begins with a slash. */
const ROLE_PREFIX = 'role:';
const CLIENT_ROLE_PREFIX = 'client-role:';

/**
 * What proves a role. Client ids and names of realm roles that can be granted hold no colon, so that each claim is one
 * role's.
 */
export function claimOfRole(name: string, clientId?: string): string {
  return clientId === undefined ? `${ROLE_PREFIX}${name}` : `${CLIENT_ROLE_PREFIX}${clientId}:${name}`;
}

/**
 * A client that people sign in by with the authorization code flow and PKCE, with what proves identities in its ID
 * tokens, and nothing else.
 */
export class TokenClient {
  /** The construct of the client. */
  public readonly client: KeycloakClient;

  constructor(scope: Construct, realm: KeycloakRealmBase, clientId: string, settings: ClientSettings) {
    this.client = KeycloakClient._create(scope, realm, clientId, () => ({
      standardFlowEnabled: true,
      pkceCodeChallengeMethod: 'S256',
      useRefreshTokens: true,
      ...settings,
    }));
    // `basic` gives the subject, without which a request passes with no user; no `roles`: it would make this client an
    // audience of any token whose owner holds a role of it.
    new OpenidClientDefaultScopes(this.client, 'DefaultScopes', {
      ...this.client._place,
      defaultScopes: ['basic', 'email', 'profile'],
    });
    new OpenidClientOptionalScopes(this.client, 'OptionalScopes', { ...this.client._place, optionalScopes: [] });
    new OpenidGroupMembershipProtocolMapper(this.client, 'Groups', {
      ...this.client._place,
      name: 'groups',
      claimName: GROUPS_CLAIM,
      fullPath: true,
      addToIdToken: true,
      addToAccessToken: false,
      addToUserinfo: false,
      addToTokenIntrospection: false,
    });
  }

  /** Gives everybody who signs in by this client a realm role. */
  public giveEveryone(roleId: string): void {
    new OpenidHardcodedRoleProtocolMapper(this.client, 'EveryoneRole', {
      ...this.client._place,
      name: 'everyone signed in',
      roleId,
    });
    this.putRealmRoles();
  }

  /**
   * Puts a role into the groups claim of those who hold it, and of other roles only what it includes: a token has the
   * roles that are in the scope of its client.
   */
  public putRole(role: KeycloakRole): void {
    const scope = below(this.client, role.clientId === undefined ? 'realm-roles' : `roles-of-${role.clientId}`);
    if (scope.node.tryFindChild(role.roleName)) return;
    new GenericRoleMapper(scope, role.roleName, { ...this.client._place, roleId: role.roleId });
    if (role.clientId === undefined) this.putRealmRoles();
    else this.putRolesOf(role.clientId);
  }

  private putRealmRoles(): void {
    if (this.client.node.tryFindChild('RealmRoles')) return;
    new OpenidUserRealmRoleProtocolMapper(this.client, 'RealmRoles', {
      ...this.roleClaim,
      name: 'realm roles in groups',
      realmRolePrefix: ROLE_PREFIX,
      addToTokenIntrospection: false,
    });
  }

  private putRolesOf(clientId: string): void {
    const scope = below(this.client, 'ClientRoles');
    if (scope.node.tryFindChild(clientId)) return;
    new OpenidUserClientRoleProtocolMapper(scope, clientId, {
      ...this.roleClaim,
      name: `roles of ${clientId} in groups`,
      clientIdForRoleMappings: clientId,
      clientRolePrefix: claimOfRole('', clientId),
    });
  }

  private get roleClaim() {
    return {
      ...this.client._place,
      claimName: GROUPS_CLAIM,
      multivalued: true,
      addToIdToken: true,
      addToAccessToken: false,
      addToUserinfo: false,
    };
  }
}
