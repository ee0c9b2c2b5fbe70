/** What the documentation of `OAuth2ProxySettings` says about an option. */
export interface SettableOption {
  /** What the option does. */
  readonly meaning: string;
  /** The value that holds where the user sets none, as written after `@default`. */
  readonly default: string;
}

const LIBRARY = 'set by the library';
const upstream = 'Without effect while the edge asks for decisions only.';
const noFile = 'Without effect, since the container has no such file.';

/**
 * The options that `proxySettings` offers, by their keys in the configuration file. `scripts/proxy-settings.cjs` makes
 * `OAuth2ProxySettings` from this table. Defaults are those of oauth2-proxy 7.15.6, or of the library where it differs.
 */
export const SETTABLE_OPTIONS: Readonly<Record<string, SettableOption>> = {
  acr_values: {
    meaning: 'Authentication context classes that the identity provider is asked for, separated by blanks.',
    default: '- none',
  },
  allow_query_semicolons: {
    meaning: 'Whether semicolons separate parameters in the query of a request.',
    default: 'false',
  },
  api_routes: {
    meaning: 'Patterns of paths where a request without a session gets status 401 and not the sign-in page.',
    default: '- none',
  },
  approval_prompt: {
    meaning: 'The parameter `approval_prompt` of the authorization request. Ignored where `prompt` is set.',
    default: '"force"',
  },
  banner: { meaning: 'HTML text on the sign-in page. A hyphen leaves it out.', default: '- a text of oauth2-proxy' },
  cookie_csrf_expire: {
    meaning: 'How long a sign-in that was started can be completed: from one minute to one hour.',
    default: 'Duration.minutes(15)',
  },
  cookie_csrf_per_request_limit: {
    meaning: 'How many sign-ins one browser can have started at a time: from 1 to 20.',
    default: `5, ${LIBRARY}`,
  },
  disable_keep_alives: {
    meaning: `Whether each request to an upstream has a connection of its own. ${upstream}`,
    default: 'false',
  },
  display_htpasswd_form: {
    meaning: `Whether the sign-in page has a form for the users of an htpasswd file. ${noFile}`,
    default: 'true',
  },
  encode_state: {
    meaning: 'Whether the parameter `state` of the authorization request is encoded in base64.',
    default: 'false',
  },
  errors_to_info_log: {
    meaning: 'Whether errors are written to standard output and not to standard error.',
    default: 'false',
  },
  flush_interval: {
    meaning: `How often parts of a streamed response are sent to the client. ${upstream}`,
    default: 'Duration.seconds(1)',
  },
  footer: {
    meaning: 'HTML text at the end of the sign-in page. A hyphen leaves it out.',
    default: '- a text of oauth2-proxy',
  },
  force_json_errors: {
    meaning: 'Whether errors are answered as JSON, whatever the client accepts.',
    default: 'false',
  },
  htpasswd_user_groups: { meaning: `Groups of the users of an htpasswd file. ${noFile}`, default: '- none' },
  logging_compress: { meaning: `Whether old log files are compressed. ${noFile}`, default: 'false' },
  logging_max_age: { meaning: `How many days old log files are kept. ${noFile}`, default: '7' },
  logging_max_backups: { meaning: `How many old log files are kept; 0 keeps all. ${noFile}`, default: '0' },
  logging_max_size: { meaning: `Size in megabytes at which a new log file is begun. ${noFile}`, default: '100' },
  pass_basic_auth: {
    meaning: `Whether requests to an upstream have identity headers in the form of basic authentication. ${upstream}`,
    default: `false, ${LIBRARY}`,
  },
  pass_host_header: {
    meaning: `Whether requests to an upstream have the host that the client asked for. ${upstream}`,
    default: 'true',
  },
  pass_user_headers: {
    meaning: `Whether requests to an upstream have headers with user, groups and email address. ${upstream}`,
    default: `false, ${LIBRARY}`,
  },
  prefer_email_to_user: {
    meaning: `Whether the user name in headers to an upstream is the email address. ${upstream}`,
    default: 'false',
  },
  prompt: {
    meaning: 'The parameter `prompt` of the authorization request: `login`, `consent` or `select_account`.',
    default: '- the identity provider decides',
  },
  provider_display_name: {
    meaning: 'Name of the identity provider on the sign-in page.',
    default: `"Monitoring", ${LIBRARY}`,
  },
  proxy_websockets: { meaning: `Whether WebSocket connections reach an upstream. ${upstream}`, default: 'true' },
  redis_connection_idle_timeout: {
    meaning: 'Seconds after which an unused connection to Redis is closed; 0 closes none.',
    default: '0',
  },
  silence_ping_logging: {
    meaning: 'Whether requests of health checks are left out of the log.',
    default: `true, ${LIBRARY}`,
  },
  skip_auth_strip_headers: {
    meaning: 'Whether identity headers of the client are removed from requests that need no session. There are none.',
    default: 'true',
  },
  skip_provider_button: {
    meaning: 'Whether a request without a session is redirected at once, without a sign-in page.',
    default: `true, ${LIBRARY}`,
  },
  tls_cipher_suites: {
    meaning: 'Cipher suites of the TLS server. Without effect, since TLS ends at the edge.',
    default: '- those of Go',
  },
  tls_min_version: {
    meaning: 'Oldest version of the TLS server. Without effect, since TLS ends at the edge.',
    default: '"TLS1.2"',
  },
  upstream_timeout: {
    meaning: `How long the proxy waits for an upstream. ${upstream}`,
    default: 'Duration.seconds(30)',
  },
  use_system_trust_store: {
    meaning: 'Whether the public certificate authorities are trusted in addition to `issuerCertificateAuthority`.',
    default: `true where there is such an authority, ${LIBRARY}`,
  },
};

/** The name of an option in `OAuth2ProxySettings`. */
export const memberOf = (key: string): string => key.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
