import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type { TraefikOptions } from './edge';
import {
  Decisions,
  EdgeRenderer,
  Machines,
  NOBODY,
  PUBLIC_ENDPOINTS,
  RETURN_ADDRESS_HEADERS,
  RoutedApplication,
  SIGN_OUT,
  SignOn,
} from './edge-renderer';
import { EMAIL_HEADER, IDENTITY_HEADERS, NO_SOURCE } from './identity-headers';
import { METHOD_OVERRIDE_HEADERS } from './method-override-headers';
import { RoutedHosts } from './routed-hosts';
import { trustedProxies } from './trusted-proxies';
import { PathMatch } from '../access/application-route';
import { dependsOnMethod, MethodAnswer, who } from '../access/locations';
import { NetworkPeer } from '../isolation/network-policy';
import { syntax } from '../syntax';

/** What of a request the proxy is asked with: neither bearer tokens nor a return address of the client's own. */
const ASKED_WITH = ['Cookie', 'Accept', 'User-Agent', 'X-Request-Id'];
const MACHINES_ASKED_WITH = ['Authorization', 'User-Agent', 'X-Request-Id'];
/** Browsers need no others at the proxy's endpoints. The body of a POST request could hold a return address, too. */
const ENDPOINT_METHODS = ['GET', 'HEAD'];
/** Sessions in cookies are split into parts of 4 kB; more than these would not fit into a request. */
const COOKIE_PARTS = ['', '_0', '_1', '_2', '_3'];
/** Longer answers than the proxy gives; without a limit Traefik would read whatever comes. */
const LONGEST_ANSWER = 65_536;

/**
 * Traefik by its own resources. It asks the proxy at its root, where the answer to a browser is the redirect to the
 * issuer itself, and to a program status 401; an application's own 401 stays what it is.
 */
export class Traefik implements EdgeRenderer {
  public readonly name = 'traefik';
  public readonly distinguishesMethods = true;
  public readonly decodesPaths = true; // what it does not decode, it refuses
  public readonly everyIngressNamesItsHost = true; // it sorts routes by their own numbers, hosts or not
  public readonly exactBeforePrefix = true; // so do we
  public readonly trustedProxies: readonly string[];
  public readonly cacheSeconds = 0;
  public readonly controllerNamespace: string;
  public readonly peers: readonly NetworkPeer[];
  public readonly requestIdHeader = 'X-Request-Id'; // Traefik makes none
  public readonly upstream = 'static://202';
  public readonly programsAreTold = true;
  public readonly verifiesDeciders = true;
  private readonly entryPoints: string[];
  private readonly plainEntryPoints: string[];

  constructor(options: TraefikOptions) {
    const where = 'Edge.traefik';
    this.trustedProxies = trustedProxies(where, options.trustedProxies);
    const entryPoint = (property: string, name: string) => syntax.dnsLabel(where, property, name);
    this.entryPoints = [entryPoint('entryPoint', options.entryPoint ?? 'websecure')];
    this.plainEntryPoints = [entryPoint('plainEntryPoint', options.plainEntryPoint ?? 'web')];
    this.controllerNamespace = syntax.dnsLabel(where, 'controllerNamespace', options.controllerNamespace ?? 'traefik');
    this.peers = options.hostNetwork
      ? this.trustedProxies.map((range) => ({ cidr: range }))
      : [
          {
            namespace: this.controllerNamespace,
            podLabels: syntax.labels(
              where,
              'controllerPodLabels',
              options.controllerPodLabels ?? { 'app.kubernetes.io/name': 'traefik' },
              'some',
            ),
          },
        ];
  }

  public refusesClaimValue(value: string): string | undefined {
    return /^[^,\s]+$/.test(value) && value !== NOBODY ? undefined : 'anything without commas and blanks';
  }

  public renderSignOn(scope: Construct, signOn: SignOn): void {
    const { host, namespace } = signOn;
    this.leadToTls(scope, namespace, host);
    const everywhere = [this.encodedCharacters(scope, namespace), this.ownReturnAddress(scope, namespace)];
    this.route(
      scope,
      'sign-on',
      { host, namespace, signOn, tlsOptions: this.tlsOptions(scope, namespace) },
      PUBLIC_ENDPOINTS.map((path) => ({
        match: matcher(host, path, PathMatch.EXACT, ENDPOINT_METHODS),
        priority: priority(path, PathMatch.EXACT, ENDPOINT_METHODS),
        services: [{ name: signOn.proxyService, port: signOn.proxyPort }],
        middlewares: path === SIGN_OUT ? [...everywhere, this.noPlaceholders(scope, namespace, host)] : everywhere,
      })),
    );
  }

