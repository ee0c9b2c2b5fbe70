import { Construct } from 'constructs';
import type { KeycloakRealmBase } from './keycloak-realm-base';
import type { KeycloakRole } from './keycloak-role';
import { below } from './terraform';
import { GenericRoleMapper } from '../../provider-keycloak/generic-role-mapper';
import { OpenidClient, OpenidClientConfig } from '../../provider-keycloak/openid-client';
import { OpenidClientDefaultScopes } from '../../provider-keycloak/openid-client-default-scopes';
import { OpenidClientOptionalScopes } from '../../provider-keycloak/openid-client-optional-scopes';
import { OpenidGroupMembershipProtocolMapper } from '../../provider-keycloak/openid-group-membership-protocol-mapper';
import { OpenidHardcodedRoleProtocolMapper } from '../../provider-keycloak/openid-hardcoded-role-protocol-mapper';
import { OpenidUserClientRoleProtocolMapper } from '../../provider-keycloak/openid-user-client-role-protocol-mapper';
import { OpenidUserRealmRoleProtocolMapper } from '../../provider-keycloak/openid-user-realm-role-protocol-mapper';

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
export class TokenClient extends Construct {
  protected readonly client: OpenidClient;
  protected readonly place: {
    readonly provider: KeycloakRealmBase['_provider'];
    readonly realmId: string;
    readonly clientId: string;
  };

  constructor(
    scope: Construct,
    realm: KeycloakRealmBase,
    clientId: string,
    settings: Omit<OpenidClientConfig, 'realmId' | 'clientId'>,
  ) {
    super(scope, clientId);
    this.client = new OpenidClient(this, 'Resource', {
      provider: realm._provider,
      realmId: realm.realmId,
      clientId,
      standardFlowEnabled: true,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      serviceAccountsEnabled: false,
      oauth2DeviceAuthorizationGrantEnabled: false,
      standardTokenExchangeEnabled: false,
      pkceCodeChallengeMethod: 'S256',
      webOrigins: [],
      fullScopeAllowed: false,
      consentRequired: false,
      useRefreshTokens: true,
      ...settings,
    });
    this.place = { provider: realm._provider, realmId: realm.realmId, clientId: this.client.id };
    // `basic` gives the subject, without which a request passes with no user; no `roles`: it would make this client an
    // audience of any token whose owner holds a role of it.
    new OpenidClientDefaultScopes(this, 'DefaultScopes', {
      ...this.place,
      defaultScopes: ['basic', 'email', 'profile'],
    });
    new OpenidClientOptionalScopes(this, 'OptionalScopes', { ...this.place, optionalScopes: [] });
    new OpenidGroupMembershipProtocolMapper(this, 'Groups', {
      ...this.place,
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
    new OpenidHardcodedRoleProtocolMapper(this, 'EveryoneRole', { ...this.place, name: 'everyone signed in', roleId });
    this.putRealmRoles();
  }

  /**
   * Puts a role into the groups claim of those who hold it, and of other roles only what it includes: a token has the
   * roles that are in the scope of its client.
   */
  public putRole(role: KeycloakRole): void {
    const scope = below(this, role.clientId === undefined ? 'realm-roles' : `roles-of-${role.clientId}`);
    if (scope.node.tryFindChild(role.roleName)) return;
    new GenericRoleMapper(scope, role.roleName, { ...this.place, roleId: role.roleId });
    if (role.clientId === undefined) this.putRealmRoles();
    else this.putRolesOf(role.clientId);
  }

  private putRealmRoles(): void {
    if (this.node.tryFindChild('RealmRoles')) return;
    new OpenidUserRealmRoleProtocolMapper(this, 'RealmRoles', {
      ...this.roleClaim,
      name: 'realm roles in groups',
      realmRolePrefix: ROLE_PREFIX,
      addToTokenIntrospection: false,
    });
  }

  private putRolesOf(clientId: string): void {
    const scope = below(this, 'ClientRoles');
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
      ...this.place,
      claimName: GROUPS_CLAIM,
      multivalued: true,
      addToIdToken: true,
      addToAccessToken: false,
      addToUserinfo: false,
    };
  }
}
