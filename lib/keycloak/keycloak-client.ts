import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { addressFrom } from './addresses';
import { clientScopes } from './client-scopes';
import { clientSecretVariable } from './client-secret';
import { claimOfRole, GROUPS_CLAIM, ROLE_PREFIX } from './groups-claim';
import { below, freeId, pathOf } from './places';
import { RealmRegistry, RealmRole } from './realm-registry';
import { checkLoopbackUris, checkRedirectUris, checkSomeUris } from './redirect-uris';
import { ClientSettings, safeClient } from './safe-client';
import { IIdentity } from '../access/identity';
import { checkNew } from '../api-types/checked-calls';
import { refuse } from '../errors';
import { RelyingParty } from '../identity/identity-provider';
import { GenericProtocolMapper } from '../provider-keycloak/generic-protocol-mapper';
import { GenericRoleMapper } from '../provider-keycloak/generic-role-mapper';
import { OpenidAudienceProtocolMapper } from '../provider-keycloak/openid-audience-protocol-mapper';
import { OpenidClient } from '../provider-keycloak/openid-client';
import { OpenidGroupMembershipProtocolMapper } from '../provider-keycloak/openid-group-membership-protocol-mapper';
import { OpenidHardcodedRoleProtocolMapper } from '../provider-keycloak/openid-hardcoded-role-protocol-mapper';
import { OpenidUserClientRoleProtocolMapper } from '../provider-keycloak/openid-user-client-role-protocol-mapper';
import { OpenidUserRealmRoleProtocolMapper } from '../provider-keycloak/openid-user-realm-role-protocol-mapper';

/** Props of a KeycloakClient. */
export interface KeycloakClientProps {
  /**
   * The client id: letters, digits, dots, underscores and hyphens, at most 255 characters. No two ids of a realm may
   * differ in upper and lower case alone.
   * @default - the id of the construct
   */
  readonly clientId?: string;
  /**
   * Addresses to which Keycloak sends codes: whole https addresses without wildcards, such as
   * `https://monitoring.example.com/oauth2/callback` for oauth2-proxy. For a public client: http addresses of
   * localhost, 127.0.0.1 or [::1] with a port.
   */
  readonly redirectUris: string[];
  /**
   * Addresses to which Keycloak sends a browser after people sign out.
   * @default - none
   */
  readonly postLogoutRedirectUris?: string[];
  /**
   * Whether the client has no secret, because it is a program on the machines of people, such as kubectl. No
   * oauth2-proxy can use such a client.
   * @default false
   */
  readonly publicClient?: boolean;
  /**
   * Name of the client that people see.
   * @default "Monitoring sign-on (CLIENT ID)", or "Kubernetes (CLIENT ID)" for a public client
   */
  readonly displayName?: string;
  /**
   * Version of the client secret. Terraform does not store the secret and cannot see that it changed: change this
   * version whenever the secret changes.
   * @default - the `clientSecretVersion` of the realm
   */
  readonly clientSecretVersion?: string;
}

/**
 * An OpenID Connect client of a Keycloak realm by which people sign in: authorization code flow with PKCE, and ID
 * tokens that contain the groups of a person and the roles that the program grants, and no other roles. The implicit
 * flow, passwords of users, device codes, token exchange and service accounts are off, and no origin may call the
 * client by scripts.
 *
 * The secret of the client is the Terraform variable `CLIENT_ID_client_secret`, with underscores for other characters
 * than letters and digits. Neither a plan nor the state contains it.
 *
 * The Terraform address is made from the client id: another id of the construct changes nothing.
 *
 * `node.defaultChild` is the Terraform resource `keycloak_openid_client`.
 *
 * @example
 *
 * const client = new KeycloakClient(realm, 'monitoring', {
 *   redirectUris: ['https://monitoring.example.com/oauth2/callback'],
 *   postLogoutRedirectUris: ['https://monitoring.example.com/'],
 * });
 * client.registerIdentities([editor]); // the tokens of the client contain the role
 * client.relyingParty.issuerUrl; // what `new OAuth2Proxy(...)` takes as relyingParty
 * (client.node.defaultChild as TerraformResource).addOverride('description', 'sign-on of the platform team');
 */
export class KeycloakClient extends Construct {
  /** The client id. */
  public readonly clientId: string;
  /** The issuer of the realm. */
  public readonly issuerUrl: string;
  /** The Terraform id of the client, for resources of your own. */
  public readonly clientResourceId: string;
  /** Whether the client has no secret. */
  public readonly publicClient: boolean;

  private readonly registry: RealmRegistry;
  private readonly resource: OpenidClient;

  /**
   * @param scope a realm, or a construct below one
   * @param id id of the construct, and the default client id
   * @param props client id and addresses
   */
  constructor(scope: Construct, id: string, props: KeycloakClientProps) {
    checkNew('KeycloakClient', scope, id, props);
    const registry = RealmRegistry.of(scope, 'KeycloakClient');
    const path = pathOf(scope, id);
    const clientId = props.clientId ?? id;
    const publicClient = props.publicClient ?? false;
    registry.clientIds.check(path, clientId);
    checkUris(path, props);
    super(scope, freeId(scope, id));
    addressFrom(this, ['clients', clientId]);
    registry.clientIds.claim(path, clientId);
    this.registry = registry;
    this.clientId = clientId;
    this.issuerUrl = registry.issuerUrl;
    this.publicClient = publicClient;
    this.resource = safeClient(this, registry, clientId, {
      standardFlowEnabled: true,
      pkceCodeChallengeMethod: 'S256',
      useRefreshTokens: true,
      ...(publicClient ? publicSettings(clientId, props) : this.confidentialSettings(path, props)),
      validRedirectUris: [...props.redirectUris],
      validPostLogoutRedirectUris: [...(props.postLogoutRedirectUris ?? [])],
    });
    this.clientResourceId = this.resource.id;
    this.addClaims();
    if (!publicClient) this.addProxyClaims();
    registry.clients.set(clientId, this);
    if (registry.everyoneRole) this._giveEveryone(registry.everyoneRole.roleId);
  }

