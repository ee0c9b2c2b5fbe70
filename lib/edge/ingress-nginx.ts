import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { IngressNginxOptions } from './edge';
import {
  Decider,
  EdgeRenderer,
  NOBODY,
  PUBLIC_ENDPOINTS,
  RETURN_ADDRESS_HEADERS,
  RoutedApplication,
  SIGN_OUT,
  SignOn,
} from './edge-renderer';
import { EMAIL_HEADER, IDENTITY_HEADERS, NO_SOURCE } from './identity-headers';
import { IngressController } from './ingress-controller';
import { accessLog } from './ingress-nginx-access-log';
import { annotations, variablesOf } from './ingress-nginx-annotations';
import { controllerFragment, REQUEST_ID_HEADER } from './ingress-nginx-controller';
import { methodMap, methodVariable } from './ingress-nginx-methods';
import { headerLimits, OTHER_PROVIDERS, TRAEFIK_ACCESS_LOG } from './traefik';
import { trustedProxies } from './trusted-proxies';
import { dependsOnMethod, Location, MethodAnswer, oneAnswer, who } from '../access/locations';
import { refuse } from '../errors';
import { NetworkPeer } from '../isolation/network-policy';
import { syntax } from '../syntax';

const CACHE_KEY = '$http_cookie-_-$http_authorization';
const LONGEST_URL = 4000;
// Chart values, for an entry point with the chart's own name. Other spellings of identity headers are dropped, and
// encoded slashes refused.
const TRAEFIK_ARGUMENTS = [
  '--entrypoints.websecure.http.aliasheadersstrategy=delete',
  '--entrypoints.websecure.http.encodedcharacters.allowencodedslash=false',
  ...headerLimits(['websecure', 'web']),
  '--providers.kubernetesingressnginx=true',
  // Another namespace would lead Traefik to protected pods.
  '--providers.kubernetesingressnginx.disablesvcexternalname=true',
];
const TRAEFIK_PROVIDERS = {
  providers: {
    kubernetesCRD: { allowCrossNamespace: false, allowExternalNameServices: false },
    ...OTHER_PROVIDERS.providers,
  },
};

export class IngressNginx implements EdgeRenderer {
  public readonly name = 'ingress-nginx';
  public readonly distinguishesMethods: boolean;
  public readonly decodesPaths: boolean;
  public readonly everyIngressNamesItsHost: boolean;
  // Traefik, reading the same Ingresses, prefers the longer rule, and that of a prefix is the longer one.
  public readonly exactBeforePrefix = false;
  public readonly trustedProxies: readonly string[];
  public readonly cacheSeconds: number;
  public readonly controllerNamespace: string;
  public readonly peers: readonly NetworkPeer[];
  public readonly requestIdHeader: string;
  public readonly upstream = 'static://404'; // decisions only: nothing is served behind the sign-on by the proxy itself
  public readonly programsAreTold = false;
  public readonly verifiesDeciders = false; // nginx takes whatever certificate the address of auth-url shows
  private readonly traefik: boolean;
  private readonly className: string;
  private readonly globalLock: boolean;
  private readonly cache?: number;

