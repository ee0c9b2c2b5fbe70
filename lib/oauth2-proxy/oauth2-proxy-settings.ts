import { Duration } from 'cdk8s';

// Made from settable-options.ts by `npm run docs`.

/**
 * Options of oauth2-proxy, each by its name in the configuration file in camel case. Options that hold secrets, that
 * the library sets from the program, or that weaken the sign-on are not here. A program in JavaScript that sets one
 * is refused with the reason.
 */
export interface OAuth2ProxySettings {
  /**
   * Authentication context classes that the identity provider is asked for, separated by blanks.
   * Option `acr_values`, a string.
   * @default - none
   */
  readonly acrValues?: string;
  /**
   * Whether semicolons separate parameters in the query of a request.
   * Option `allow_query_semicolons`, a boolean.
   * @default false
   */
  readonly allowQuerySemicolons?: boolean;
  /**
   * Patterns of paths where a request without a session gets status 401 and not the sign-in page.
   * Option `api_routes`, a list of strings.
   * @default - none
   */
  readonly apiRoutes?: string[];
  /**
   * The parameter `approval_prompt` of the authorization request. Ignored where `prompt` is set.
   * Option `approval_prompt`, a string.
   * @default "force"
   */
  readonly approvalPrompt?: string;
  /**
   * HTML text on the sign-in page. A hyphen leaves it out.
   * Option `banner`, a string.
   * @default - a text of oauth2-proxy
   */
  readonly banner?: string;
  /**
   * How long a sign-in that was started can be completed: from one minute to one hour.
   * Option `cookie_csrf_expire`, a duration.
   * @default Duration.minutes(15)
   */
  readonly cookieCsrfExpire?: Duration;
  /**
   * How many sign-ins one browser can have started at a time: from 1 to 20.
   * Option `cookie_csrf_per_request_limit`, a whole number.
   * @default 5, set by the library
   */
  readonly cookieCsrfPerRequestLimit?: number;
  /**
   * Whether each request to an upstream has a connection of its own. Without effect while the edge asks for decisions
   * only.
   * Option `disable_keep_alives`, a boolean.
   * @default false
   */
  readonly disableKeepAlives?: boolean;
  /**
   * Whether the sign-in page has a form for the users of an htpasswd file. Without effect, since the container has no
   * such file.
   * Option `display_htpasswd_form`, a boolean.
   * @default true
   */
  readonly displayHtpasswdForm?: boolean;
  /**
   * Whether the parameter `state` of the authorization request is encoded in base64.
   * Option `encode_state`, a boolean.
   * @default false
   */
  readonly encodeState?: boolean;
  /**
   * Whether errors are written to standard output and not to standard error.
   * Option `errors_to_info_log`, a boolean.
   * @default false
   */
  readonly errorsToInfoLog?: boolean;
  /**
   * How often parts of a streamed response are sent to the client. Without effect while the edge asks for decisions
   * only.
   * Option `flush_interval`, a duration.
   * @default Duration.seconds(1)
   */
  readonly flushInterval?: Duration;
  /**
   * HTML text at the end of the sign-in page. A hyphen leaves it out.
   * Option `footer`, a string.
   * @default - a text of oauth2-proxy
   */
  readonly footer?: string;
  /**
   * Whether errors are answered as JSON, whatever the client accepts.
   * Option `force_json_errors`, a boolean.
   * @default false
   */
  readonly forceJsonErrors?: boolean;
  /**
   * Groups of the users of an htpasswd file. Without effect, since the container has no such file.
   * Option `htpasswd_user_groups`, a list of strings.
   * @default - none
   */
  readonly htpasswdUserGroups?: string[];
  /**
   * Whether old log files are compressed. Without effect, since the container has no such file.
   * Option `logging_compress`, a boolean.
   * @default false
   */
  readonly loggingCompress?: boolean;
  /**
   * How many days old log files are kept. Without effect, since the container has no such file.
   * Option `logging_max_age`, a whole number.
   * @default 7
   */
  readonly loggingMaxAge?: number;
  /**
   * How many old log files are kept; 0 keeps all. Without effect, since the container has no such file.
   * Option `logging_max_backups`, a whole number.
   * @default 0
   */
  readonly loggingMaxBackups?: number;
  /**
   * Size in megabytes at which a new log file is begun. Without effect, since the container has no such file.
   * Option `logging_max_size`, a whole number.
   * @default 100
   */
  readonly loggingMaxSize?: number;
  /**
   * Whether requests to an upstream have identity headers in the form of basic authentication. Without effect while the
   * edge asks for decisions only.
   * Option `pass_basic_auth`, a boolean.
   * @default false, set by the library
   */
  readonly passBasicAuth?: boolean;
  /**
   * Whether requests to an upstream have the host that the client asked for. Without effect while the edge asks for
   * decisions only.
   * Option `pass_host_header`, a boolean.
   * @default true
   */
  readonly passHostHeader?: boolean;
  /**
   * Whether requests to an upstream have headers with user, groups and email address. Without effect while the edge
   * asks for decisions only.
   * Option `pass_user_headers`, a boolean.
   * @default false, set by the library
   */
  readonly passUserHeaders?: boolean;
  /**
   * Whether the user name in headers to an upstream is the email address. Without effect while the edge asks for
   * decisions only.
   * Option `prefer_email_to_user`, a boolean.
   * @default false
   */
  readonly preferEmailToUser?: boolean;
  /**
   * The parameter `prompt` of the authorization request: `login`, `consent` or `select_account`.
   * Option `prompt`, a string.
   * @default - the identity provider decides
   */
  readonly prompt?: string;
  /**
   * Name of the identity provider on the sign-in page.
   * Option `provider_display_name`, a string.
   * @default "Monitoring", set by the library
   */
  readonly providerDisplayName?: string;
  /**
   * Whether WebSocket connections reach an upstream. Without effect while the edge asks for decisions only.
   * Option `proxy_websockets`, a boolean.
   * @default true
   */
  readonly proxyWebsockets?: boolean;
  /**
   * Seconds after which an unused connection to Redis is closed; 0 closes none.
   * Option `redis_connection_idle_timeout`, a whole number.
   * @default 0
   */
  readonly redisConnectionIdleTimeout?: number;
  /**
   * Whether requests of health checks are left out of the log.
   * Option `silence_ping_logging`, a boolean.
   * @default true, set by the library
   */
  readonly silencePingLogging?: boolean;
  /**
   * Whether identity headers of the client are removed from requests that need no session. There are none.
   * Option `skip_auth_strip_headers`, a boolean.
   * @default true
   */
  readonly skipAuthStripHeaders?: boolean;
  /**
   * Whether a request without a session is redirected at once, without a sign-in page.
   * Option `skip_provider_button`, a boolean.
   * @default true, set by the library
   */
  readonly skipProviderButton?: boolean;
  /**
   * Cipher suites of the TLS server. Without effect, since TLS ends at the edge.
   * Option `tls_cipher_suites`, a list of strings.
   * @default - those of Go
   */
  readonly tlsCipherSuites?: string[];
  /**
   * Oldest version of the TLS server. Without effect, since TLS ends at the edge.
   * Option `tls_min_version`, a string.
   * @default "TLS1.2"
   */
  readonly tlsMinVersion?: string;
  /**
   * How long the proxy waits for an upstream. Without effect while the edge asks for decisions only.
   * Option `upstream_timeout`, a duration.
   * @default Duration.seconds(30)
   */
  readonly upstreamTimeout?: Duration;
  /**
   * Whether the public certificate authorities are trusted in addition to `issuerCertificateAuthority`.
   * Option `use_system_trust_store`, a boolean.
   * @default true where there is such an authority, set by the library
   */
  readonly useSystemTrustStore?: boolean;
}
