import { IIdentityProvider, RelyingParty, RelyingPartyOptions } from './identity-provider';
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
   * A group that every person who may sign in belongs to. "Everyone signed in" is granted by it, so that no grant is ever empty.
   * @default - everyone signed in cannot be granted anything
   */
  readonly everyoneGroup?: string;
}

/**
 * Any OpenID provider, by its issuer. Register the redirect address `https://HOST/oauth2/callback` there by hand, as a confidential
 * client with the authorization code flow.
 */
export class OidcIssuer implements IIdentityProvider {
  public readonly issuerUrl: string;
  private readonly props: OidcIssuerProps;

  constructor(props: OidcIssuerProps) {
    const path = 'OidcIssuer';
    this.issuerUrl = syntax.httpsUrl(path, 'issuerUrl', props.issuerUrl);
    syntax.claim(path, 'groupsClaim', props.groupsClaim ?? 'groups');
    for (const scope of props.scopes ?? []) syntax.clientId(path, 'scopes', scope);
    const algorithms = props.signingAlgorithms ?? ['RS256'];
    const known = /^(RS|ES|PS)(256|384|512)$|^EdDSA$/;
    if (algorithms.length === 0 || !algorithms.every((algorithm) => known.test(algorithm))) {
      refuse({
        path, what: 'signingAlgorithms has an algorithm that proves nothing', got: algorithms,
        allowed: 'RS, ES and PS with 256, 384 or 512, and EdDSA', fix: 'name the algorithm of the provider\'s signing key',
      });
    }
    const scopes = props.scopes ?? ['openid', 'profile', 'email'];
    for (const needed of ['openid', 'email']) {
      if (!scopes.includes(needed)) refuse({ path, what: `scopes lack ${needed}`, got: scopes, allowed: 'lists with openid and email', fix: `add ${needed}` });
    }
    if (scopes.includes('offline_access')) {
      refuse({ path, what: 'offline_access keeps a session alive after the provider ended it', got: scopes, allowed: 'lists without offline_access', fix: 'remove offline_access' });
    }
    if (props.endSessionUrl !== undefined) syntax.httpsUrl(path, 'endSessionUrl', props.endSessionUrl.replace(/\?.*$/, ''));
    if (props.endSessionUrl !== undefined && !/\?([A-Za-z0-9_]+=[A-Za-z0-9._:/%-]*&)*id_token_hint=\{id_token\}$/.test(props.endSessionUrl)) {
      refuse({
        path, what: 'endSessionUrl does not hand over the ID token', got: props.endSessionUrl,
        allowed: 'an address that ends with "id_token_hint={id_token}"', fix: 'append ?id_token_hint={id_token}',
      });
    }
    this.props = { ...props, scopes, signingAlgorithms: algorithms };
  }

  /**
   * A group of the provider.
   * @param name its value in the groups claim, exactly
   */
  public group(name: string): IIdentity {
    return this.identity(IdentityKind.GROUP, name, name);
  }

  /** Everyone who signed in, by way of `everyoneGroup`. */
  public everyoneSignedIn(): IIdentity {
    if (this.props.everyoneGroup === undefined) {
      refuse({
        path: 'OidcIssuer', what: 'everyone signed in cannot be told from nobody in particular', got: undefined,
        allowed: 'a group that everybody belongs to, as everyoneGroup', fix: 'set everyoneGroup, or grant a group',
      });
    }
    return this.identity(IdentityKind.EVERYONE, 'everyone signed in', this.props.everyoneGroup);
  }

  public registerRelyingParty(options: RelyingPartyOptions): RelyingParty {
    return {
      issuerUrl: this.issuerUrl,
      clientId: options.clientId,
      scopes: [...this.props.scopes!],
      groupsClaim: this.props.groupsClaim ?? 'groups',
      signingAlgorithms: [...this.props.signingAlgorithms!],
      endSessionUrl: this.props.endSessionUrl,
    };
  }

  private identity(identityKind: IdentityKind, displayName: string, claimValue: string): IIdentity {
    syntax.claimValue('OidcIssuer', 'the name of the group', claimValue);
    return { identityKind, displayName, claimValue, issuerUrl: this.issuerUrl };
  }
}
