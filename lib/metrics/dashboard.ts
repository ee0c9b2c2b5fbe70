import { createHash } from 'node:crypto';
import { answers, coded, failedSteps, quantile, series } from './queries';
import { WatchedSignOn } from './watched-sign-on';

/** The data source is a variable of the dashboard: the viewer selects it in Grafana. */
const DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' };
/** Grafana's variable for rates: at least four scrape intervals, so that a rate always has samples. */
const RANGE = '$__rate_interval';
const COLUMNS = 24;

interface Panel {
  readonly title: string;
  readonly description: string;
  /** Width in columns, of 24. */
  readonly width: number;
  /** Whether the panel shows the current value instead of a graph. */
  readonly stat?: boolean;
  /** Id of the unit in Grafana. */
  readonly unit: string;
  readonly stacked?: boolean;
  /** Queries, by their name in the legend. */
  readonly queries: Readonly<Record<string, string>>;
}

/** Uid of the dashboard: stable, and different for every sign-on. At most 40 letters, digits and hyphens. */
export const dashboardUid = ({ host, namespace, job }: WatchedSignOn) =>
  `monitoring-sso-${createHash('sha256').update(`${host} ${namespace}/${job}`).digest('hex').slice(0, 16)}`;

/** Returns a Grafana dashboard (schema version 39, for Grafana 10.4 and newer). */
export function dashboard(signOn: WatchedSignOn): object {
  return {
    uid: dashboardUid(signOn),
    title: `Single sign-on: ${signOn.host}`,
    tags: ['monitoring-sso'],
    schemaVersion: 39,
    editable: true,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [{ name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', current: {} }],
    },
    panels: placed(panels(signOn), signOn.scrapeSeconds),
  };
}

const statuses = ({ notSignedIn }: WatchedSignOn) =>
  notSignedIn.includes('302')
    ? '202: allowed. 302: not signed in, or a step of signing in or out. 401: a program that is not signed in. ' +
      '403: not granted.'
    : '202: allowed. 401: not signed in. 403: not granted. 302: a step of signing in or out.';

function panels(signOn: WatchedSignOn): Panel[] {
  const perReplica = (metric: string) => `sum by (instance) (${series(signOn, metric)})`;
  const orNone = (query: string) => `${query} or vector(0)`;
  const rate = (status: string) => orNone(`sum(rate(${answers(signOn, status)}[${RANGE}]))`);
  return [
    {
      title: 'Replicas up',
      description: `Number of proxies that Prometheus can scrape. ${signOn.replicas} are configured.`,
      width: 6,
      stat: true,
      unit: 'short',
      queries: { up: orNone(`sum(${series(signOn, 'up')})`) },
    },
    {
      title: 'Alerts firing',
      description: 'Number of firing alerts of this sign-on.',
      width: 6,
      stat: true,
      unit: 'short',
      queries: {
        firing: orNone(
          `count(ALERTS{alertstate="firing", alertname=~"MonitoringSso.+", namespace="${signOn.namespace}", ` +
            `sign_on="${signOn.host}"})`,
        ),
      },
    },
    {
      title: 'Decisions',
      description:
        'Decisions of the proxy for the edge per second. Decisions from the cache of the edge are not included.',
      width: 6,
      stat: true,
      unit: 'reqps',
      queries: { decisions: rate(coded(['202', ...signOn.notSignedIn, '403'])) },
    },
    {
      title: 'In flight',
      description: 'Number of requests that the proxies are processing.',
      width: 6,
      stat: true,
      unit: 'short',
      queries: { requests: orNone(`sum(${series(signOn, 'oauth2_proxy_requests_in_flight')})`) },
    },
    {
      title: 'Requests by status',
      description: statuses(signOn),
      width: 12,
      unit: 'reqps',
      stacked: true,
      queries: { '{{code}}': `sum by (code) (rate(${answers(signOn)}[${RANGE}]))` },
    },
    {
      title: 'Refused, and sent to sign in',
      description:
        'Some requests without a session are normal. A sudden increase means that sessions were lost, or that a ' +
        'client probes the sign-on. Sessions are kept while Redis is unavailable.',
      width: 12,
      unit: 'reqps',
      queries: {
        'refused (403)': rate('code="403"'),
        [`to sign in (${signOn.notSignedIn.join(', ')})`]: rate(coded(signOn.notSignedIn)),
      },
    },
    {
      title: 'Failed steps of signing in and out',
      description: 'Fraction of server errors among the responses that are not decisions.',
      width: 12,
      unit: 'percentunit',
      // Without steps the quotient is NaN, which the comparison removes.
      queries: { failed: orNone(`(${failedSteps(signOn, RANGE)} >= 0)`) },
    },
    {
      title: 'Time to answer',
      description:
        'Every request to a protected application waits for a decision, unless the edge has it in its cache. A ' +
        'request that waits for Redis is counted when it ends.',
      width: 12,
      unit: 's',
      queries: Object.fromEntries(
        [0.5, 0.95, 0.99].map((share) => [`${share * 100} % within`, quantile(signOn, share, RANGE)]),
      ),
    },
    {
      title: 'Replicas up, each',
      description: 'Whether Prometheus can scrape each proxy.',
      width: 12,
      unit: 'short',
      queries: { '{{instance}}': perReplica('up') },
    },
    {
      title: 'Requests in flight, each',
      description: 'If the number rises and stays high, requests wait for the session store or the identity provider.',
      width: 12,
      unit: 'short',
      queries: { '{{instance}}': perReplica('oauth2_proxy_requests_in_flight') },
    },
    {
      title: 'Memory',
      description: 'Resident memory of each proxy.',
      width: 8,
      unit: 'bytes',
      queries: { '{{instance}}': perReplica('process_resident_memory_bytes') },
    },
    {
      title: 'Processor time',
      description: 'CPU seconds that each proxy uses per second.',
      width: 8,
      unit: 'short',
      queries: { '{{instance}}': `sum by (instance) (rate(${series(signOn, 'process_cpu_seconds_total')}[${RANGE}]))` },
    },
    {
      title: 'Goroutines',
      description: 'Goroutines of each proxy. The number rises with the number of waiting requests.',
      width: 8,
      unit: 'short',
      queries: { '{{instance}}': perReplica('go_goroutines') },
    },
  ];
}

/** Places panels from left to right and from top to bottom, and numbers them. */
function placed(list: readonly Panel[], scrapeSeconds?: number): object[] {
  let [x, y, height] = [0, 0, 0];
  return list.map((panel, index) => {
    if (x + panel.width > COLUMNS) [x, y] = [0, y + height];
    height = panel.stat ? 4 : 8;
    const gridPos = { x, y, w: panel.width, h: height };
    x += panel.width;
    return rendered(panel, index + 1, gridPos, scrapeSeconds);
  });
}

function rendered(panel: Panel, id: number, gridPos: object, scrapeSeconds?: number): object {
  // Grafana computes its variable for rates from this interval; without it, from the data source.
  const interval = scrapeSeconds ? { interval: `${scrapeSeconds}s` } : {};
  return {
    id,
    type: panel.stat ? 'stat' : 'timeseries',
    title: panel.title,
    description: panel.description,
    gridPos,
    datasource: DATA_SOURCE,
    targets: Object.entries(panel.queries).map(([legendFormat, expr], index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource: DATA_SOURCE,
      expr,
      legendFormat,
      ...(panel.stat ? { instant: true } : { range: true }),
      ...interval,
    })),
    fieldConfig: {
      defaults: {
        unit: panel.unit,
        min: 0,
        ...(panel.stacked ? { custom: { stacking: { mode: 'normal' }, fillOpacity: 30 } } : {}),
      },
      overrides: [],
    },
    options: panel.stat
      ? { reduceOptions: { calcs: ['lastNotNull'] } }
      : { legend: { showLegend: true, displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
  };
}