  public renderApplication(scope: Construct, signOn: SignOn, routed: RoutedApplication): void {
    const { namespace, service, port, application, locations, machines } = routed;
    this.leadToTls(scope.node.scope!, namespace, application.host);
    const encoded = this.encodedCharacters(scope.node.scope!, namespace);
    const first = [
      ...(machines ? [this.rateLimit(scope, namespace, machines)] : []),
      encoded,
      ...(dependsOnMethod(locations) ? [this.methodOverrides(scope.node.scope!, namespace)] : []),
    ];
    const questions = new Map<string, string>();
    const question = (answer: MethodAnswer) => {
      const key = who(answer);
      const name = questions.get(key) ?? this.question(scope, `sign-on-${questions.size + 1}`, signOn, routed, answer);
      questions.set(key, name);
      return name;
    };
    this.route(
      scope,
      'route',
      { host: application.host, namespace, signOn, tlsOptions: this.tlsOptions(scope.node.scope!, namespace) },
      locations.flatMap(({ path, match, answers }) =>
        answers.map((answer) => ({
          match: matcher(application.host, path, match, answer.methods),
          priority: priority(path, match, answer.methods),
          services: [{ name: service, port }],
          // Refused before anybody is asked to sign in; and on its own, should the one after it be lost.
          middlewares: [
            ...first,
            ...(answer.permitted.length === 0 ? [this.closed(scope.node.scope!, namespace)] : []),
            question(answer),
          ],
        })),
      ),
    );
  }

  public renderDecisions(scope: Construct, { host, namespace, service, port, tlsSecret, askedFrom }: Decisions): void {
    const admitted = new ApiObject(scope, 'admitted', {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'MiddlewareTCP',
      metadata: { namespace },
      spec: { ipAllowList: { sourceRange: Lazy.any({ produce: askedFrom }) } },
    });
    // Whoever came with HTTP/2 would be handed over to a proxy that does not speak it.
    const options = new ApiObject(scope, 'tls-options', {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'TLSOption',
      metadata: { namespace },
      spec: { minVersion: 'VersionTLS12', sniStrict: true, alpnProtocols: ['http/1.1'] },
    });
    new ApiObject(scope, 'route', {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRouteTCP',
      metadata: { namespace },
      spec: {
        entryPoints: this.entryPoints,
        routes: [
          {
            match: `HostSNI(\`${host}\`)`,
            middlewares: [{ name: admitted.name }],
            services: [{ name: service, port }],
          },
        ],
        tls: { secretName: tlsSecret, options: { name: options.name } },
      },
    });
  }

  public controllerValues(): Record<string, object> {
    const entryPoints = [
      ...this.entryPoints.flatMap((name) => [
        `--entrypoints.${name}.http.aliasheadersstrategy=delete`,
        `--entrypoints.${name}.http.encodedcharacters.allowencodedslash=false`,
      ]),
      ...headerLimits([...this.entryPoints, ...this.plainEntryPoints]),
    ];
    const provider = '--providers.kubernetescrd';
    const additionalArguments = [
      ...entryPoints,
      // Without safe naming the middleware of one namespace can pass for that of another, whose names together read
      // alike.
      `${provider}.safenaming=true`,
      // Other namespaces would lead Traefik to protected pods, and defaults of theirs would hold for our hosts.
      `${provider}.allowexternalnameservices=false`,
      `${provider}.allowcrossnamespace=false`,
      `${provider}.defaulttlsresourcesnamespace=${this.controllerNamespace}`,
    ];
    return {
      'traefik.yaml': { ...OTHER_PROVIDERS, additionalArguments },
      'traefik.access-log.yaml': {
        ...OTHER_PROVIDERS,
        additionalArguments: [...additionalArguments, ...TRAEFIK_ACCESS_LOG],
      },
    };
  }

  private route(
    scope: Construct,
    id: string,
    { host, namespace, signOn, tlsOptions }: Served,
    routes: readonly Route[],
  ): void {
    const routed = RoutedHosts.of(scope);
    routed.add(host, namespace);
    // Routes of one host must agree, and cannot name the options of another namespace: Traefik would fall back to its
    // default, with an error.
    const options = () => (routed.namespacesOf(host).length === 1 ? { options: { name: tlsOptions } } : {});
    new ApiObject(scope, id, {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { namespace },
      spec: {
        entryPoints: this.entryPoints,
        routes: routes.map(({ middlewares, ...route }) => ({
          kind: 'Rule',
          ...route,
          middlewares: middlewares.map((name) => ({ name })),
        })),
        tls: Lazy.any({ produce: () => ({ secretName: signOn.tlsSecret, ...options() }) }),
      },
    });
  }

