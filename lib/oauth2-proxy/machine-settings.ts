import { AnyProxy, ofAnyProxy } from './proxy-settings';
import { Settings } from './settings';
import { IMachineIssuer } from '../machines/machine-issuer';

/** What the proxy of a machine entrance must know. */
export interface MachineSettingsInput extends AnyProxy {
  readonly host: string;
  readonly issuer: IMachineIssuer;
  /**
   * Name of a cookie that no client has; different from that of people, whose cookie the proxy would read otherwise.
   */
  readonly cookieName: string;
}

/**
 * The settings of a proxy for the tokens of one issuer. The issuer is its main one, so that tokens of other issuers are
 * refused, and its client id is the audience. People do not sign in here, and there are no sessions.
 */
export function machineSettings(input: MachineSettingsInput): Settings {
  const { issuer } = input;
  return {
    ...ofAnyProxy(input),
    // Groups and names in a token are the issuer's choice: an application that believes these headers would accept any
    // identity.
    set_xauthrequest: false,
    oidc_issuer_url: issuer.issuerUrl,
    ...(issuer.jwksUrl
      ? {
          skip_oidc_discovery: true,
          oidc_jwks_url: issuer.jwksUrl,
          // Asked for without discovery, and never used.
          login_url: issuer.issuerUrl,
          redeem_url: issuer.issuerUrl,
        }
      : {}),
    client_id: issuer.audience,
    client_secret: 'there-is-none', // the binary requires one, and no one signs in
    scope: 'openid',
    // The subject, which the issuer alone decides; an e-mail address in a token is chosen by others.
    oidc_email_claim: 'sub',
    ...(issuer.groupsClaim ? { oidc_groups_claim: issuer.groupsClaim } : {}),
    oidc_enabled_signing_algs: [...issuer.signingAlgorithms],
    redirect_url: `https://${input.host}/oauth2/callback`, // which is served nowhere
    cookie_name: input.cookieName,
    cookie_expire: '1m0s',
    session_store_type: 'cookie',

    skip_jwt_bearer_tokens: true,
    bearer_token_login_fallback: false, // a token that is not good is refused, whatever else comes with it
  };
}
