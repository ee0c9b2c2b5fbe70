import { WatchedSignOn } from './watched-sign-on';

/** Selects series of only this sign-on, for every way of scraping. */
export function series({ namespace, job }: WatchedSignOn, metric: string, ...matchers: readonly string[]): string {
  return `${metric}{${[`namespace="${namespace}"`, `job="${job}"`, ...matchers].join(', ')}}`;
}

/**
 * Selects series of an exporter about objects in these namespaces. If Prometheus does not honor the labels of the
 * target, `namespace` is the namespace of the exporter, and `exported_namespace` is the namespace of the object.
 */
export function exported(metric: string, namespaces: readonly string[], matcher: string): string {
  const where = namespaces.join('|');
  const places = [`exported_namespace="", namespace=~"${where}"`, `exported_namespace=~"${where}"`];
  return `(${places.map((place) => `${metric}{${place}, ${matcher}}`).join(' or ')})`;
}

/** A matcher for any of several status codes. */
export const coded = (codes: readonly string[]) =>
  codes.length === 1 ? `code="${codes[0]}"` : `code=~"${codes.join('|')}"`;

/**
 * Selects the responses to all requests except /ping, /ready and /metrics, counted by status code and replica. A series
 * exists only after its first response.
 */
export const answers = (signOn: WatchedSignOn, ...status: readonly string[]) =>
  series(signOn, 'oauth2_proxy_requests_total', ...status);

/** Number of responses with a status code over a time range. There is no value if there never was such a response. */
export const counted = (signOn: WatchedSignOn, status: string, range: string) =>
  `sum(increase(${answers(signOn, status)}[${range}]))`;

/**
 * Fraction of the steps of signing in and out that failed. Only these steps end with redirects or server errors.
 * Decisions have status 202, 401 or 403; they are not included because they are far more frequent than sign-ins. If the
 * proxy itself redirects browsers that are not signed in, this redirect is counted as a step.
 */
export const failedSteps = (signOn: WatchedSignOn, range: string) =>
  `sum(rate(${answers(signOn, 'code=~"5.."')}[${range}])) / sum(rate(${answers(signOn, 'code=~"3..|5.."')}[${range}]))`;

const DURATION = 'oauth2_proxy_response_duration_seconds';
export const timed = (signOn: WatchedSignOn, range: string) =>
  `sum(increase(${series(signOn, `${DURATION}_count`)}[${range}]))`;
/** Number of responses that took longer than 2.5 s, one of the histogram buckets of oauth2-proxy. */
export const slow = (signOn: WatchedSignOn, range: string) =>
  `(${timed(signOn, range)} - sum(increase(${series(signOn, `${DURATION}_bucket`, 'le="2.5"')}[${range}])))`;
export const quantile = (signOn: WatchedSignOn, share: number, range: string) =>
  `histogram_quantile(${share}, sum by (le) (rate(${series(signOn, `${DURATION}_bucket`)}[${range}])))`;