  /**
   * The client as a proxy needs it: the `relyingParty` of `OAuth2Proxy`. Refused for a public client, which has no
   * secret.
   */
  public get relyingParty(): RelyingParty {
    if (this.publicClient) {
      refuse({
        path: this.node.path,
        what: 'a public client has no secret, and the proxy needs one',
        got: { publicClient: true },
        allowed: 'a client with a secret',
        fix: `write new KeycloakClient(realm, '${this.clientId}', { redirectUris: ['https://…/oauth2/callback'] })`,
      });
    }
    const { issuerUrl, clientId } = this;
    const { accessToken, idle, max } = this.registry.lifetimes;
    return {
      issuerUrl,
      clientId,
      scopes: ['openid', 'profile', 'email'],
      groupsClaim: GROUPS_CLAIM,
      signingAlgorithms: ['RS256'],
      endSessionUrl: `${issuerUrl}/protocol/openid-connect/logout?id_token_hint={id_token}`,
      accessTokenLifespan: Duration.seconds(accessToken),
      sessionIdle: Duration.seconds(idle),
      sessionMax: Duration.seconds(max),
    };
  }

  /**
   * Puts what proves these identities into the tokens of the client, if it is not in them already. Call it for each
   * role that a program grants without `MonitoringSso`, which does it for each grant. At synthesis, the realm refuses
   * identities that people get without an administrator.
   * @param identities the identities that something is granted to, of this realm
   */
  public registerIdentities(identities: IIdentity[]): void {
    this.registry.grant(this.node.path, this.clientId, identities);
  }

  /** Gives a realm role to everyone who signs in by this client. @internal */
  public _giveEveryone(roleId: string): void {
    new OpenidHardcodedRoleProtocolMapper(this, 'EveryoneRole', {
      ...this.place,
      name: 'everyone signed in',
      roleId,
    });
    this.putRealmRoles();
  }

  /**
   * Puts a role into the groups claim of the people who have it. A token contains only the roles in the scope of its
   * client, so that of other roles it contains only what they include. @internal
   */
  public _putRole({ roleName, roleId, clientId }: RealmRole): void {
    const scope = below(this, clientId === undefined ? 'realm-roles' : `roles-of-${clientId}`);
    if (scope.node.tryFindChild(roleName)) return;
    new GenericRoleMapper(scope, roleName, { ...this.place, roleId });
    if (clientId === undefined) this.putRealmRoles();
    else this.putRolesOf(clientId);
  }

  private confidentialSettings(path: string, props: KeycloakClientProps): ClientSettings {
    const { clientId, registry } = this;
    const scope = below(below(registry.realm, 'secrets'), clientId);
    return {
      name: props.displayName ?? `Monitoring sign-on (${clientId})`,
      accessType: 'CONFIDENTIAL',
      clientSecretWo: clientSecretVariable(scope, path, clientId, 'the Kubernetes Secret'),
      clientSecretWoVersion: props.clientSecretVersion ?? registry.clientSecretVersion,
    };
  }

  /** What each client by which people sign in has. */
  private addClaims(): void {
    // `basic` adds the subject, without which a request passes with no user. `roles` is left out: it would make this
    // client an audience of each token whose owner has a role of it.
    clientScopes(this, this.place, ['basic', 'email', 'profile']);
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

  private addProxyClaims(): void {
    // Keycloak leaves the nonce out of the tokens of a refresh, and the proxy checks it when a later refresh fails.
    // Without the nonce, the proxy would end the session then.
    new GenericProtocolMapper(this, 'Nonce', {
      ...this.place,
      name: 'nonce',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-nonce-backwards-compatible-mapper',
      config: {},
    });
    new OpenidAudienceProtocolMapper(this, 'Audience', {
      ...this.place,
      name: 'audience',
      includedClientAudience: this.resource.clientId,
      addToIdToken: true,
      addToAccessToken: true,
      addToTokenIntrospection: true,
    });
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

  /** The arguments of each resource of the client. */
  private get place() {
    return { ...this.registry.place, clientId: this.resource.id };
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

function checkUris(path: string, props: KeycloakClientProps): void {
  const { redirectUris, postLogoutRedirectUris = [], publicClient } = props;
  checkSomeUris(path, redirectUris);
  if (publicClient) {
    checkLoopbackUris(path, redirectUris);
    checkLoopbackUris(path, postLogoutRedirectUris);
  } else {
    checkRedirectUris(path, 'redirectUris', redirectUris);
    checkRedirectUris(path, 'postLogoutRedirectUris', postLogoutRedirectUris);
  }
}

const publicSettings = (clientId: string, { displayName }: KeycloakClientProps): ClientSettings => ({
  name: displayName ?? `Kubernetes (${clientId})`,
  accessType: 'PUBLIC',
});
