import { isDuration } from '../syntax';

/** What an option does to the sign-on, and what to use instead. */
export interface RefusedOption {
  readonly reason: string;
  readonly instead: string;
  /** Whether a value is harmless. Durations are those of cdk8s. */
  readonly unless?: (value: unknown) => boolean;
}

const between = (value: number, least: number, most: number) => value >= least && value <= most;
const off = (value: unknown) => value === false;
const secret = (where: string): RefusedOption => ({
  reason: 'a secret would stand in a ConfigMap',
  instead: `name the Secret that holds it: ${where}`,
});
const bypass = (what: string): RefusedOption => ({
  reason: `${what} are decided from headers that a client can forge (GHSA-7x63-xv5r-3p2x), and skip every grant`,
  instead: 'an Ingress of its own for the route, outside of the sign-on',
});
const owned = (prop: string): RefusedOption => ({
  reason: 'the library sets it from the model, so that both halves agree',
  instead: prop,
});

/**
 * Options that oauth2-proxy gives to one provider alone (7.15.6, `pkg/apis/options/legacy_options.go` and
 * `providers/providers.go`). The proxy here always uses the provider `oidc`, which reads none of them: what looks like
 * a restriction would restrict nothing. Options that are refused for another reason have their own entry.
 */
const OF_OTHER_PROVIDERS: Readonly<Record<string, readonly string[]>> = {
  'azure': ['azure_graph_group_field', 'azure_tenant'],
  'bitbucket': ['bitbucket_repository', 'bitbucket_team', 'bitbucket_workspace'],
  'entra-id': ['entra_id_allowed_tenants', 'entra_id_federated_token_auth'],
  'github': ['github_org', 'github_repo', 'github_team', 'github_users'],
  'gitlab': ['gitlab_groups', 'gitlab_projects'],
  'google': [
    'google_admin_api_user_scope',
    'google_admin_email',
    'google_groups',
    'google_target_principal',
    'google_use_application_default_credentials',
    'google_use_organization_id',
  ],
  'keycloak': ['keycloak_groups'],
};
const withoutEffect = (provider: string): RefusedOption => ({
  reason:
    `only the provider ${provider} reads it, and the provider here is oidc: it has no effect, it restricts no ` + 'one',
  instead: 'grants of `protect` to groups that the identity provider puts into the groups claim',
});

/**
 * Options that `proxySettings` refuses, each with its reason, by their keys in the configuration file. The other
 * options of the option table can be set. docs/security.md is made from this table.
 */
