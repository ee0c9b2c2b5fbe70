import { TerraformStack, TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import type { KeycloakRealmBase } from './keycloak-realm-base';
import type { KeycloakRole } from './keycloak-role';
import { below } from './terraform';
import { refuse } from '../../errors';
import { GenericRoleMapper } from '../../provider-keycloak/generic-role-mapper';
import { OpenidAudienceProtocolMapper } from '../../provider-keycloak/openid-audience-protocol-mapper';
import { OpenidClient } from '../../provider-keycloak/openid-client';
import { OpenidClientDefaultScopes } from '../../provider-keycloak/openid-client-default-scopes';
import { OpenidClientOptionalScopes } from '../../provider-keycloak/openid-client-optional-scopes';
import { OpenidGroupMembershipProtocolMapper } from '../../provider-keycloak/openid-group-membership-protocol-mapper';
import { OpenidHardcodedRoleProtocolMapper } from '../../provider-keycloak/openid-hardcoded-role-protocol-mapper';
import { OpenidUserClientRoleProtocolMapper } from '../../provider-keycloak/openid-user-client-role-protocol-mapper';
import { OpenidUserRealmRoleProtocolMapper } from '../../provider-keycloak/openid-user-realm-role-protocol-mapper';
import type { RelyingPartyOptions } from '../identity-provider';

export const GROUPS_CLAIM = 'groups';
/** Behind these stand the names of roles in the groups claim; the path of a group begins with a slash. */
const ROLE_PREFIX = 'role:';
const CLIENT_ROLE_PREFIX = 'client-role:';

/** What proves a role. Client ids and names of realm roles that grants can be made to hold no colon, so that each claim is one role's. */
export function claimOfRole(name: string, clientId?: string): string {
  return clientId === undefined ? `${ROLE_PREFIX}${name}` : `${CLIENT_ROLE_PREFIX}${clientId}:${name}`;
}

/** The confidential client of one proxy, with what its tokens hold. */
export class ProxyClient extends Construct {
  private readonly client: OpenidClient;

  constructor(scope: Construct, private readonly realm: KeycloakRealmBase, options: RelyingPartyOptions, secretVersion: string) {
    super(scope, options.clientId);
    const place = { provider: realm._provider, realmId: realm.realmId };

    // Terraform's names start with a letter or an underscore.
    const name = `${options.clientId.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=[0-9])/, '_')}_client_secret`;
    if (TerraformStack.of(this).node.findAll().some((node) => node instanceof TerraformVariable && node.friendlyUniqueId === name)) {
      refuse({
        path: options.path, what: 'another client of the stack takes its secret from the same Terraform variable', got: `${options.clientId}: ${name}`,
        allowed: 'client ids that differ in letters and digits', fix: 'give the sign-on a clientId of its own',
      });
    }
    const variable = new TerraformVariable(this, 'client-secret', {
      type: 'string',
      sensitive: true,
      nullable: false,
      description: `Client secret of ${options.clientId}, the same as in the Kubernetes Secret. Needed for every plan; kept by neither plan nor state.`,
    });
    variable.overrideLogicalId(name);
    variable.addOverride('ephemeral', true);

    this.client = new OpenidClient(this, 'Resource', {
      ...place,
      clientId: options.clientId,
      name: `Monitoring sign-on (${options.clientId})`,
      accessType: 'CONFIDENTIAL',
      clientSecretWo: variable.stringValue,
      clientSecretWoVersion: secretVersion,
      standardFlowEnabled: true,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      serviceAccountsEnabled: false,
      oauth2DeviceAuthorizationGrantEnabled: false,
      standardTokenExchangeEnabled: false,
      pkceCodeChallengeMethod: 'S256',
      validRedirectUris: [options.redirectUri],
      validPostLogoutRedirectUris: options.postLogoutRedirectUris,
      webOrigins: [],
      fullScopeAllowed: false,
      consentRequired: false,
      useRefreshTokens: true,
    });
    // `basic` gives the subject, without which a request passes with no user; no `roles`: it would make this client an audience
    // of any token whose owner holds a role of it.
    new OpenidClientDefaultScopes(this, 'DefaultScopes', { ...place, clientId: this.client.id, defaultScopes: ['basic', 'email', 'profile'] });
    new OpenidClientOptionalScopes(this, 'OptionalScopes', { ...place, clientId: this.client.id, optionalScopes: [] });
    new OpenidGroupMembershipProtocolMapper(this, 'Groups', {
      ...place, clientId: this.client.id, name: 'groups', claimName: GROUPS_CLAIM, fullPath: true,
      addToIdToken: true, addToAccessToken: false, addToUserinfo: false, addToTokenIntrospection: false,
    });
    new OpenidAudienceProtocolMapper(this, 'Audience', {
      ...place, clientId: this.client.id, name: 'audience', includedClientAudience: this.client.clientId,
      addToIdToken: true, addToAccessToken: true, addToTokenIntrospection: true,
    });
  }

  /** Gives everybody who signs in by this client a realm role. */
  public giveEveryone(roleId: string): void {
    new OpenidHardcodedRoleProtocolMapper(this, 'EveryoneRole', { ...this.place, name: 'everyone signed in', roleId });
    this.putRealmRoles();
  }

  /** Puts a role into the groups claim of those who hold it, and no other role: a token has those roles alone that are in the scope of its client. */
  public putRole(role: KeycloakRole): void {
    const scope = below(this, role.clientId === undefined ? 'realm-roles' : `roles-of-${role.clientId}`);
    if (scope.node.tryFindChild(role.roleName)) return;
    new GenericRoleMapper(scope, role.roleName, { ...this.place, roleId: role.roleId });
    if (role.clientId === undefined) this.putRealmRoles();
    else this.putRolesOf(role.clientId);
  }

  private putRealmRoles(): void {
    if (this.node.tryFindChild('RealmRoles')) return;
    new OpenidUserRealmRoleProtocolMapper(this, 'RealmRoles', { ...this.roleClaim, name: 'realm roles in groups', realmRolePrefix: ROLE_PREFIX, addToTokenIntrospection: false });
  }

  private putRolesOf(clientId: string): void {
    const scope = below(this, 'ClientRoles');
    if (scope.node.tryFindChild(clientId)) return;
    new OpenidUserClientRoleProtocolMapper(scope, clientId, {
      ...this.roleClaim, name: `roles of ${clientId} in groups`, clientIdForRoleMappings: clientId, clientRolePrefix: claimOfRole('', clientId),
    });
  }

  private get place() {
    return { provider: this.realm._provider, realmId: this.realm.realmId, clientId: this.client.id };
  }

  private get roleClaim() {
    return { ...this.place, claimName: GROUPS_CLAIM, multivalued: true, addToIdToken: true, addToAccessToken: false, addToUserinfo: false };
  }
}
