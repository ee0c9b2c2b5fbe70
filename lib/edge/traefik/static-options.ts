import { EMAIL_HEADER } from '../identity-headers';

/** Values of the chart, since an argument would turn on the provider that it is about. */
export const OTHER_PROVIDERS = { providers: { kubernetesIngress: { allowExternalNameServices: false } } };

/**
 * As much as nginx reads (`large_client_header_buffers`, 4 of 8 kB). Traefik's own limit is 1 MB, and it answers an
 * address with a redirect as long. Go adds 4 kB.
 */
const LONGEST_HEADERS = 32_768;

/** Static options that bound the head of a request, and with it every return address. */
export const headerLimits = (entryPoints: readonly string[]): string[] =>
  entryPoints.map((name) => `--entrypoints.${name}.http.maxheaderbytes=${LONGEST_HEADERS}`);

/** The access log as JSON, without queries, which may hold an authorization code. */
export const ACCESS_LOG: readonly string[] = [
  '--accesslog=true',
  '--accesslog.format=json',
  '--accesslog.fields.queryparameters.defaultmode=drop',
  `--accesslog.fields.headers.names.${EMAIL_HEADER}=keep`,
  '--accesslog.fields.headers.names.X-Request-Id=keep',
];