  constructor(options: IngressNginxOptions) {
    const where = 'Edge.ingressNginx';
    this.trustedProxies = trustedProxies(where, options.trustedProxies);
    this.traefik = options.controller === IngressController.TRAEFIK;
    this.requestIdHeader = this.traefik ? 'X-Request-Id' : REQUEST_ID_HEADER; // Traefik makes none
    this.decodesPaths = !this.traefik || (options.encodedSlashesRefused ?? false);
    this.everyIngressNamesItsHost = this.traefik; // it sorts routes by length, hosts or not
    if (this.traefik && (options.cache !== undefined || options.globalLock)) {
      refuse({
        path: where,
        what: 'Traefik ignores cache and globalLock',
        got: options.controller,
        allowed: 'both with ingress-nginx itself',
        fix: 'remove cache and globalLock',
      });
    }
    this.distinguishesMethods = options.methodMaps ?? false;
    if (this.traefik && this.distinguishesMethods) {
      refuse({
        path: where,
        what: 'Traefik reads no maps of nginx, and its annotations cannot tell methods apart',
        got: options.controller,
        allowed: 'methodMaps with ingress-nginx itself',
        fix: 'use Edge.traefik(), which tells methods apart',
      });
    }
    this.cache = options.cache === undefined ? undefined : syntax.duration(where, 'cache', options.cache, 1, 60);
    // nginx counts whole seconds, and the last of them counts too: measured, and read in
    // `src/http/ngx_http_file_cache.c`.
    this.cacheSeconds = this.cache === undefined ? 0 : this.cache + 1;
    this.className = syntax.dnsSubdomain(where, 'ingressClassName', options.ingressClassName ?? 'nginx');
    this.globalLock = options.globalLock ?? false;
    this.controllerNamespace = syntax.dnsLabel(
      where,
      'controllerNamespace',
      options.controllerNamespace ?? (this.traefik ? 'traefik' : 'ingress-nginx'),
    );
    this.peers = options.hostNetwork
      ? this.trustedProxies.map((range) => ({ cidr: range }))
      : [
          {
            namespace: this.controllerNamespace,
            podLabels: syntax.labels(
              where,
              'controllerPodLabels',
              options.controllerPodLabels ??
                (this.traefik
                  ? { 'app.kubernetes.io/name': 'traefik' }
                  : { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' }),
              'some',
            ),
          },
        ];
  }

  public refusesClaimValue(value: string): string | undefined {
    return /^[A-Za-z0-9._~/:-]+$/.test(value) && value !== NOBODY
      ? undefined
      : 'letters, digits and ". _ ~ / : -", as the annotation auth-url carries no encoding';
  }

  public renderSignOn(scope: Construct, signOn: SignOn): void {
    const { host, namespace, proxyService: service, proxyPort: port } = signOn;
    const everywhere = {
      'enable-global-auth': 'false',
      'proxy-buffer-size': '16k',
      // A body could hold a return address, longer than any address; browsers send none. Traefik counts only what it
      // buffers.
      'proxy-body-size': '1',
      'proxy-request-buffering': 'on',
    };
    const exact = (paths: readonly string[]) => paths.map((path) => ({ path, pathType: 'Exact' }));
    const common = { signOn, host, namespace, service, port };
    const others = PUBLIC_ENDPOINTS.filter((path) => path !== SIGN_OUT);
    this.ingress(scope, 'sign-on', { ...common, paths: exact(others), annotations: everywhere });
    this.ingress(scope, 'sign-out', {
      ...common,
      paths: exact([SIGN_OUT]),
      annotations: {
        ...everywhere,
        // The sign-out would put the ID token in place of `{id_token}` in a return address. Traefik gets status 200
        // here only for a request without a query: it asks for /robots.txt then, and for /robots otherwise, which the
        // proxy does not have. In the subrequest of nginx the variable is empty; there the fragment refuses braces.
        'auth-url': `${signOn.decider.address}/robots$is_args.txt`,
        // What the answer does not have is taken off the request; with its content type no body is read as a form.
        'auth-response-headers': [...RETURN_ADDRESS_HEADERS, 'Content-Type'].join(','),
      },
    });
  }

  public renderApplication(scope: Construct, signOn: SignOn, routed: RoutedApplication): void {
    const { namespace, service, port, application, machines } = routed;
    const headers = this.forwardedHeaders(scope.node.scope!, namespace, machines !== undefined);
    this.checkLength(scope.node.path, signOn, routed);
    for (const [index, { answer, locations }] of byAnswer(routed.locations).entries()) {
      const closed = answer?.permitted.length === 0;
      const id = answer === undefined ? 'by-method' : closed ? 'closed' : index === 0 ? 'open' : `open-${index}`;
      const authUrl = this.authUrl(
        signOn,
        answer ? namesOf(answer) : `${NOBODY}$${methodVariable(application.host, routed.locations)}`,
        machines,
      );
      const ingress = this.ingress(scope, id, {
        signOn,
        host: application.host,
        namespace,
        service,
        port,
        paths: locations.map(({ path, match }) => ({ path, pathType: match === 'exact' ? 'Exact' : 'Prefix' })),
        annotations: {
          'auth-url': authUrl,
          'auth-signin':
            closed || machines ? undefined : `https://${signOn.host}/oauth2/start?rd=https://$host$escaped_request_uri`,
          'auth-response-headers': [...IDENTITY_HEADERS, ...(routed.trusted ? [] : ['Cookie'])].join(','),
          'auth-proxy-set-headers': `${namespace}/${headers.name}`,
          'auth-cache-key': this.cache !== undefined && !closed ? cacheKey(authUrl) : undefined,
          'auth-cache-duration': this.cache !== undefined && !closed ? `200 202 ${this.cache}s` : undefined,
          'auth-always-set-cookie': signOn.cookieSessions && !machines ? 'true' : undefined,
          'limit-rps': machines ? String(machines.requestsPerSecond) : undefined,
          'proxy-buffer-size': '16k',
          // Refuses before anybody is asked to sign in, and on its own, should the controller drop the annotations
          // above.
          'whitelist-source-range': closed ? NO_SOURCE : undefined,
        },
        checksum: headers.checksum,
      });
      ingress.addDependency(headers.object);
    }
  }

  public controllerValues(signOn: SignOn, applications: readonly RoutedApplication[]): Record<string, object> {
    if (this.traefik) {
      return {
        'traefik.yaml': { ...TRAEFIK_PROVIDERS, additionalArguments: TRAEFIK_ARGUMENTS },
        'traefik.access-log.yaml': {
          ...TRAEFIK_PROVIDERS,
          additionalArguments: [...TRAEFIK_ARGUMENTS, ...TRAEFIK_ACCESS_LOG],
        },
      };
    }
    const services = (some: readonly RoutedApplication[]) =>
      some.map(({ namespace, service }) => `${namespace}/${service}`);
    const fragment = {
      proxy: `${signOn.namespace}/${signOn.proxyService}`,
      asked: services(applications),
      withoutCookies: services(applications.filter(({ trusted, machines }) => !trusted && !machines)),
      // The Service of an application that keeps cookies of people may well be that of machines, too.
      hostsWithoutCookies: applications.filter(({ machines }) => machines).map(({ application }) => application.host),
      globalAuthUrl: this.globalLock ? this.authUrl(signOn, NOBODY) : undefined,
      // Where methods cannot be told apart, a rule has refused what would depend on them.
      methods: applications.flatMap(({ application: { host }, locations }) => methodMap(host, locations) ?? []),
      withoutMethodOverrides: services(applications.filter(({ locations }) => dependsOnMethod(locations))),
    };
    return {
      'ingress-nginx.yaml': controllerFragment(fragment),
      // Whose controller it is decides what its log looks like.
      'ingress-nginx.access-log.yaml': controllerFragment({
        ...fragment,
        accessLog: accessLog(services(applications), IDENTITY_HEADERS.indexOf(EMAIL_HEADER)),
      }),
    };
  }

  private authUrl(signOn: SignOn, names: string, { address, parameter }: Decider = signOn.decider): string {
    return `${address}/oauth2/auth?${parameter}=${names}`;
  }

  /**
   * nginx reads its configuration in pieces of 4 kB, and nothing longer in quotes (`NGX_CONF_BUFFER`): one such address
   * would keep it from loading any change.
   */
  private checkLength(path: string, signOn: SignOn, { locations, machines }: RoutedApplication): void {
    for (const answer of locations.flatMap(({ answers }) => answers)) {
      const { length } = this.authUrl(signOn, namesOf(answer), machines);
      if (length <= LONGEST_URL) continue;
      refuse({
        path,
        what: `${answer.purpose} is granted to more identities than the controller can ask about`,
        got: `${answer.permitted.length} identities, ${length} characters`,
        allowed: `an address of ${LONGEST_URL} characters with the names of all of them`,
        fix: machines
          ? 'let some of these programs share an identity, or use Edge.traefik()'
          : 'grant it to a group that holds the others',
      });
    }
  }

  /**
   * Headers of the request that asks for a decision. The controller would pass on what a client sent: X-Forwarded-Uri
   * and -Host decide what the proxy believes the request to be; a bearer token is no business of people's routes, nor a
   * cookie of those of machines.
   */
  private forwardedHeaders(scope: Construct, namespace: string, machines: boolean) {
    const data = {
      [machines ? 'Cookie' : 'Authorization']: '',
      'X-Forwarded-Host': '$http_host',
      'X-Forwarded-Method': '$request_method',
      'X-Forwarded-Proto': '$scheme',
      'X-Forwarded-Uri': '$request_uri',
      [REQUEST_ID_HEADER]: '$request_id',
    };
    // One for each namespace, as the controller reads no other's.
    const id = `forwarded-headers-${machines ? 'machines-' : ''}${namespace}`;
    const object =
      (scope.node.tryFindChild(id) as k8s.KubeConfigMap | undefined) ??
      new k8s.KubeConfigMap(scope, id, { metadata: { namespace }, data });
    // The controller reads the ConfigMap again only when the Ingress itself changes.
    return {
      name: object.name,
      object,
      checksum: createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 16),
    };
  }

  private ingress(scope: Construct, id: string, props: IngressProps): k8s.KubeIngress {
    const backend = { service: { name: props.service, port: { number: props.port } } };
    return new k8s.KubeIngress(scope, id, {
      metadata: {
        namespace: props.namespace,
        annotations: {
          ...annotations(scope.node.path, {
            ...props.annotations,
            'ssl-redirect': 'true',
            'force-ssl-redirect': 'true',
          }),
          ...(props.checksum ? { 'checksum/forwarded-headers': props.checksum } : {}),
        },
      },
      spec: {
        ingressClassName: this.className,
        tls: [{ hosts: [props.host], secretName: props.signOn.tlsSecret }],
        rules: [
          { host: props.host, http: { paths: props.paths.map(({ path, pathType }) => ({ path, pathType, backend })) } },
        ],
      },
    });
  }
}

interface IngressProps {
  readonly signOn: SignOn;
  readonly host: string;
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
  readonly paths: { path: string; pathType: string }[];
  readonly annotations: Record<string, string | undefined>;
  readonly checksum?: string;
}

/** The groups that the proxy is asked for. */
const namesOf = ({ permitted }: MethodAnswer) => permitted.map(({ claimValue }) => claimValue).join() || NOBODY;

/**
 * Locations with the same answer go into one Ingress, as annotations hold for a whole Ingress; those whose answer
 * depends on the method, into one without.
 */
function byAnswer(locations: readonly Location[]): { answer?: MethodAnswer; locations: Location[] }[] {
  const groups = new Map<string | undefined, { answer?: MethodAnswer; locations: Location[] }>();
  for (const location of [...locations].reverse()) {
    // the most general first
    const answer = oneAnswer(location);
    const key = answer && who(answer);
    const group = groups.get(key) ?? { answer, locations: [] };
    group.locations.push(location);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/**
 * A decision is remembered with all that it was made from (findings 1 to 3). No name of a group holds the brace, which
 * therefore ends them.
 */
const cacheKey = (authUrl: string) =>
  `${variablesOf(authUrl)
    .map((name) => `\${${name}}}`)
    .join('')}${CACHE_KEY}`;
