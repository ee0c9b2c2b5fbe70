import { Construct } from 'constructs';
import {
  OpenidClientDefaultScopes,
  OpenidClientDefaultScopesConfig,
} from '../provider-keycloak/openid-client-default-scopes';
import { OpenidClientOptionalScopes } from '../provider-keycloak/openid-client-optional-scopes';

/**
 * Gives a client these scopes and no others. A new client has the scopes that the realm gives to new clients, and
 * Keycloak refuses a default scope that is an optional scope of the client: the optional scopes are removed first.
 */
export function clientScopes(
  scope: Construct,
  place: Pick<OpenidClientDefaultScopesConfig, 'clientId' | 'provider' | 'realmId'>,
  defaultScopes: string[],
): void {
  const optional = new OpenidClientOptionalScopes(scope, 'OptionalScopes', { ...place, optionalScopes: [] });
  new OpenidClientDefaultScopes(scope, 'DefaultScopes', { ...place, defaultScopes, dependsOn: [optional] });
}
