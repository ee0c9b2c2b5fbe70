import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { annotations } from './annotations';
import { refusedInAnnotation } from './claim-values';
import { REQUEST_ID_HEADER } from './request-id';
import { optionAnnotations } from './route-options';
import { Location, MethodAnswer, oneAnswer, who } from '../../access/locations';
import { refuse } from '../../errors';
import { syntax } from '../../syntax';
import { EdgeBase, EdgeBaseProps } from '../edge-base';
import { EdgeVariant } from '../edge-product';
import { IDENTITY_HEADERS } from '../identity-headers';
import { claimValuesOf, NO_SOURCE, NOBODY } from '../nobody';
import { edgesThat } from '../products';
import { PUBLIC_ENDPOINTS, RETURN_ADDRESS_HEADERS, SIGN_OUT } from '../proxy-endpoints';
import { RoutedApplication } from '../routed-application';
import { Decider, SignOn } from '../sign-on';

const LONGEST_URL = 4000;

const asksForAny = ({ anyNumberOfIdentities = false }: EdgeVariant): boolean => anyNumberOfIdentities;

/** What an edge that reads these Ingresses tells of itself. */
export interface IngressEdgeProps extends EdgeBaseProps {
  readonly errorPath: string;
  /** Name of the IngressClass. @default "nginx" */
  readonly ingressClassName?: string;
  /** Size of the buffer for the head of an answer, in KiB. @default 16 */
  readonly headerKibibytes?: number;
}

/** The address at which the controller asks for a decision. */
export const authUrl = (signOn: SignOn, names: string, { address, parameter }: Decider = signOn.decider): string =>
  `${address}/oauth2/auth?${parameter}=${names}`;

/**
 * Ingresses with the annotations of ingress-nginx, without snippets. Every controller that reads them gets the same
 * objects. `syntax.urlPath` allows no path that ingress-nginx refuses (`internal/ingress/inspector/rules.go`).
 */
export abstract class IngressEdge extends EdgeBase {
  private readonly className: string;
  private readonly headerBuffer: string;

  constructor(props: IngressEdgeProps) {
    super(props);
    this.headerBuffer = `${props.headerKibibytes ?? 16}k`;
    this.className = syntax.dnsSubdomain(props.errorPath, 'ingressClassName', props.ingressClassName ?? 'nginx');
  }

  public refusesClaimValue(value: string): string | undefined {
    return refusedInAnnotation(value);
  }

  public renderSignOn(scope: Construct, signOn: SignOn): void {
    const { host, namespace, proxyService: service, proxyPort: port } = signOn;
    const everywhere = {
      'enable-global-auth': 'false',
      'proxy-buffer-size': this.headerBuffer,
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
    const { namespace, service, port, host, machines } = routed;
    const headers = this.forwardedHeaders(scope.node.scope!, namespace, machines !== undefined);
    this.checkLength(scope.node.path, signOn, routed);
    for (const [index, { answer, locations }] of byAnswer(routed.locations).entries()) {
      const ingress = this.ingress(scope, idOf(answer, index), {
        signOn,
        host,
        namespace,
        service,
        port,
        paths: locations.map(({ path, match }) => ({ path, pathType: match === 'exact' ? 'Exact' : 'Prefix' })),
        annotations: {
          ...this.annotationsOf(signOn, routed, answer, `${namespace}/${headers.name}`),
          ...optionAnnotations(scope.node.path, routed, answer, locations),
        },
        checksum: headers.checksum,
      });
      ingress.addDependency(headers.object);
    }
  }

  /** The names that the proxy is asked for where the answer depends on the method. */
  protected namesByMethod(_routed: RoutedApplication): string {
    return NOBODY;
  }

  /** Annotations by which the controller reuses a decision. */
  protected cacheAnnotations(_authUrl: string): Record<string, string> {
    return {};
  }

  private annotationsOf(
    signOn: SignOn,
    routed: RoutedApplication,
    answer: MethodAnswer | undefined,
    headers: string,
  ): Record<string, string | undefined> {
    const { machines } = routed;
    const closed = answer?.permitted.length === 0;
    const asked = authUrl(signOn, answer ? claimValuesOf(answer).join() : this.namesByMethod(routed), machines);
    const cache = closed ? {} : this.cacheAnnotations(asked);
    return {
      'auth-url': asked,
      'auth-signin':
        closed || machines ? undefined : `https://${signOn.host}/oauth2/start?rd=https://$host$escaped_request_uri`,
      'auth-response-headers': [...IDENTITY_HEADERS, ...(routed.receivesCookies ? [] : ['Cookie'])].join(','),
      'auth-proxy-set-headers': headers,
      ...cache,
      'auth-always-set-cookie': signOn.cookieSessions && !machines ? 'true' : undefined,
      'limit-rps': machines ? String(machines.requestsPerSecond) : undefined,
      'proxy-buffer-size': this.headerBuffer,
      // Refuses before the sign-in, and by itself, if the controller drops the annotations above.
      'whitelist-source-range': closed ? NO_SOURCE : undefined,
    };
  }

  /**
   * nginx reads its configuration in pieces of 4 kB, and nothing longer in quotes (`NGX_CONF_BUFFER`): one such address
   * would keep it from loading any change.
   */
  private checkLength(path: string, signOn: SignOn, { locations, machines }: RoutedApplication): void {
    for (const answer of locations.flatMap(({ answers }) => answers)) {
      const { length } = authUrl(signOn, claimValuesOf(answer).join(), machines);
      if (length <= LONGEST_URL) continue;
      refuse({
        path,
        what: `${answer.purpose} is granted to more identities than the controller can ask about`,
        got: `${answer.permitted.length} identities, ${length} characters`,
        allowed: `an address of ${LONGEST_URL} characters with the names of all of them`,
        fix: machines
          ? `let some of these programs share an identity, or use ${edgesThat(asksForAny)}`
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

/** Id of the Ingress of an answer. */
const idOf = (answer: MethodAnswer | undefined, index: number): string => {
  if (answer === undefined) return 'by-method';
  if (answer.permitted.length === 0) return 'closed';
  return index === 0 ? 'open' : `open-${index}`;
};

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
