import { Construct } from 'constructs';
import { clientSecretVariable } from './client-secret';
import type { KeycloakRealmBase } from './keycloak-realm-base';
import { below } from './terraform';
import { TokenClient } from './token-client';
import type { RelyingPartyOptions } from '../identity/identity-provider';
import { GenericProtocolMapper } from '../provider-keycloak/generic-protocol-mapper';
import { OpenidAudienceProtocolMapper } from '../provider-keycloak/openid-audience-protocol-mapper';

/** The confidential client of one proxy. */
export class ProxyClient extends TokenClient {
  constructor(scope: Construct, realm: KeycloakRealmBase, options: RelyingPartyOptions, secretVersion: string) {
    super(scope, realm, options.clientId, {
      name: `Monitoring sign-on (${options.clientId})`,
      accessType: 'CONFIDENTIAL',
      clientSecretWo: clientSecretVariable(
        below(below(realm, 'secrets'), options.clientId),
        options.path,
        options.clientId,
        'the Kubernetes Secret',
      ),
      clientSecretWoVersion: secretVersion,
      validRedirectUris: [options.redirectUri],
      validPostLogoutRedirectUris: options.postLogoutRedirectUris,
    });
    // Keycloak leaves the nonce out of the tokens that a refresh gives, and the proxy looks for it whenever a later
    // refresh fails: without it, whoever is due then is signed out.
    new GenericProtocolMapper(this.client, 'Nonce', {
      ...this.client._place,
      name: 'nonce',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-nonce-backwards-compatible-mapper',
      config: {},
    });
    new OpenidAudienceProtocolMapper(this.client, 'Audience', {
      ...this.client._place,
      name: 'audience',
      includedClientAudience: this.client._resource.clientId,
      addToIdToken: true,
      addToAccessToken: true,
      addToTokenIntrospection: true,
    });
  }
}