export const REFUSED_OPTIONS: Readonly<Record<string, RefusedOption>> = {
  client_secret: secret('the prop `secrets`'),
  cookie_secret: secret('the prop `secrets`'),
  redis_password: secret('the prop `secrets`'),
  redis_sentinel_password: secret('the prop `secrets`'),
  basic_auth_password: secret('there is no place for it in this mode'),
  github_token: secret('there is no place for it in this mode'),
  signature_key: secret('there is no place for it in this mode'),
  jwt_key: secret('there is no place for it in this mode'),

  skip_auth_routes: bypass('routes without authentication'),
  skip_auth_regex: bypass('routes without authentication'),
  skip_auth_preflight: bypass('preflight requests'),
  trusted_ips: bypass('trusted addresses'),
  ping_user_agent: {
    reason: 'any client that sends the user agent is let in (GHSA-5hvv-m4w4-gf6v)',
    instead: 'the path /ping',
  },
  gcp_healthchecks: {
    reason: 'any client that sends the user agent is let in (GHSA-5hvv-m4w4-gf6v)',
    instead: 'the path /ping',
    unless: off,
  },
  htpasswd_file: { reason: 'its users belong to no group of the model', instead: 'a group of the identity provider' },
  authenticated_emails_file: {
    reason: 'it is a second list of people in addition to the grants',
    instead: 'grants to persons',
  },
  skip_jwt_bearer_tokens: {
    reason: 'any token with the right audience would open the routes of people',
    instead: 'a proxy of its own for machines',
    unless: off,
  },
  extra_jwt_issuers: {
    reason: 'one proxy cannot bind an identity to its issuer: another cluster could name itself as it likes',
    instead: 'a proxy of its own for machines',
  },
  oidc_extra_audiences: {
    reason: 'tokens made for other programs would be accepted',
    instead: 'the audience mapper of the client',
  },

  insecure_oidc_allow_unverified_email: {
    reason: 'an account could claim any address',
    instead: 'verified addresses at the identity provider',
    unless: off,
  },
  insecure_oidc_skip_issuer_verification: {
    reason: 'tokens of any issuer would be accepted',
    instead: 'the exact issuer',
    unless: off,
  },
  insecure_oidc_skip_nonce: {
    reason: 'an ID token could be replayed',
    instead: 'the default of the library',
    unless: off,
  },
  ssl_insecure_skip_verify: {
    reason: 'the identity provider could be impersonated',
    instead: 'the prop `issuerCertificateAuthority`',
    unless: off,
  },
  ssl_upstream_insecure_skip_verify: {
    reason: 'the upstream could be impersonated',
    instead: 'a certificate that verifies',
    unless: off,
  },
  redis_insecure_skip_tls_verify: {
    reason: 'the session store could be impersonated',
    instead: '`Sessions.existingRedis` with its certificate authority',
    unless: off,
  },
  cookie_secure: { reason: 'the session would travel in clear', instead: 'https', unless: (value) => value === true },
  cookie_httponly: {
    reason: 'scripts could read the session',
    instead: 'the default of the library',
    unless: (value) => value === true,
  },
  cookie_samesite: { reason: 'other sites could use the session', instead: 'lax', unless: (value) => value === 'lax' },
  cookie_csrf_samesite: {
    reason: '"none" lets other sites start a sign-in, "strict" breaks the return from the identity provider',
    instead: 'lax',
    unless: (value) => value === 'lax',
  },
  pass_access_token: {
    reason: 'the token would reach applications and lie in the cache of the edge',
    instead: 'the identity headers',
    unless: off,
  },
  set_authorization_header: {
    reason: 'the token would reach applications and lie in the cache of the edge',
    instead: 'the identity headers',
    unless: off,
  },
  pass_authorization_header: {
    reason: 'the token would reach applications',
    instead: 'the identity headers',
    unless: off,
  },
  show_debug_on_error: { reason: 'error pages would show internals', instead: 'the log', unless: off },
  auth_logging_format: {
    reason: 'a value with quotation marks could pass for others',
    instead: 'the default of the library, which is JSON',
  },
  request_logging_format: {
    reason: 'the request line of a sign-in holds the authorization code',
    instead: 'the default of the library, which is JSON',
  },
  standard_logging_format: {
    reason: 'some messages hold a whole request with its cookies',
    instead: 'the default of the library, which is JSON',
  },
  ...Object.fromEntries(
    ['auth_logging', 'request_logging', 'standard_logging'].map((key) => [
      key,
      {
        reason: 'no log would show who was let in or refused',
        instead: 'true',
        unless: (value: unknown) => value === true,
      },
    ]),
  ),
  exclude_logging_paths: {
    reason: 'no log would show who was let in or refused there',
    instead: 'nothing: probes are not logged anyway',
  },
  logging_local_time: { reason: 'the log states its times as UTC', instead: 'the default of the library', unless: off },
  prompt: {
    reason: 'an unknown value fails at sign-in only',
    instead: 'one of login, consent, select_account',
    unless: (value) => ['login', 'consent', 'select_account'].includes(String(value)),
  },

  request_id_header: owned('nothing, it is the header that the edge gives its own id in'),
  google_service_account_json: secret('there is no place for it in this mode'),
  oidc_enabled_signing_algs: owned('the identity provider'),
  ...Object.fromEntries(
    [
      'skip_oidc_discovery',
      'login_url',
      'redeem_url',
      'oidc_jwks_url',
      'oidc_public_key_files',
      'profile_url',
      'validate_url',
      'pubjwk_url',
      'resource',
    ].map((key) => [
      key,
      {
        reason: 'the addresses and keys of the identity provider come from its discovery document',
        instead: 'the issuer',
      },
    ]),
  ),
  skip_claims_from_profile_url: {
    reason: 'claims would come from fewer places than the model thinks',
    instead: 'the default',
    unless: off,
  },
  cookie_csrf_per_request: {
    reason: 'sign-ins of several tabs would destroy each other',
    instead: 'true',
    unless: (value) => value === true,
  },
  cookie_csrf_per_request_limit: {
    reason: 'without a small limit, headers grow until they are refused',
    instead: 'a whole number from 1 to 20',
    unless: (value) => Number.isInteger(value) && between(Number(value), 1, 20),
  },
  cookie_csrf_expire: {
    reason: 'an old sign-in could be completed by another person',
    instead: 'from one minute to one hour',
    unless: (value) => isDuration(value) && between(value.toMilliseconds({ integral: false }), 60_000, 3_600_000),
  },
  set_basic_auth: { reason: 'the binary does not start with it', instead: 'the identity headers', unless: off },
  auth_request_response_mode: { reason: 'edges do not know it', instead: 'nothing' },
  force_https: {
    reason: 'requests of the edge come without TLS and would be redirected for ever',
    instead: 'the edge, which redirects',
    unless: off,
  },
  bearer_token_login_fallback: {
    reason: 'the routes of people take no bearer tokens, so it has no effect there',
    instead: 'nothing',
  },
  ...Object.fromEntries(
    [
      'redis_use_cluster',
      'redis_use_sentinel',
      'redis_cluster_connection_urls',
      'redis_sentinel_connection_urls',
      'redis_sentinel_master_name',
    ].map((key) => [key, owned('the prop `sessions`, which has no cluster and no Sentinel yet')]),
  ),
  ...Object.fromEntries(
    [
      'tls_cert_file',
      'tls_key_file',
      'jwt_key_file',
      'custom_templates_dir',
      'custom_sign_in_logo',
      'logging_filename',
      'metrics_tls_cert_file',
      'metrics_tls_key_file',
    ].map((key) => [
      key,
      {
        reason: 'the container has no such file, and its file system is read-only',
        instead: 'nothing',
      },
    ]),
  ),

  allowed_groups: {
    reason: 'a refusal by the global list ends in a sign-in loop and drops the session',
    instead: 'grants of `protect`',
  },
  allowed_roles: {
    reason: 'a refusal by the global list ends in a sign-in loop and drops the session',
    instead: 'grants of `protect`',
  },
  ...Object.fromEntries(
    Object.entries(OF_OTHER_PROVIDERS).flatMap(([provider, keys]) => keys.map((key) => [key, withoutEffect(provider)])),
  ),
  email_domains: {
    reason: 'a refusal by the global list ends in a sign-in loop and drops the session',
    instead: 'grants of `protect`',
  },
  whitelist_domains: owned('the hosts of `protect`'),
  cookie_domains: owned('the prop `cookieDomain`'),
  cookie_name: owned('the prop `cookieName`'),
  cookie_expire: owned('the prop `sessionLifetime`'),
  cookie_refresh: owned('the prop `sessionRefresh`'),
  cookie_path: owned('nothing, it is the whole host'),
  reverse_proxy: owned('nothing, the proxy always stands behind an edge'),
  trusted_proxy_ips: owned('the prop `trustedProxies` of the edge'),
  real_client_ip_header: owned('nothing, it is X-Real-IP'),
  redirect_url: owned('the prop `host`'),
  relative_redirect_url: {
    reason: 'the return address would come from request headers',
    instead: 'the prop `host`',
    unless: off,
  },
  proxy_prefix: owned('nothing, it is /oauth2'),
  provider: owned('the prop `identityProvider`'),
  oidc_issuer_url: owned('the prop `identityProvider`'),
  oidc_groups_claim: owned('the prop `identityProvider`'),
  oidc_email_claim: {
    reason: 'other claims are not verified, and some can be chosen by their owner',
    instead: 'email',
    unless: (value) => value === 'email',
  },
  user_id_claim: {
    reason: 'other claims are not verified, and some can be chosen by their owner',
    instead: 'nothing: email',
  },
  oidc_audience_claims: owned('nothing, it is aud'),
  code_challenge_method: owned('nothing, it is S256'),
  force_code_challenge_method: owned('nothing, it is S256'),
  client_id: owned('the prop `clientId`'),
  scope: owned('the prop `identityProvider`'),
  backend_logout_url: owned('the prop `identityProvider`'),
  session_store_type: owned('the prop `sessions`'),
  session_cookie_minimal: owned('the prop `sessions`'),
  redis_connection_url: owned('the prop `sessions`'),
  redis_username: owned('the prop `sessions`'),
  redis_ca_path: owned('the prop `sessions`'),
  http_address: owned('nothing, it is port 4180'),
  https_address: owned('nothing, TLS ends at the edge'),
  metrics_address: owned('the prop `metrics`'),
  metrics_secure_address: owned('the prop `metrics`, without TLS'),
  upstreams: owned('nothing, the edge asks for decisions only'),
  provider_ca_files: owned('the prop `issuerCertificateAuthority`'),
  client_secret_file: owned('the prop `secrets`'),
  cookie_secret_file: owned('the prop `secrets`'),
  ping_path: owned('nothing, it is /ping'),
  ready_path: owned('nothing, it is /ready'),
  set_xauthrequest: owned('nothing, the edge passes the identity headers on'),
};
