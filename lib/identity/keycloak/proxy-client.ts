import { TerraformStack, TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import type { KeycloakRealmBase } from './keycloak-realm-base';
import { refuse } from '../../errors';
import { GenericProtocolMapper } from '../../provider-keycloak/generic-protocol-mapper';
import { OpenidAudienceProtocolMapper } from '../../provider-keycloak/openid-audience-protocol-mapper';
import { OpenidClient } from '../../provider-keycloak/openid-client';
import { OpenidClientDefaultScopes } from '../../provider-keycloak/openid-client-default-scopes';
import { OpenidClientOptionalScopes } from '../../provider-keycloak/openid-client-optional-scopes';
import { OpenidGroupMembershipProtocolMapper } from '../../provider-keycloak/openid-group-membership-protocol-mapper';
import { OpenidHardcodedRoleProtocolMapper } from '../../provider-keycloak/openid-hardcoded-role-protocol-mapper';
import { OpenidUserRealmRoleProtocolMapper } from '../../provider-keycloak/openid-user-realm-role-protocol-mapper';
import type { RelyingPartyOptions } from '../identity-provider';

export const GROUPS_CLAIM = 'groups';
export const ROLE_PREFIX = 'role:';

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
    // Keycloak leaves the nonce out of the tokens that a refresh gives, and the proxy looks for it whenever a later refresh fails: without it, whoever is due then is signed out.
    new GenericProtocolMapper(this, 'Nonce', {
      ...place, clientId: this.client.id, name: 'nonce', protocol: 'openid-connect', protocolMapper: 'oidc-nonce-backwards-compatible-mapper', config: {},
    });
    new OpenidAudienceProtocolMapper(this, 'Audience', {
      ...place, clientId: this.client.id, name: 'audience', includedClientAudience: this.client.clientId,
      addToIdToken: true, addToAccessToken: true, addToTokenIntrospection: true,
    });
  }

  /** Gives everybody who signs in by this client a realm role, and puts it into the groups claim behind a prefix that no group path has. */
  public giveEveryone(roleId: string): void {
    const place = { provider: this.realm._provider, realmId: this.realm.realmId, clientId: this.client.id };
    new OpenidHardcodedRoleProtocolMapper(this, 'EveryoneRole', { ...place, name: 'everyone signed in', roleId });
    new OpenidUserRealmRoleProtocolMapper(this, 'EveryoneClaim', {
      ...place, name: 'roles in groups', claimName: GROUPS_CLAIM, multivalued: true, realmRolePrefix: ROLE_PREFIX,
      addToIdToken: true, addToAccessToken: false, addToUserinfo: false, addToTokenIntrospection: false,
    });
  }
}
