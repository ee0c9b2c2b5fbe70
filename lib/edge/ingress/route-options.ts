import { Location, MethodAnswer } from '../../access/locations';
import { Purpose } from '../../access/purpose';
import { refuse } from '../../errors';
import { affinityCookie, pathOf } from '../affinity';
import { RoutedOptions, UpstreamTls } from '../route-options';
import { RoutedApplication } from '../routed-application';

/** The settings that every edge has which reads the annotations of ingress-nginx. */
export const INGRESS_OPTIONS: readonly string[] = [
  'readTimeout',
  'sendTimeout',
  'connectTimeout',
  'streamAnswers',
  'streamRequests',
  'sessionAffinity',
  'upstreamTls',
];

const MEBIBYTE = 1024 * 1024;
/** The controller's own 1 MiB is less than a large dashboard. */
const BODY = 10 * MEBIBYTE;
/** A Prometheus drops what gets 413. It sends 2,000 samples at once; senders of OTLP collect more. */
const INGEST_BODY = 32 * MEBIBYTE;
/** Prometheus ends a query after 120 s (`--query.timeout`) and says why. Its answer comes first. */
const READ_SECONDS = 150;

/** Whether data is delivered at one of the locations. */
const ingests = (locations: readonly Location[]): boolean =>
  locations.some(({ answers }) =>
    answers.some(({ purpose, permitted }) => purpose === Purpose.INGEST && permitted.length > 0),
  );

/** Annotations for sizes, times and other settings of the routes of an application, in one Ingress. */
export function optionAnnotations(
  path: string,
  routed: RoutedApplication,
  answer: MethodAnswer | undefined,
  locations: readonly Location[],
): Record<string, string | undefined> {
  const { namespace, machines, options = {} } = routed;
  const tls = options.upstreamTls === undefined ? {} : tlsAnnotations(path, namespace, options.upstreamTls);
  if (answer?.permitted.length === 0) return tls;
  const seconds = (value?: number) => (value === undefined ? undefined : String(value));
  return {
    ...tls,
    'proxy-body-size': `${bodySize(options, locations) / 1024}k`,
    'proxy-read-timeout': seconds(options.readTimeout ?? READ_SECONDS),
    'proxy-send-timeout': seconds(options.sendTimeout),
    'proxy-connect-timeout': seconds(options.connectTimeout),
    'proxy-buffering': options.streamAnswers ? 'off' : undefined,
    'proxy-request-buffering': options.streamRequests ? 'off' : undefined,
    // Machines keep no cookies.
    ...(options.sessionAffinity && !machines ? affinityAnnotations(routed) : {}),
  };
}

function bodySize({ maxRequestBody = BODY, maxIngestBody }: RoutedOptions, locations: readonly Location[]): number {
  return ingests(locations) ? (maxIngestBody ?? Math.max(maxRequestBody, INGEST_BODY)) : maxRequestBody;
}

const affinityAnnotations = (routed: RoutedApplication) => ({
  'affinity': 'cookie',
  'session-cookie-name': affinityCookie(routed),
  // The same at every path of the application, which may have several Ingresses.
  'session-cookie-path': pathOf(routed),
  'session-cookie-samesite': 'Lax',
  'session-cookie-secure': 'true',
});

/** The controller answers 503 if the Secret is missing, and 502 if the certificate is not the right one. */
function tlsAnnotations(path: string, namespace: string, tls: UpstreamTls) {
  const { authoritySecret, clientCertificateSecret, serverName } = tls;
  if (authoritySecret === undefined) {
    refuse({
      path,
      what: 'edges with Ingresses read the certificate authority of an application from a Secret alone',
      got: { authorityConfigMap: tls.authorityConfigMap },
      allowed: 'authoritySecret; authorityConfigMap with Edge.traefik()',
      fix: "write upstreamTls: { authoritySecret: 'NAME' }, a Secret with the key ca.crt",
    });
  }
  if (clientCertificateSecret !== undefined && clientCertificateSecret !== authoritySecret) {
    refuse({
      path,
      what: 'edges with Ingresses read the certificate authority and the client certificate from one Secret',
      got: { authoritySecret, clientCertificateSecret },
      allowed: 'the same name for both; two Secrets with Edge.traefik()',
      fix: `write clientCertificateSecret: '${authoritySecret}', a Secret with the keys ca.crt, tls.crt and tls.key`,
    });
  }
  return {
    'backend-protocol': 'HTTPS',
    'proxy-ssl-secret': `${namespace}/${authoritySecret}`,
    'proxy-ssl-verify': 'on',
    'proxy-ssl-verify-depth': '4',
    'proxy-ssl-name': serverName,
    'proxy-ssl-server-name': 'on',
  };
}
