import { Duration } from 'cdk8s';
import { IIdentityProvider, RelyingParty, RelyingPartyOptions } from './identity-provider';
import { issuerUrl } from './issuer-url';
import { checkRelyingParty } from './relying-party';
import { IdentityKind, IIdentity } from '../access/identity';
import { checkNew } from '../api-types/checked-calls';
import { refuse } from '../errors';
import { syntax } from '../syntax';

/** Props of an OidcIssuer. */
export interface OidcIssuerProps {
  /** Issuer, exactly as in its discovery document: an https address such as `https://id.example.com`. */
  readonly issuerUrl: string;
  /**
   * Claim of the ID token that contains the groups, as a list of strings.
   * @default "groups"
   */
  readonly groupsClaim?: string;
  /**
   * Scopes that the proxy requests.
   * @default ["openid", "profile", "email"]
   */
  readonly scopes?: string[];
  /**
   * Signature algorithms that tokens may have (RFC 7518).
   * @default ["RS256"]
   */
  readonly signingAlgorithms?: string[];
  /**
   * Address that ends the session at the provider, if the provider accepts a GET request with an `id_token_hint`: for
   * example `https://id.example.com/logout?id_token_hint={id_token}`. Sessions must be in Redis.
   * @default - signing out ends only the session of the proxy
   */
  readonly endSessionUrl?: string;
  /**
   * Lifetime of an access token: 30 seconds to one day. Give it only if the provider returns an ID token when a token
   * is refreshed. The proxy reads groups from the ID token: without one, a session would keep its first groups for as
   * long as people use it.
   * @default - sessions are not refreshed, and end after `sessionLifetime`
   */
  readonly accessTokenLifespan?: Duration;
  /**
   * A group of which every person who may sign in is a member. A grant to everyone signed in is a grant to this group,
   * so that no grant is empty.
   * @default - nothing can be granted to everyone signed in
   */
  readonly everyoneGroup?: string;
}

/**
 * Any OpenID provider that puts groups into the ID token. The library does not manage it: by hand, register a
 * confidential client with the authorization code flow and the redirect address `https://HOST/oauth2/callback`.
 *
 * @example
 *
 * const issuer = new OidcIssuer({ issuerUrl: 'https://id.example.com', everyoneGroup: 'staff' });
 * const developers = issuer.group('developers');
 */
export class OidcIssuer implements IIdentityProvider {
  public readonly issuerUrl: string;
  private readonly party: RelyingParty;
  private readonly everyoneGroup?: string;

  constructor(props: OidcIssuerProps) {
    checkNew('OidcIssuer', props);
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
   * A group of the provider, or another value that the provider puts into the groups claim, such as a role.
   * @param name its value in the groups claim, exactly
   */
  public group(name: string): IIdentity {
    return this.identity(IdentityKind.GROUP, name, name);
  }

  /** Everyone who signed in: the members of `everyoneGroup`. Refused if there is no such group. */
  public everyoneSignedIn(): IIdentity {
    if (this.everyoneGroup === undefined) {
      refuse({
        path: 'OidcIssuer',
        what: 'everyoneGroup is missing, and the proxy cannot check a grant to everyone signed in without a group',
        got: undefined,
        allowed: 'a group of which everyone is a member, as everyoneGroup',
        fix: 'set everyoneGroup, or grant a group',
      });
    }
    return this.identity(IdentityKind.EVERYONE, 'everyone signed in', this.everyoneGroup);
  }

  public registerRelyingParty(options: RelyingPartyOptions): RelyingParty {
    return { ...this.party, clientId: options.clientId };
  }

  /** Does nothing: the issuer decides what its tokens contain. */
  public registerIdentities(_clientId: string, _identities: IIdentity[]): void {}

  private identity(identityKind: IdentityKind, displayName: string, claimValue: string): IIdentity {
    syntax.claimValue('OidcIssuer', 'the name of the group', claimValue);
    return { identityKind, displayName, claimValue, claimName: this.party.groupsClaim, issuerUrl: this.issuerUrl };
  }
}
