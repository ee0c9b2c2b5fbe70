import { Duration } from 'cdk8s';
import { IIdentityProvider, RelyingParty, RelyingPartyOptions } from './identity-provider';
import { issuerUrl } from './issuer-url';
import { checkRelyingParty } from './relying-party';
import { IdentityKind, IIdentity } from '../access/identity';
import { refuse } from '../errors';
import { syntax } from '../syntax';

/** An OpenID provider that the library does not manage. */
export interface OidcIssuerProps {
  /** Issuer, exactly as in its discovery document: an https address. */
  readonly issuerUrl: string;
  /**
   * Claim of the ID token that holds groups, as a list of strings.
   * @default "groups"
   */
  readonly groupsClaim?: string;
  /**
   * Scopes to ask for.
   * @default ["openid", "profile", "email"]
   */
  readonly scopes?: string[];
  /**
   * Signature algorithms that tokens may have (RFC 7518).
   * @default ["RS256"]
   */
  readonly signingAlgorithms?: string[];
  /**
   * Address that ends the session at the provider, where it takes a GET request with an `id_token_hint`, for example
   * `https://id.example.com/logout?id_token_hint={id_token}`. Needs sessions in Redis.
   * @default - signing out ends the session of the proxy alone
   */
  readonly endSessionUrl?: string;
  /**
   * How long an access token lives. Give it only if the provider returns an ID token when a token is refreshed: groups
   * are read from there, and without one a session would keep the groups that it began with for as long as it is used.
   * @default - sessions are not refreshed, and end after `sessionLifetime`
   */
  readonly accessTokenLifespan?: Duration;
  /**
   * A group that every person who may sign in belongs to. "Everyone signed in" is granted by it, so that no grant is
   * ever empty.
   * @default - everyone signed in cannot be granted anything
   */
  readonly everyoneGroup?: string;
}

/**
 * Any OpenID provider that puts groups into the ID token, by its issuer. Register the redirect address
 * `https://HOST/oauth2/callback` there by hand, as a confidential client with the authorization code flow.
 */
export class OidcIssuer implements IIdentityProvider {
  public readonly issuerUrl: string;
  private readonly party: RelyingParty;
  private readonly everyoneGroup?: string;

  constructor(props: OidcIssuerProps) {
    const path = 'OidcIssuer';
    this.issuerUrl = issuerUrl(path, props.issuerUrl);
    this.party = {
      issuerUrl: this.issuerUrl,
      clientId: 'checked-later',
      scopes: [...(props.scopes ?? ['openid', 'profile', 'email'])],
      groupsClaim: props.groupsClaim ?? 'groups',
      signingAlgorithms: [...(props.signingAlgorithms ?? ['RS256'])],
      endSessionUrl: props.endSessionUrl,
      accessTokenLifespan: props.accessTokenLifespan,
    };
    checkRelyingParty(path, this.party);
    if (props.accessTokenLifespan !== undefined) {
      syntax.duration(path, 'accessTokenLifespan', props.accessTokenLifespan, 30, 86400);
    }
    this.everyoneGroup = props.everyoneGroup;
  }

  /**
   * A group of the provider, or whatever else it puts into the groups claim, such as a role.
   * @param name its value in the groups claim, exactly
   */
  public group(name: string): IIdentity {
    return this.identity(IdentityKind.GROUP, name, name);
  }

  /** Everyone who signed in, by way of `everyoneGroup`. */
  public everyoneSignedIn(): IIdentity {
    if (this.everyoneGroup === undefined) {
      refuse({
        path: 'OidcIssuer',
        what: 'everyone signed in cannot be told from nobody in particular',
        got: undefined,
        allowed: 'a group that everybody belongs to, as everyoneGroup',
        fix: 'set everyoneGroup, or grant a group',
      });
    }
    return this.identity(IdentityKind.EVERYONE, 'everyone signed in', this.everyoneGroup);
  }

  public registerRelyingParty(options: RelyingPartyOptions): RelyingParty {
    return { ...this.party, clientId: options.clientId };
  }

  /** Does nothing: what tokens hold is the issuer's own affair. */
  public registerIdentities(_clientId: string, _identities: IIdentity[]): void {}

  private identity(identityKind: IdentityKind, displayName: string, claimValue: string): IIdentity {
    syntax.claimValue('OidcIssuer', 'the name of the group', claimValue);
    return { identityKind, displayName, claimValue, claimName: this.party.groupsClaim, issuerUrl: this.issuerUrl };
  }
}
