import { TerraformStack, TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import type { KeycloakRealmBase } from './keycloak-realm-base';
import { TokenClient } from './token-client';
import { refuse } from '../../errors';
import { OpenidAudienceProtocolMapper } from '../../provider-keycloak/openid-audience-protocol-mapper';
import type { RelyingPartyOptions } from '../identity-provider';

/** The confidential client of one proxy. */
export class ProxyClient extends TokenClient {
  constructor(scope: Construct, realm: KeycloakRealmBase, options: RelyingPartyOptions, secretVersion: string) {
    // Terraform's names start with a letter or an underscore.
    const name = `${options.clientId.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=[0-9])/, '_')}_client_secret`;
    if (TerraformStack.of(scope).node.findAll().some((node) => node instanceof TerraformVariable && node.friendlyUniqueId === name)) {
      refuse({
        path: options.path, what: 'another client of the stack takes its secret from the same Terraform variable', got: `${options.clientId}: ${name}`,
        allowed: 'client ids that differ in letters and digits', fix: 'give the sign-on a clientId of its own',
      });
    }
    super(scope, realm, options.clientId, {
      name: `Monitoring sign-on (${options.clientId})`,
      accessType: 'CONFIDENTIAL',
      clientSecretWo: `\${var.${name}}`,
      clientSecretWoVersion: secretVersion,
      validRedirectUris: [options.redirectUri],
      validPostLogoutRedirectUris: options.postLogoutRedirectUris,
    });
    const variable = new TerraformVariable(this, 'client-secret', {
      type: 'string',
      sensitive: true,
      nullable: false,
      description: `Client secret of ${options.clientId}, the same as in the Kubernetes Secret. Needed for every plan; kept by neither plan nor state.`,
    });
    variable.overrideLogicalId(name);
    variable.addOverride('ephemeral', true);
    new OpenidAudienceProtocolMapper(this, 'Audience', {
      ...this.place, name: 'audience', includedClientAudience: this.client.clientId,
      addToIdToken: true, addToAccessToken: true, addToTokenIntrospection: true,
    });
  }
}
