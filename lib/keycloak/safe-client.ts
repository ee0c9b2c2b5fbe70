import { Construct } from 'constructs';
import type { RealmRegistry } from './realm-registry';
import { OpenidClient, OpenidClientConfig } from '../provider-keycloak/openid-client';

/**
 * The flags of a client that can do nothing until the library sets more: it has no flow, no token exchange, no origin
 * of scripts, and only roles that are put into its scope.
 */
const SAFE = {
  standardFlowEnabled: false,
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  serviceAccountsEnabled: false,
  oauth2DeviceAuthorizationGrantEnabled: false,
  standardTokenExchangeEnabled: false,
  webOrigins: [],
  fullScopeAllowed: false,
  consentRequired: false,
  useRefreshTokens: false,
} as const;

/** What a client may do, and how it authenticates. */
export type ClientSettings = Omit<OpenidClientConfig, 'provider' | 'realmId' | 'clientId' | keyof typeof SAFE> &
  Partial<Pick<OpenidClientConfig, 'standardFlowEnabled' | 'serviceAccountsEnabled' | 'useRefreshTokens'>>;

/** Creates a client with safe flags, as the child `Resource` of a construct. */
export function safeClient(
  scope: Construct,
  registry: RealmRegistry,
  clientId: string,
  settings: ClientSettings,
): OpenidClient {
  return new OpenidClient(scope, 'Resource', { ...registry.place, clientId, ...SAFE, webOrigins: [], ...settings });
}