  /**
   * Without a certificate for the name there is no connection; and a request whose handshake was for a host with other
   * options is misdirected (status 421).
   */
  private tlsOptions(scope: Construct, namespace: string): string {
    const id = `tls-options-${namespace}`;
    const existing = scope.node.tryFindChild(id) as ApiObject | undefined;
    return (
      existing ??
      new ApiObject(scope, id, {
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'TLSOption',
        metadata: { namespace },
        spec: { minVersion: 'VersionTLS12', sniStrict: true },
      })
    ).name;
  }

  /** The answer to whoever is not let in is the proxy's own: a redirect to the issuer, or a refusal. */
  private question(
    scope: Construct,
    id: string,
    signOn: SignOn,
    { namespace, trusted, machines }: RoutedApplication,
    { permitted }: MethodAnswer,
  ): string {
    const names = (permitted.length === 0 ? [NOBODY] : permitted.map(({ claimValue }) => claimValue))
      .map(inQuery)
      .join(',');
    // A machine is not to be redirected: at this endpoint the answer to whoever brings no token is status 401.
    const asked = machines ? `/oauth2/auth?${machines.parameter}=${names}` : `/?allowed_groups=${names}`;
    const { address, authority } = machines ?? signOn.decider;
    return this.middleware(scope, id, namespace, {
      forwardAuth: {
        address: `${address}${asked}`,
        tls: address.startsWith('https:') ? { caSecret: authority, insecureSkipVerify: false } : undefined,
        trustForwardHeader: true, // the entry point has taken off what clients sent
        authRequestHeaders: machines ? MACHINES_ASKED_WITH : ASKED_WITH,
        authResponseHeaders: [...IDENTITY_HEADERS, ...(trusted ? [] : ['Cookie'])],
        addAuthCookiesToResponse: machines ? undefined : COOKIE_PARTS.map((part) => `${signOn.cookieName}${part}`),
        maxResponseBodySize: LONGEST_ANSWER,
        headerField: EMAIL_HEADER, // the person, in the access log
      },
    });
  }

  private rateLimit(scope: Construct, namespace: string, { requestsPerSecond }: Machines): string {
    return this.middleware(scope, 'rate-limit', namespace, {
      rateLimit: { average: requestsPerSecond, period: '1s', burst: 5 * requestsPerSecond },
    });
  }

  /** An application decodes what the router has not looked into. */
  private encodedCharacters(scope: Construct, namespace: string): string {
    return this.shared(scope, `encoded-characters-${namespace}`, namespace, {
      encodedCharacters: {
        allowEncodedSlash: false,
        allowEncodedBackSlash: false,
        allowEncodedNullCharacter: false,
        allowEncodedSemicolon: false,
        allowEncodedPercent: true,
        allowEncodedQuestionMark: true,
        allowEncodedHash: true,
      },
    });
  }

  /** Takes off what would make another request of this one after the decision. */
  private methodOverrides(scope: Construct, namespace: string): string {
    return this.withoutHeaders(scope, `method-overrides-${namespace}`, namespace, METHOD_OVERRIDE_HEADERS);
  }

  /** The proxy takes a return address from these headers too, of any length; none of its own endpoints needs them. */
  private ownReturnAddress(scope: Construct, namespace: string): string {
    return this.withoutHeaders(scope, `own-return-address-${namespace}`, namespace, RETURN_ADDRESS_HEADERS);
  }

  /** An empty value removes a header. */
  private withoutHeaders(scope: Construct, id: string, namespace: string, names: readonly string[]): string {
    const customRequestHeaders = Object.fromEntries(names.map((name) => [name, '']));
    return this.shared(scope, id, namespace, { headers: { customRequestHeaders } });
  }

  /**
   * A return address with a brace is dropped: the sign-out would put the ID token in place of `{id_token}`. The address
   * is searched as it was sent, so that Traefik and the proxy need not agree about what is a parameter in it.
   */
  private noPlaceholders(scope: Construct, namespace: string, host: string): string {
    return this.middleware(scope, 'no-placeholders', namespace, {
      redirectRegex: { regex: '(?s)^.*(?:[{]|%7[Bb]).*$', replacement: `https://${host}${SIGN_OUT}`, permanent: false },
    });
  }

