import type { AccessLog } from './access-log';
import type { MethodMap } from './method-maps';
import { REQUEST_ID_HEADER } from '../ingress/request-id';
import { METHOD_OVERRIDE_HEADERS } from '../method-override-headers';
import { RETURN_ADDRESS_HEADERS, SIGN_OUT } from '../proxy-endpoints';
import { SESSION_COOKIE_PREFIX } from '../session-cookie';

/** What the fragment must know. */
export interface FragmentInput {
  /** The Service of the sign-on's proxy for people, as `namespace/name`. */
  readonly proxy: string;
  /** Services that the proxy is asked about, as `namespace/name`. */
  readonly asked?: readonly string[];
  /** Services that get no cookies at all, as `namespace/name`. */
  readonly withoutCookies: readonly string[];
  /** Hosts where no Service gets any. */
  readonly hostsWithoutCookies?: readonly string[];
  /** What every Ingress without a sign-on of its own is asked, if anything. */
  readonly globalAuthUrl?: string;
  /** How the controller is to write its access log, if that is not left to it. */
  readonly accessLog?: AccessLog;
  /** Where it has to tell methods apart. */
  readonly methods?: readonly MethodMap[];
  /** Services that get no headers which stand for another method, as `namespace/name`. */
  readonly withoutMethodOverrides?: readonly string[];
}

/** A header as nginx writes it in the name of a variable. */
const inVariable = (header: string) => header.toLowerCase().replace(/-/g, '_');

/** The variable that holds what of a header is passed on. */
const passedOn = (header: string) => `$sso_${inVariable(header)}`;

/** What is passed on of a header: nothing to these Services, and all to others. */
const withoutHeader = (header: string, services: readonly string[]): string[] => [
  `map "$namespace/$service_name" ${passedOn(header)} {`,
  `  default $http_${inVariable(header)};`,
  ...[...new Set(services)].map((service) => `  "~^${service}$" "";`),
  '}',
];

// As Go's parser reads cookies: split at semicolons, blanks and tabs around names, names told apart by case; `_0`,
// `_1`, … are the parts of a large session. The cookies of a sign-in under way, which end in `_csrf`, are no sessions.
const SESSION = `[ \\t]*(?:__Host-)?${SESSION_COOKIE_PREFIX}(?![A-Za-z0-9_]*_csrf[ \\t]*=)[A-Za-z0-9_]+[ \\t]*=`;
// The sign-out of the library's proxies, whichever program made them: for what is refused there, never for what is let
// in, since any namespace can have a Service of such a name.
const ANY_SIGN_OUT = `[-a-z0-9]+/[-a-z0-9]+-c[0-9a-f]{7}-oauth2-proxy${SIGN_OUT}`;
const ROUNDS = [1, 2, 3, 4];
// Where the proxy takes a return address from: the query, and headers; from the body of a POST request, too. It decodes
// once, so that `{`, `%7B` and `%7b` are the only spellings of a brace.
const RETURN_ADDRESS = ['request_uri', ...RETURN_ADDRESS_HEADERS.map((header) => `http_${inVariable(header)}`)];
// Headers of browsers that the subrequest carries to the proxy as they are.
const HEADERS = [
  'cookie',
  'authorization',
  'user_agent',
  'accept',
  'accept_language',
  'accept_encoding',
  'referer',
  'origin',
  'content_type',
  'cache_control',
  'x_requested_with',
  'range',
  'if_none_match',
  'if_modified_since',
  'dnt',
  'sec_fetch_site',
  'sec_fetch_mode',
  'sec_fetch_dest',
  'sec_fetch_user',
  'x_auth_request_redirect',
];

const REFUSED = ['sso_sign_out_refused', 'sso_malformed'].flatMap((variable) => [
  `if ($${variable}) {`,
  '  return 400;',
  '}',
]);

/**
 * Settings of the controller itself, as values for its chart. The proxy keeps the session id that a browser sends at a
 * sign-in, so an attacker who plants a cookie would share the session; and an application that keeps cookies of its own
 * would see the sessions of all people. The maps remove session cookies from every request except the sign-out and the
 * request for a decision, which the controller builds from the client's own headers. They apply to the sessions of
 * every program on the controller, since the header that they set takes precedence over one that an annotation removes:
 * each further program adds the line of its own sign-out to `$sso_cookie`.
 */
