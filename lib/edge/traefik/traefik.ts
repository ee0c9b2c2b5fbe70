import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { TraefikOptions } from './options';
import { ABILITIES, refusesClaimValue, TRAEFIK } from './product';
import { RoutedHosts } from './routed-hosts';
import { matcher, priority } from './rule';
import { ACCESS_LOG, headerLimits, OTHER_PROVIDERS } from './static-options';
import { PathMatch } from '../../access/application-route';
import { dependsOnMethod, Location, MethodAnswer, who } from '../../access/locations';
import { syntax } from '../../syntax';
import { Decisions } from '../decisions';
import { EdgeBase } from '../edge-base';
import { EMAIL_HEADER, IDENTITY_HEADERS } from '../identity-headers';
import { METHOD_OVERRIDE_HEADERS } from '../method-override-headers';
import { claimValuesOf, NO_SOURCE } from '../nobody';
import { PUBLIC_ENDPOINTS, RETURN_ADDRESS_HEADERS, SIGN_OUT } from '../proxy-endpoints';
import { MachineDecider, RoutedApplication } from '../routed-application';
import { SignOn } from '../sign-on';

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
export class Traefik extends EdgeBase {
  private readonly entryPoints: string[];
  private readonly plainEntryPoints: string[];

  constructor(options: TraefikOptions) {
    const errorPath = 'Edge.traefik';
    super({
      errorPath,
      name: TRAEFIK.name,
      trustedProxies: options.trustedProxies,
      controllerNamespace: options.controllerNamespace ?? 'traefik',
      controllerPodLabels: options.controllerPodLabels ?? { 'app.kubernetes.io/name': 'traefik' },
      hostNetwork: options.hostNetwork,
      abilities: ABILITIES,
      requestIdHeader: 'X-Request-Id', // Traefik makes none
      asksAtRoot: true,
      reservedIds: [...TRAEFIK.reservedIds],
      reportFiles: [...TRAEFIK.reportFiles],
    });
    const entryPoint = (property: string, name: string) => syntax.dnsLabel(errorPath, property, name);
    this.entryPoints = [entryPoint('entryPoint', options.entryPoint ?? 'websecure')];
    this.plainEntryPoints = [entryPoint('plainEntryPoint', options.plainEntryPoint ?? 'web')];
  }

  public refusesClaimValue(value: string): string | undefined {
    return refusesClaimValue(value);
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
    const { namespace, service, port, host, locations } = routed;
    const shared = scope.node.scope!;
    this.leadToTls(shared, namespace, host);
    const first = this.beforeTheQuestion(scope, routed);
    const questions = new Map<string, string>();
    const question = (answer: MethodAnswer) => {
      const key = who(answer);
      const name = questions.get(key) ?? this.question(scope, `sign-on-${questions.size + 1}`, signOn, routed, answer);
      questions.set(key, name);
      return name;
    };
    const routeOf = ({ path, match }: Location, answer: MethodAnswer): Route => ({
      match: matcher(host, path, match, answer.methods),
      priority: priority(path, match, answer.methods),
      services: [{ name: service, port }],
      // A closed route refuses before the sign-in, and without the question, if Traefik loses that.
      middlewares: [
        ...first,
        ...(answer.permitted.length === 0 ? [this.closed(shared, namespace)] : []),
        question(answer),
      ],
    });
    this.route(
      scope,
      'route',
      { host, namespace, signOn, tlsOptions: this.tlsOptions(shared, namespace) },
      locations.flatMap((location) => location.answers.map((answer) => routeOf(location, answer))),
    );
  }

  public renderDecisions(scope: Construct, { host, namespace, service, port, tlsSecret, askedFrom }: Decisions): void {
    const admitted = new ApiObject(scope, 'admitted', {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'MiddlewareTCP',
      metadata: { namespace },
      spec: { ipAllowList: { sourceRange: askedFrom } },
    });
    // A client of HTTP/2 would be handed over to a proxy that does not speak it.
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

  public controllerValues(): { [file: string]: any } {
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
        additionalArguments: [...additionalArguments, ...ACCESS_LOG],
      },
    };
  }

  /** The middlewares that a request passes before the proxy is asked. */
  private beforeTheQuestion(scope: Construct, { namespace, locations, machines }: RoutedApplication): string[] {
    const shared = scope.node.scope!;
    return [
      ...(machines ? [this.rateLimit(scope, namespace, machines)] : []),
      this.encodedCharacters(shared, namespace),
      ...(dependsOnMethod(locations) ? [this.methodOverrides(shared, namespace)] : []),
    ];
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

  /** The proxy itself answers clients that do not pass: by a redirect to the issuer, or a refusal. */
  private question(
    scope: Construct,
    id: string,
    signOn: SignOn,
    { namespace, receivesCookies, machines }: RoutedApplication,
    answer: MethodAnswer,
  ): string {
    const names = claimValuesOf(answer).map(inQuery).join(',');
    // A machine is not to be redirected: at this endpoint a client without a token gets status 401.
    const asked = machines ? `/oauth2/auth?${machines.parameter}=${names}` : `/?allowed_groups=${names}`;
    const { address, authority } = machines ?? signOn.decider;
    return this.middleware(scope, id, namespace, {
      forwardAuth: {
        address: `${address}${asked}`,
        tls: address.startsWith('https:') ? { caSecret: authority, insecureSkipVerify: false } : undefined,
        trustForwardHeader: true, // the entry point has taken off what clients sent
        authRequestHeaders: machines ? MACHINES_ASKED_WITH : ASKED_WITH,
        authResponseHeaders: [...IDENTITY_HEADERS, ...(receivesCookies ? [] : ['Cookie'])],
        addAuthCookiesToResponse: machines ? undefined : COOKIE_PARTS.map((part) => `${signOn.cookieName}${part}`),
        maxResponseBodySize: LONGEST_ANSWER,
        headerField: EMAIL_HEADER, // the person, in the access log
      },
    });
  }

  private rateLimit(scope: Construct, namespace: string, { requestsPerSecond }: MachineDecider): string {
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
 * A host or a namespace in the id of a construct. No two of them read the same: single hyphens are dots, since hyphens
 * stand beside none, and a namespace has none.
 */
const inId = (name: string) => name.replace(/-/g, '--').replace(/\./g, '-');

/** A value as it stands in a query: what need not be encoded is not, so that logs can be read (RFC 3986, 3.4). */
const inQuery = (value: string) => encodeURIComponent(value).replace(/%2F/g, '/').replace(/%3A/g, ':');