  private closed(scope: Construct, namespace: string): string {
    return this.shared(scope, `closed-${namespace}`, namespace, { ipAllowList: { sourceRange: [NO_SOURCE] } });
  }

  private leadToTls(scope: Construct, namespace: string, host: string): void {
    const id = `to-tls-${inId(host)}`;
    if (scope.node.tryFindChild(id)) return;
    const name = this.shared(scope, `to-tls-${inId(namespace)}`, namespace, {
      redirectScheme: { scheme: 'https', permanent: true },
    });
    new ApiObject(scope, id, {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { namespace },
      spec: {
        entryPoints: this.plainEntryPoints,
        routes: [
          {
            kind: 'Rule',
            match: `Host(\`${host}\`)`,
            middlewares: [{ name }],
            services: [{ kind: 'TraefikService', name: 'noop@internal' }],
          },
        ],
      },
    });
  }

  /** One for each namespace, since a route names the middlewares of its own. */
  private shared(scope: Construct, id: string, namespace: string, spec: object): string {
    return (scope.node.tryFindChild(id) as ApiObject | undefined)?.name ?? this.middleware(scope, id, namespace, spec);
  }

  private middleware(scope: Construct, id: string, namespace: string, spec: object): string {
    return new ApiObject(scope, id, {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'Middleware',
      metadata: { namespace },
      spec,
    }).name;
  }
}

/** As the chart has it: an argument would turn the provider on that it is about. */
export const OTHER_PROVIDERS = { providers: { kubernetesIngress: { allowExternalNameServices: false } } };

/** Where routes are. */
interface Served {
  readonly host: string;
  readonly namespace: string;
  readonly signOn: SignOn;
  readonly tlsOptions: string;
}

interface Route {
  readonly match: string;
  readonly priority: number;
  readonly services: readonly object[];
  readonly middlewares: readonly string[];
}

/**
 * As much as nginx reads (`large_client_header_buffers`, 4 of 8 kB). Traefik's own limit is 1 MB, and it answers an
 * address with a redirect as long. Go adds 4 kB.
 */
const LONGEST_HEADERS = 32_768;

/** Static options that bound the head of a request, and with it every return address. */
export const headerLimits = (entryPoints: readonly string[]): string[] =>
  entryPoints.map((name) => `--entrypoints.${name}.http.maxheaderbytes=${LONGEST_HEADERS}`);

/** Without queries, which may hold an authorization code. */
export const TRAEFIK_ACCESS_LOG: readonly string[] = [
  '--accesslog=true',
  '--accesslog.format=json',
  '--accesslog.fields.queryparameters.defaultmode=drop',
  `--accesslog.fields.headers.names.${EMAIL_HEADER}=keep`,
  '--accesslog.fields.headers.names.X-Request-Id=keep',
];

/**
 * A host or a namespace in the id of a construct. No two of them read the same: single hyphens are dots, since hyphens
 * stand beside none, and a namespace has none.
 */
const inId = (name: string) => name.replace(/-/g, '--').replace(/\./g, '-');

/** A value as it stands in a query: what need not be encoded is not, so that logs can be read (RFC 3986, 3.4). */
const inQuery = (value: string) => encodeURIComponent(value).replace(/%2F/g, '/').replace(/%3A/g, ':');

/** A rule as Traefik writes it. A prefix ends at a segment, which Traefik's own does not. */
function matcher(host: string, path: string, match: PathMatch, methods?: readonly string[]): string {
  const place =
    match === PathMatch.EXACT
      ? `Path(\`${path}\`)`
      : path === '/'
        ? 'PathPrefix(`/`)'
        : `(Path(\`${path}\`) || PathPrefix(\`${path}/\`))`;
  const byMethod =
    methods === undefined ? '' : ` && (${methods.map((method) => `Method(\`${method}\`)`).join(' || ')})`;
  return `Host(\`${host}\`) && ${place}${byMethod}`;
}

/**
 * The longer path first, the whole path before the prefix, and methods before those without: the order in which
 * `decide()` looks.
 */
function priority(path: string, match: PathMatch, methods?: readonly string[]): number {
  return 1000 + path.length * 4 + (match === PathMatch.EXACT ? 2 : 0) + (methods === undefined ? 0 : 1);
}
