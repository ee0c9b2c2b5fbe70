import { Settings } from './settings';
import { SessionSettings } from '../sessions/session-store';
import { goDuration } from '../syntax';
import { RelyingParty } from '../identity/identity-provider';

export const PROXY_PORT = 4180;
export const METRICS_PORT = 44180;
/** Where the issuer's certificate authority is mounted, if it is a private one. */
export const ISSUER_CA_DIRECTORY = '/etc/oauth2-proxy/issuer-ca';

/**
 * How messages begin that hold what nobody may read: a whole request with its cookies after a failed CSRF check, an address with an authorization
 * code after a failed sign-in, the ID token after a failed sign-out. Read from the source of oauth2-proxy 7.15.3; the live run looks for such values in all logs.
 */
const WITHHELD = ['&{', 'Rejecting invalid redirect', 'Invalid redirect', 'error while calling backend logout:'];

export interface ProxySettingsInput {
  readonly host: string;
  readonly hosts: readonly string[];
  readonly cookie: { readonly name: string; readonly domain?: string; readonly expireSeconds: number; readonly refreshSeconds: number };
  readonly relyingParty: RelyingParty;
  readonly sessions: SessionSettings;
  readonly trustedProxies: readonly string[];
  readonly issuerCaKey?: string;
  /** Whether the proxy's metrics have a port. */
  readonly metrics: boolean;
}

/**
 * The settings of the proxy in middleware mode. They stand in a file, where an unknown key is an error; as environment variables
 * a misspelt one is ignored, and the door is open. docs/security.md gives the reason for each that differs from the binary's default.
 */
export function proxySettings(input: ProxySettingsInput): Settings {
  const { cookie, relyingParty, sessions } = input;
  return {
    http_address: `:${PROXY_PORT}`, // every address, of IPv4 and IPv6
    ...(input.metrics ? { metrics_address: `:${METRICS_PORT}` } : {}),
    upstreams: ['static://404'], // decisions only: nothing is served behind the sign-on by the proxy itself
    reverse_proxy: true,
    trusted_proxy_ips: [...input.trustedProxies],
    real_client_ip_header: 'X-Real-IP',

    provider: 'oidc',
    provider_display_name: 'Monitoring',
    oidc_issuer_url: relyingParty.issuerUrl,
    client_id: relyingParty.clientId,
    scope: relyingParty.scopes.join(' '),
    oidc_groups_claim: relyingParty.groupsClaim,
    oidc_email_claim: 'email',
    oidc_enabled_signing_algs: [...relyingParty.signingAlgorithms],
    code_challenge_method: 'S256',
    insecure_oidc_skip_nonce: false,
    ...(relyingParty.endSessionUrl && sessions.kind === 'redis' ? { backend_logout_url: relyingParty.endSessionUrl } : {}),
    ...(input.issuerCaKey ? { provider_ca_files: [`${ISSUER_CA_DIRECTORY}/${input.issuerCaKey}`], use_system_trust_store: true } : {}),
    skip_provider_button: true,
    email_domains: ['*'], // who may pass is decided for each route
    redirect_url: `https://${input.host}/oauth2/callback`,
    whitelist_domains: [...input.hosts],

    cookie_name: cookie.name,
    ...(cookie.domain ? { cookie_domains: [cookie.domain] } : {}),
    cookie_secure: true,
    cookie_httponly: true,
    cookie_samesite: 'lax',
    cookie_expire: goDuration(cookie.expireSeconds),
    ...(cookie.refreshSeconds > 0 ? { cookie_refresh: goDuration(cookie.refreshSeconds) } : {}),
    cookie_csrf_per_request: true,
    cookie_csrf_per_request_limit: 5,
    cookie_csrf_expire: '15m',
    cookie_csrf_samesite: 'lax',
    ...sessions.options,

    set_xauthrequest: true,
    pass_access_token: false,
    pass_authorization_header: false,
    set_authorization_header: false,
    pass_basic_auth: false,
    pass_user_headers: false,
    skip_jwt_bearer_tokens: false,

    silence_ping_logging: true,
    // Without the request line: that of a sign-in holds the authorization code.
    request_logging_format: '{{.Client}} - {{.RequestID}} - {{.Username}} [{{.Timestamp}}] {{.Host}} {{.RequestMethod}} {{.Protocol}} {{.StatusCode}} {{.ResponseSize}} {{.RequestDuration}}',
    standard_logging_format: `[{{.Timestamp}}] [{{.File}}] {{if or ${WITHHELD.map((start) => `(eq (printf "%.${start.length}s" .Message) "${start}")`).join(' ')}}}details withheld{{else}}{{.Message}}{{end}}`,
  };
}
