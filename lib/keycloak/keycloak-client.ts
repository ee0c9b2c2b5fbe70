import { Construct } from 'constructs';
import type { KeycloakRealmBase } from './keycloak-realm-base';
import { OpenidClient, OpenidClientConfig } from '../provider-keycloak/openid-client';

/**
 * The flags of a client that can do nothing until it is told what: no flow, no token exchange, no origin of scripts, no
 * roles but those that are put into its scope.
 */
const NOTHING = {
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

/** What a client may do, and what proves that it is the client. */
export type ClientSettings = Omit<OpenidClientConfig, 'provider' | 'realmId' | 'clientId' | keyof typeof NOTHING> &
  Partial<Pick<OpenidClientConfig, 'standardFlowEnabled' | 'serviceAccountsEnabled' | 'useRefreshTokens'>>;

/**
 * An OpenID Connect client of a Keycloak realm with safe flags: the implicit flow, passwords of users, device codes and
 * token exchange are off, no origin may call it by scripts, and tokens have no roles but those that the program grants.
 * `addKubernetesClient()` and `client()` of a realm return it.
 *
 * `node.defaultChild` is the Terraform resource `keycloak_openid_client`.
 *
 * @example
 *
 * const kubectl = realm.addKubernetesClient('kubectl');
 * (kubectl.node.defaultChild as TerraformResource).addOverride('description', 'kubectl of the platform team');
 */
export class KeycloakClient extends Construct {
  /** @internal */
  public static _create(
    scope: Construct,
    realm: KeycloakRealmBase,
    clientId: string,
    settings: (client: Construct) => ClientSettings,
  ): KeycloakClient {
    return new KeycloakClient(scope, realm, clientId, settings);
  }

  /** The client id. */
  public readonly clientId: string;
  /** The Terraform id of the client, for resources of your own. */
  public readonly clientResourceId: string;
  /** @internal */
  public readonly _resource: OpenidClient;
  /** What resources that belong to the client are made from. @internal */
  public readonly _place: {
    readonly provider: KeycloakRealmBase['_provider'];
    readonly realmId: string;
    readonly clientId: string;
  };

  private constructor(
    scope: Construct,
    realm: KeycloakRealmBase,
    clientId: string,
    settings: (client: Construct) => ClientSettings,
  ) {
    super(scope, clientId);
    const { _provider: provider, realmId } = realm;
    this._resource = new OpenidClient(this, 'Resource', {
      provider,
      realmId,
      clientId,
      ...NOTHING,
      webOrigins: [],
      ...settings(this),
    });
    this.clientId = clientId;
    this.clientResourceId = this._resource.id;
    this._place = { provider, realmId, clientId: this._resource.id };
  }
}
