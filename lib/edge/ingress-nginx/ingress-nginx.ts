import { accessLog } from './access-log';
import { controllerFragment } from './controller-fragment';
import { methodMap, methodVariable } from './method-maps';
import { IngressNginxOptions } from './options';
import { abilitiesOf, INGRESS_NGINX } from './product';
import { dependsOnMethod } from '../../access/locations';
import { refuse } from '../../errors';
import { syntax } from '../../syntax';
import { EMAIL_HEADER, IDENTITY_HEADERS } from '../identity-headers';
import { variablesOf } from '../ingress/annotations';
import { authUrl, IngressEdge } from '../ingress/ingress-edge';
import { REQUEST_ID_HEADER } from '../ingress/request-id';
import { NOBODY } from '../nobody';
import { RoutedApplication } from '../routed-application';
import { SignOn } from '../sign-on';

const CACHE_KEY = '$http_cookie-_-$http_authorization';
const PATH = 'Edge.ingressNginx';

/** ingress-nginx itself. */
export class IngressNginx extends IngressEdge {
  private readonly globalLock: boolean;
  private readonly cache?: number;

  constructor(options: IngressNginxOptions) {
    refuseController(options);
    const cache = options.cache === undefined ? undefined : syntax.duration(PATH, 'cache', options.cache, 1, 60);
    super({
      errorPath: PATH,
      name: INGRESS_NGINX.name,
      trustedProxies: options.trustedProxies,
      controllerNamespace: options.controllerNamespace ?? 'ingress-nginx',
      controllerPodLabels: options.controllerPodLabels ?? {
        'app.kubernetes.io/name': 'ingress-nginx',
        'app.kubernetes.io/component': 'controller',
      },
      hostNetwork: options.hostNetwork,
      ingressClassName: options.ingressClassName,
      headerKibibytes: headerKibibytes(options),
      abilities: abilitiesOf(options.methodMaps ?? false),
      // nginx counts whole seconds, and the last of them counts too: measured, and read in
      // `src/http/ngx_http_file_cache.c`.
      cacheSeconds: cache === undefined ? 0 : cache + 1,
      requestIdHeader: REQUEST_ID_HEADER,
      reservedIds: [...INGRESS_NGINX.reservedIds],
      reportFiles: [...INGRESS_NGINX.reportFiles],
      errorPages: INGRESS_NGINX.errorPages,
    });
    this.cache = cache;
    this.globalLock = options.globalLock ?? false;
  }

  public controllerValues(signOn: SignOn, applications: RoutedApplication[]): { [file: string]: any } {
    const services = (some: readonly RoutedApplication[]) =>
      some.map(({ namespace, service }) => `${namespace}/${service}`);
    const fragment = {
      proxy: `${signOn.namespace}/${signOn.proxyService}`,
      asked: services(applications),
      withoutCookies: services(applications.filter(({ receivesCookies, machines }) => !receivesCookies && !machines)),
      // The Service of an application that keeps cookies of people may well be that of machines, too.
      hostsWithoutCookies: applications.filter(({ machines }) => machines).map(({ host }) => host),
      globalAuthUrl: this.globalLock ? authUrl(signOn, NOBODY) : undefined,
      // Where methods cannot be told apart, a rule has refused what would depend on them.
      methods: applications.flatMap(({ host, locations }) => methodMap(host, locations) ?? []),
      withoutMethodOverrides: services(applications.filter(({ locations }) => dependsOnMethod(locations))),
    };
    return {
      'ingress-nginx.yaml': controllerFragment(fragment),
      // The format of the log is up to the owner of the controller.
      'ingress-nginx.access-log.yaml': controllerFragment({
        ...fragment,
        accessLog: accessLog(services(applications), IDENTITY_HEADERS.indexOf(EMAIL_HEADER)),
      }),
    };
  }

  protected namesByMethod({ host, locations }: RoutedApplication): string {
    return `${NOBODY}$${methodVariable(host, locations)}`;
  }

  protected cacheAnnotations(address: string): Record<string, string> {
    if (this.cache === undefined) return {};
    return { 'auth-cache-key': cacheKey(address), 'auth-cache-duration': `200 202 ${this.cache}s` };
  }
}

function headerKibibytes({ headerBuffer }: IngressNginxOptions): number | undefined {
  if (headerBuffer === undefined) return undefined;
  const kibibytes = typeof headerBuffer?.toKibibytes === 'function' ? headerBuffer.toKibibytes() : undefined;
  if (kibibytes !== undefined && Number.isInteger(kibibytes) && kibibytes >= 16 && kibibytes <= 256) return kibibytes;
  refuse({
    path: PATH,
    what: 'headerBuffer is out of bounds, or not a Size of cdk8s',
    got: kibibytes === undefined ? headerBuffer : `${kibibytes} KiB`,
    allowed: 'whole KiB from 16 to 256',
    fix: 'write headerBuffer: Size.kibibytes(32)',
  });
}

/** An option of earlier versions that named the program which reads the Ingresses. */
function refuseController(options: IngressNginxOptions): void {
  const { controller } = options as { controller?: string };
  if (controller === undefined || controller === 'ingress-nginx') return;
  refuse({
    path: PATH,
    what: 'controller is no option any more: Traefik that reads Ingresses is an edge of its own',
    got: controller,
    allowed: 'ingress-nginx itself',
    fix: 'write Edge.traefikIngress({ … }) with the same options, without controller',
  });
}

/**
 * A decision is remembered with all that it was made from (findings 1 to 3). No name of a group holds the brace, which
 * therefore ends them.
 */
const cacheKey = (address: string) =>
  `${variablesOf(address)
    .map((name) => `\${${name}}}`)
    .join('')}${CACHE_KEY}`;
