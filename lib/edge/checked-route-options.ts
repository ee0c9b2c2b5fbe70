import { Duration, Size } from 'cdk8s';
import { EdgeBase } from './edge-base';
import { edgesThat } from './products';
import { RoutedOptions, RouteOptions, UpstreamTls } from './route-options';
import { refuse } from '../errors';
import { isDuration, syntax } from '../syntax';

const KIBIBYTE = 1024;
const LARGEST_KIBIBYTES = 1024 * 1024; // 1 GiB
const HOUR = 3600;
/** "This timeout cannot usually exceed 75 seconds" (ngx_http_proxy_module, `proxy_connect_timeout`). */
const LONGEST_CONNECT = 75;

type Name = keyof RouteOptions & string;

/** Every setting of routes, by which an edge says what it has (`EdgeAbilities.routeOptions`). */
const NAMES: readonly Name[] = [
  'maxRequestBody',
  'maxIngestBody',
  'readTimeout',
  'sendTimeout',
  'connectTimeout',
  'streamAnswers',
  'streamRequests',
  'sessionAffinity',
  'passGroups',
  'upstreamTls',
];

/** The value of a setting that is the same as not to give it. */
const SAME_AS_NOT_GIVEN: Partial<Record<Name, boolean>> = {
  streamAnswers: false,
  streamRequests: false,
  sessionAffinity: false,
  passGroups: true,
};

/**
 * Checks the settings of the routes of an application.
 * @param path path of the construct, for errors
 * @param edge the edge that renders the routes
 * @param serverName the name of the application's Service in the cluster
 * @param options what the program gives
 */
export function checkedRouteOptions(
  path: string,
  edge: EdgeBase,
  serverName: string,
  options: RouteOptions,
): RoutedOptions {
  for (const name of NAMES) {
    if (options[name] === undefined || options[name] === SAME_AS_NOT_GIVEN[name]) continue;
    if (edge.abilities.routeOptions?.includes(name)) continue;
    refuse({
      path,
      what: `the edge ${edge.name} does not have ${name}`,
      got: name,
      allowed: edgesThat(({ routeOptions = [] }) => routeOptions.includes(name)) || 'no edge of the library',
      fix: `remove ${name}, or use an edge that has it`,
    });
  }
  const { maxRequestBody, maxIngestBody, readTimeout, sendTimeout, connectTimeout, upstreamTls } = options;
  const size = (name: Name, value?: Size) => (value === undefined ? undefined : bytes(path, name, value));
  const time = (name: Name, longest: number, value?: Duration) =>
    value === undefined ? undefined : seconds(path, name, value, longest);
  const checked: RoutedOptions = {
    maxRequestBody: size('maxRequestBody', maxRequestBody),
    maxIngestBody: size('maxIngestBody', maxIngestBody),
    readTimeout: time('readTimeout', HOUR, readTimeout),
    sendTimeout: time('sendTimeout', HOUR, sendTimeout),
    connectTimeout: time('connectTimeout', LONGEST_CONNECT, connectTimeout),
    streamAnswers: flag(path, 'streamAnswers', options.streamAnswers),
    streamRequests: flag(path, 'streamRequests', options.streamRequests),
    sessionAffinity: flag(path, 'sessionAffinity', options.sessionAffinity),
    passGroups: flag(path, 'passGroups', options.passGroups),
    upstreamTls: upstreamTls && checkedTls(path, serverName, upstreamTls),
  };
  const entries = Object.entries(checked).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}

function bytes(path: string, name: string, value: Size): number {
  const kibibytes = typeof value?.toKibibytes === 'function' ? value.toKibibytes() : undefined;
  if (kibibytes === undefined || !Number.isInteger(kibibytes) || kibibytes < 1 || kibibytes > LARGEST_KIBIBYTES) {
    refuse({
      path,
      what: kibibytes === undefined ? `${name} is not a Size of cdk8s` : `${name} is out of bounds`,
      got: kibibytes === undefined ? value : `${kibibytes} KiB`,
      allowed: 'whole KiB from 1 KiB to 1 GiB',
      fix: `write ${name}: Size.mebibytes(32)`,
    });
  }
  return kibibytes * KIBIBYTE;
}

function seconds(path: string, name: string, value: Duration, longest: number): number {
  if (!isDuration(value)) {
    refuse({
      path,
      what: `${name} is not a Duration of cdk8s`,
      got: value,
      allowed: `whole seconds from 1 to ${longest}`,
      fix: `write ${name}: Duration.seconds(60)`,
    });
  }
  return syntax.duration(path, name, value, 1, longest);
}

function flag(path: string, name: string, value: boolean | undefined): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  refuse({
    path,
    what: `${name} is not true or false`,
    got: value,
    allowed: 'true, false',
    fix: `write ${name}: true`,
  });
}

function checkedTls(path: string, inCluster: string, tls: UpstreamTls): UpstreamTls {
  const { authoritySecret, authorityConfigMap, clientCertificateSecret, serverName = inCluster } = tls;
  if ((authoritySecret === undefined) === (authorityConfigMap === undefined)) {
    refuse({
      path,
      what: 'upstreamTls needs one certificate authority, since the certificate of the application is verified',
      got: { authoritySecret, authorityConfigMap },
      allowed: 'authoritySecret or authorityConfigMap',
      fix: "write upstreamTls: { authoritySecret: 'NAME' }, a Secret with the key ca.crt",
    });
  }
  const name = (property: string, value?: string) =>
    value === undefined ? undefined : syntax.dnsSubdomain(path, `upstreamTls.${property}`, value);
  return {
    authoritySecret: name('authoritySecret', authoritySecret),
    authorityConfigMap: name('authorityConfigMap', authorityConfigMap),
    clientCertificateSecret: name('clientCertificateSecret', clientCertificateSecret),
    serverName: syntax.dnsSubdomain(path, 'upstreamTls.serverName', serverName),
  };
}
