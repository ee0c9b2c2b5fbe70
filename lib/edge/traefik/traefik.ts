import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import {
  closed,
  decision,
  encodedCharacters,
  methodOverrides,
  noPlaceholders,
  ownReturnAddress,
  rateLimit,
  toHttps,
  withoutGroups,
} from './middlewares';
import { TraefikOptions } from './options';
import { ABILITIES, refusesClaimValue, TRAEFIK } from './product';
import { RoutedHosts } from './routed-hosts';
import { matcher, priority } from './rule';
import { ACCESS_LOG, headerLimits, OTHER_PROVIDERS } from './static-options';
import { upstreamOf } from './upstream';
import { PathMatch } from '../../access/application-route';
import { dependsOnMethod, Location, MethodAnswer, who } from '../../access/locations';
import {
  IngressRoute,
  IngressRouteSpecRoutesServices,
  IngressRouteTCP,
  MiddlewareTCP,
  TLSOption,
} from '../../imports/traefik.io';
import { syntax } from '../../syntax';
import { Decisions } from '../decisions';
import { EdgeBase } from '../edge-base';
import { PUBLIC_ENDPOINTS, SIGN_OUT } from '../proxy-endpoints';
import { RoutedApplication } from '../routed-application';
import { SignOn } from '../sign-on';

/** Methods of browsers at the proxy's endpoints. The body of a POST request could hold a return address. */
const ENDPOINT_METHODS = ['GET', 'HEAD'];

/**
 * Traefik, configured by its own resources. It asks for decisions at the root of the proxy, where a browser is
 * redirected to the issuer directly and a program gets status 401. Status 401 of an application is not changed.
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
      errorPages: TRAEFIK.errorPages,
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
    this.redirectToHttps(scope, namespace, host);
    const everywhere = [encodedCharacters(scope, namespace), ownReturnAddress(scope, namespace)];
    this.route(
      scope,
      'sign-on',
      { host, namespace, signOn, tlsOptions: this.tlsOptions(scope, namespace) },
      PUBLIC_ENDPOINTS.map((path) => ({
        match: matcher(host, path, PathMatch.EXACT, ENDPOINT_METHODS),
        priority: priority(path, PathMatch.EXACT, ENDPOINT_METHODS),
        services: [{ name: signOn.proxyService, port: signOn.proxyPort }],
        middlewares: path === SIGN_OUT ? [...everywhere, noPlaceholders(scope, namespace, host)] : everywhere,
      })),
    );
  }

  public renderApplication(scope: Construct, signOn: SignOn, routed: RoutedApplication): void {
    const { namespace, service, port, host, locations } = routed;
    const shared = scope.node.scope!;
    this.redirectToHttps(shared, namespace, host);
    const first = this.beforeTheDecision(scope, routed);
    const last = routed.options?.passGroups === false ? [withoutGroups(shared, namespace)] : [];
    const upstream = upstreamOf(scope, routed);
    const decisions = new Map<string, string>();
    const decisionFor = (answer: MethodAnswer) => {
      const key = who(answer);
      const name = decisions.get(key) ?? decision(scope, `sign-on-${decisions.size + 1}`, signOn, routed, answer);
      decisions.set(key, name);
      return name;
    };
    const routeOf = ({ path, match }: Location, answer: MethodAnswer): Route => ({
      match: matcher(host, path, match, answer.methods),
      priority: priority(path, match, answer.methods),
      services: [{ name: service, port, ...upstream }],
      // A closed route refuses before the sign-in. The decision refuses too, should Traefik drop that middleware.
      middlewares: [
        ...first,
        ...(answer.permitted.length === 0 ? [closed(shared, namespace)] : []),
        decisionFor(answer),
        ...last,
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
    const admitted = new MiddlewareTCP(scope, 'admitted', {
      metadata: { namespace },
      spec: { ipAllowList: { sourceRange: askedFrom } },
    });
    // The proxy has no HTTP/2, so the handshake must not offer it.
    const options = new TLSOption(scope, 'tls-options', {
      metadata: { namespace },
      spec: { minVersion: 'VersionTLS12', sniStrict: true, alpnProtocols: ['http/1.1'] },
    });
    new IngressRouteTCP(scope, 'route', {
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
      // Without safe naming, two middlewares of different namespaces can have the same internal name: Traefik joins
      // namespace and name by a hyphen.
      `${provider}.safenaming=true`,
      // Otherwise other namespaces could lead Traefik to protected pods, and set defaults for the hosts of the sign-on.
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

  /** The middlewares before the one that asks for a decision. */
  private beforeTheDecision(scope: Construct, { namespace, locations, machines }: RoutedApplication): string[] {
    const shared = scope.node.scope!;
    return [
      ...(machines ? [rateLimit(scope, namespace, machines)] : []),
      encodedCharacters(shared, namespace),
      ...(dependsOnMethod(locations) ? [methodOverrides(shared, namespace)] : []),
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
    // All routes of a host must have the same options, and cannot name those of another namespace. Otherwise Traefik
    // logs an error and uses its default options.
    const options = () => (routed.namespacesOf(host).length === 1 ? { options: { name: tlsOptions } } : {});
    new IngressRoute(scope, id, {
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
   * Options of TLS. `sniStrict` refuses connections for names without a certificate. A request for a host whose options
   * differ from those of its handshake gets status 421 (misdirected).
   */
  private tlsOptions(scope: Construct, namespace: string): string {
    const id = `tls-options-${namespace}`;
    const existing = scope.node.tryFindChild(id) as TLSOption | undefined;
    return (
      existing ??
      new TLSOption(scope, id, {
        metadata: { namespace },
        spec: { minVersion: 'VersionTLS12', sniStrict: true },
      })
    ).name;
  }

  private redirectToHttps(scope: Construct, namespace: string, host: string): void {
    const id = `to-tls-${inId(host)}`;
    if (scope.node.tryFindChild(id)) return;
    const name = toHttps(scope, inId(namespace), namespace);
    new IngressRoute(scope, id, {
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
}

/** What the routes of one host share. */
interface Served {
  readonly host: string;
  readonly namespace: string;
  readonly signOn: SignOn;
  readonly tlsOptions: string;
}

interface Route {
  readonly match: string;
  readonly priority: number;
  readonly services: IngressRouteSpecRoutesServices[];
  readonly middlewares: readonly string[];
}

/**
 * A host or a namespace as a part of the id of a construct. Two names never give the same text: a dot becomes one
 * hyphen, and a hyphen two; a host has no hyphen next to a dot, and a namespace has no dot.
 */
const inId = (name: string) => name.replace(/-/g, '--').replace(/\./g, '-');
