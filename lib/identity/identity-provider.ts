import { Duration } from 'cdk8s';
import { IIdentity } from '../access/identity';

/** What an identity provider needs to register a sign-on as a relying party. */
export interface RelyingPartyOptions {
  /** Path of the construct of the sign-on, for errors. */
  readonly path: string;
  /** Client id of the proxy. */
  readonly clientId: string;
  /** The only address to which the provider may send codes: `https://HOST/oauth2/callback`. */
  readonly redirectUri: string;
  /** The addresses to which the provider may send a browser after people sign out. */
  readonly postLogoutRedirectUris: string[];
}

/**
 * What a sign-on needs to know about its identity provider: names and durations, without references of Terraform.
 */
export interface RelyingParty {
  /** Issuer, exactly as in tokens. */
  readonly issuerUrl: string;
  /** Client id. */
  readonly clientId: string;
  /** Scopes that the proxy requests. They contain `openid` and `email`. */
  readonly scopes: string[];
  /** Claim of the ID token that contains the groups. */
  readonly groupsClaim: string;
  /** Signature algorithms that tokens may have (RFC 7518). */
  readonly signingAlgorithms: string[];
  /**
   * Address that ends the session at the identity provider
   * (https://openid.net/specs/openid-connect-rpinitiated-1_0.html). The proxy replaces `{id_token}` by the ID token.
   * @default - signing out ends only the session of the proxy
   */
  readonly endSessionUrl?: string;
  /**
   * Lifetime of an access token.
   * @default - unknown
   */
  readonly accessTokenLifespan?: Duration;
  /**
   * Time after which a session at the identity provider ends if it is not used.
   * @default - unknown
   */
  readonly sessionIdle?: Duration;
  /**
   * Maximum lifetime of a session at the identity provider.
   * @default - unknown
   */
  readonly sessionMax?: Duration;
}

/** A provider at which people sign in: `KeycloakRealm`, `ExistingKeycloakRealm` or `OidcIssuer`. */
export interface IIdentityProvider {
  /** Issuer, exactly as in tokens. */
  readonly issuerUrl: string;
  /**
   * Registers a sign-on as a relying party. Each sign-on calls this once.
   * @param options client id and addresses
   */
  registerRelyingParty(options: RelyingPartyOptions): RelyingParty;
  /**
   * Puts what proves these identities into the tokens of a relying party, if it is not in them already. A sign-on calls
   * this for each grant.
   * @param clientId client id of the relying party
   * @param identities the identities that something is granted to; all of this provider
   */
  registerIdentities(clientId: string, identities: IIdentity[]): void;
}
