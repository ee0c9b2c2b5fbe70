import { Duration } from 'cdk8s';
import { IIdentity } from '../access/identity';

/** What a sign-on asks of an identity provider: to be known to it as a relying party. */
export interface RelyingPartyOptions {
  /** Path of the construct that asks, for messages. */
  readonly path: string;
  /** Client id that the proxy uses. */
  readonly clientId: string;
  /** The one address that codes may be sent to. */
  readonly redirectUri: string;
  /** The addresses that a browser may be sent to after signing out. */
  readonly postLogoutRedirectUris: string[];
}

/** What a sign-on needs to know about its identity provider. Names and durations only, never tokens of an engine. */
export interface RelyingParty {
  /** Issuer, exactly as it stands in tokens. */
  readonly issuerUrl: string;
  /** Client id. */
  readonly clientId: string;
  /** Scopes to ask for. */
  readonly scopes: string[];
  /** Claim of the ID token that holds groups. */
  readonly groupsClaim: string;
  /** Signature algorithms that tokens may have. */
  readonly signingAlgorithms: string[];
  /**
   * Address that ends the session at the identity provider, `{id_token}` standing for the hint
   * (https://openid.net/specs/openid-connect-rpinitiated-1_0.html).
   * @default - signing out ends the session of the proxy alone
   */
  readonly endSessionUrl?: string;
  /**
   * How long an access token lives.
   * @default - unknown
   */
  readonly accessTokenLifespan?: Duration;
  /**
   * How long a session at the identity provider lives without use.
   * @default - unknown
   */
  readonly sessionIdle?: Duration;
  /**
   * How long a session at the identity provider lives at most.
   * @default - unknown
   */
  readonly sessionMax?: Duration;
}

/** Somewhere people sign in: `KeycloakRealm`, `ExistingKeycloakRealm` or `OidcIssuer`. */
export interface IIdentityProvider {
  /** Issuer, exactly as it stands in tokens. */
  readonly issuerUrl: string;
  /**
   * Makes a sign-on known as a relying party. Called once for each sign-on.
   * @param options what the provider must know
   */
  registerRelyingParty(options: RelyingPartyOptions): RelyingParty;
  /**
   * Makes the tokens of a relying party hold what proves these identities, where they do not already. Called whenever
   * something is granted.
   * @param clientId the relying party
   * @param identities whom something is granted to; all of this provider
   */
  registerIdentities(clientId: string, identities: IIdentity[]): void;
}
