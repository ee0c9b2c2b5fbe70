import { WatchedSignOn } from './watched-sign-on';

/** A selector of series of this sign-on and of no other, however they are scraped. */
export function series({ namespace, job }: WatchedSignOn, metric: string, ...matchers: readonly string[]): string {
  return `${metric}{${[`namespace="${namespace}"`, `job="${job}"`, ...matchers].join(', ')}}`;
}

/**
 * Selectors of series that an exporter tells about objects in these namespaces. Where Prometheus does not honour the
 * labels of its targets, `namespace` is that of the exporter itself, and that of the object has another name.
 */
export function exported(metric: string, namespaces: readonly string[], matcher: string): string {
  const where = namespaces.join('|');
  const places = [`exported_namespace="", namespace=~"${where}"`, `exported_namespace=~"${where}"`];
  return `(${places.map((place) => `${metric}{${place}, ${matcher}}`).join(' or ')})`;
}

/** A matcher for one of several statuses. */
export const coded = (codes: readonly string[]) =>
  codes.length === 1 ? `code="${codes[0]}"` : `code=~"${codes.join('|')}"`;

/**
 * Answers to everything but /ping, /ready and /metrics, counted by status and replica. A series is born with its first
 * answer.
 */
export const answers = (signOn: WatchedSignOn, ...status: readonly string[]) =>
  series(signOn, 'oauth2_proxy_requests_total', ...status);

/** How many answers had a status, over a time; no value where none ever had. */
export const counted = (signOn: WatchedSignOn, status: string, range: string) =>
  `sum(increase(${answers(signOn, status)}[${range}]))`;

/**
 * Share of the steps of signing in and out that failed. These alone are answered with redirects and with server errors.
 * Decisions are 202, 401 and 403, and so many that failed sign-ins would not show among them. Where a browser that is
 * not signed in is redirected by the proxy itself, that counts as a step, too.
 */
export const failedSteps = (signOn: WatchedSignOn, range: string) =>
  `sum(rate(${answers(signOn, 'code=~"5.."')}[${range}])) / sum(rate(${answers(signOn, 'code=~"3..|5.."')}[${range}]))`;

const DURATION = 'oauth2_proxy_response_duration_seconds';
export const timed = (signOn: WatchedSignOn, range: string) =>
  `sum(increase(${series(signOn, `${DURATION}_count`)}[${range}]))`;
/** How many answers took longer than 2.5 s, one of the bounds that the binary counts by. */
export const slow = (signOn: WatchedSignOn, range: string) =>
  `(${timed(signOn, range)} - sum(increase(${series(signOn, `${DURATION}_bucket`, 'le="2.5"')}[${range}])))`;
export const quantile = (signOn: WatchedSignOn, share: number, range: string) =>
  `histogram_quantile(${share}, sum by (le) (rate(${series(signOn, `${DURATION}_bucket`)}[${range}])))`;
