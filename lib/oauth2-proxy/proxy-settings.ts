import { AUTHENTICATION_LOG_FORMAT, MESSAGE_LOG_FORMAT, REQUEST_LOG_FORMAT } from './log-format';
import { Settings } from './settings';
import { RelyingParty } from '../identity/identity-provider';
import { SessionSettings } from '../sessions/session-settings';
import { goDuration } from '../syntax';

export const PROXY_PORT = 4180;
export const METRICS_PORT = 44180;
/** Where the issuer's certificate authority is mounted, if it is a private one. */
export const ISSUER_CA_DIRECTORY = '/etc/oauth2-proxy/issuer-ca';

/** What the settings of every proxy of a sign-on are made from. */
export interface AnyProxy {
  readonly trustedProxies: readonly string[];
  readonly requestIdHeader: string;
  /** What the proxy answers at its root to permitted requests: a status, never an application. */
  readonly upstream: string;
  readonly issuerCaKey?: string;
  /** Whether the proxy's metrics have a port. */
  readonly metrics: boolean;
}

export interface ProxySettingsInput extends AnyProxy {
  readonly host: string;
  readonly hosts: readonly string[];
  readonly cookie: {
    readonly name: string;
    readonly domain?: string;
    readonly expireSeconds: number;
    readonly refreshSeconds: number;
  };
  readonly relyingParty: RelyingParty;
  readonly sessions: SessionSettings;
}

/**
 * The settings of the proxy in middleware mode. They stand in a file, where an unknown key is an error; as environment
 * variables a misspelt one is ignored, and its protection is missing. docs/security.md gives the reason for each that
 * differs from the binary's default.
 */
export function proxySettings(input: ProxySettingsInput): Settings {
  const { cookie, relyingParty, sessions } = input;
  return {
    ...ofAnyProxy(input),
    provider_display_name: 'Monitoring',
    oidc_issuer_url: relyingParty.issuerUrl,
    client_id: relyingParty.clientId,
    scope: relyingParty.scopes.join(' '),
    oidc_groups_claim: relyingParty.groupsClaim,
    oidc_email_claim: 'email',
    oidc_enabled_signing_algs: [...relyingParty.signingAlgorithms],
    ...(relyingParty.endSessionUrl && sessions.kind === 'redis'
      ? { backend_logout_url: relyingParty.endSessionUrl }
      : {}),
    skip_provider_button: true,
    redirect_url: `https://${input.host}/oauth2/callback`,
    whitelist_domains: [...input.hosts],

    cookie_name: cookie.name,
    ...(cookie.domain ? { cookie_domains: [cookie.domain] } : {}),
    cookie_expire: goDuration(cookie.expireSeconds),
    ...(cookie.refreshSeconds > 0 ? { cookie_refresh: goDuration(cookie.refreshSeconds) } : {}),
    cookie_csrf_per_request: true,
    cookie_csrf_per_request_limit: 5,
    cookie_csrf_expire: '15m',
    cookie_csrf_samesite: 'lax',
    ...sessions.options,

    skip_jwt_bearer_tokens: false,
  };
}

/** What does not depend on who is decided about. */
export function ofAnyProxy(input: AnyProxy): Settings {
  return {
    http_address: `:${PROXY_PORT}`, // every address, of IPv4 and IPv6
    ...(input.metrics ? { metrics_address: `:${METRICS_PORT}` } : {}),
    upstreams: [input.upstream],
    reverse_proxy: true,
    trusted_proxy_ips: [...input.trustedProxies],
    real_client_ip_header: 'X-Real-IP',

    provider: 'oidc',
    code_challenge_method: 'S256',
    insecure_oidc_skip_nonce: false,
    ...(input.issuerCaKey
      ? { provider_ca_files: [`${ISSUER_CA_DIRECTORY}/${input.issuerCaKey}`], use_system_trust_store: true }
      : {}),
    email_domains: ['*'], // who may pass is decided for each route

    cookie_secure: true,
    cookie_httponly: true,
    cookie_samesite: 'lax',

    set_xauthrequest: true,
    pass_access_token: false,
    pass_authorization_header: false,
    set_authorization_header: false,
    pass_basic_auth: false,
    pass_user_headers: false,

    request_id_header: input.requestIdHeader,
    silence_ping_logging: true,
    logging_local_time: false, // the formats say UTC
    auth_logging_format: AUTHENTICATION_LOG_FORMAT,
    request_logging_format: REQUEST_LOG_FORMAT,
    standard_logging_format: MESSAGE_LOG_FORMAT,
  };
}