export function controllerFragment(input: FragmentInput): object {
  const { accessLog, methods = [], hostsWithoutCookies = [], withoutMethodOverrides = [], asked = [] } = input;
  const overrides = withoutMethodOverrides.length > 0 ? METHOD_OVERRIDE_HEADERS : [];
  // Expressions throughout: the controller's hash tables have no room for long names.
  const lines = [
    ...ROUNDS.flatMap((round) => {
      const from = round === 1 ? '$http_cookie' : `$sso_${round - 1}`;
      return [
        `map ${from} $sso_${round} {`,
        `  default ${from};`,
        `  "~^(?<sso_before_${round}>(?:.*;)?)${SESSION}[^;]*;?(?<sso_after_${round}>.*)$" ` +
          `"$sso_before_${round}$sso_after_${round}";`,
        '}',
      ];
    }),
    'map $sso_4 $sso_stripped {', // more copies than rounds: no cookie at all
    '  default $sso_4;',
    `  "~(?:^|;)${SESSION}" "";`,
    '}',
    ...(hostsWithoutCookies.length > 0
      ? [
          'map $host $sso_of_host {',
          '  default $sso_stripped;',
          ...[...new Set(hostsWithoutCookies)].map((host) => `  "~^${host.replace(/\./g, '\\.')}$" "";`),
          '}',
        ]
      : []),
    // The controller sets both variables in every location.
    'map "$namespace/$service_name" $sso_application {',
    `  default ${hostsWithoutCookies.length > 0 ? '$sso_of_host' : '$sso_stripped'};`,
    ...[...new Set(input.withoutCookies)].map((service) => `  "~^${service}$" "";`),
    '}',
    // Sign-out is the one request that must bring the session to its proxy. Any namespace may have a Service of any
    // name: only the whole of both tells it from others.
    'map "$namespace/$service_name$uri" $sso_cookie {',
    '  default $sso_application;',
    `  "~^${input.proxy}${SIGN_OUT}$" $http_cookie;`,
    '}',
    // The sign-out would put the ID token in place of `{id_token}` in a return address.
    `map "$request_method ${RETURN_ADDRESS.map((name) => `$${name}`).join(' ')}" $sso_placeholder {`,
    '  default "";',
    '  "~[{]|%7[Bb]" 1;',
    '  "~^(?!(?:GET|HEAD) )" 1;',
    '}',
    'map "$sso_placeholder $namespace/$service_name$uri" $sso_sign_out_refused {',
    '  default "";',
    `  "~^1 ${ANY_SIGN_OUT}$" 1;`,
    '}',
    // The proxy takes no request with such a header, and the controller would answer with an error of its own (500).
    `map "${HEADERS.map((name) => `$http_${name}`).join('')}" $sso_control_character {`,
    '  default "";',
    '  "~[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]" 1;',
    '}',
    'map "$sso_control_character $namespace/$service_name" $sso_malformed {',
    '  default "";',
    ...[...new Set(asked)].map((service) => `  "~^1 ${service}$" 1;`),
    '}',
    ...methods.flatMap(({ map }) => map),
    ...overrides.flatMap((header) => withoutHeader(header, withoutMethodOverrides)),
    ...(accessLog?.maps ?? []),
  ];
  return {
    controller: {
      config: {
        'http-snippet': `${lines.join('\n')}\n`,
        'location-snippet': `${[...REFUSED, ...methods.flatMap(({ lock }) => lock)].join('\n')}\n`,
        ...accessLog?.config,
        ...(input.globalAuthUrl ? { 'global-auth-url': input.globalAuthUrl } : {}),
      },
      // Another namespace would lead the controller to protected pods by a name.
      extraArgs: { 'disable-svc-external-name': 'true' },
      proxySetHeaders: {
        Cookie: '$sso_cookie',
        [REQUEST_ID_HEADER]: '$request_id',
        ...Object.fromEntries(overrides.map((header) => [header, passedOn(header)])),
      },
    },
  };
}
