import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { openEndpoint } from './endpoint';
import { renderOperatorObjects } from './prometheus-operator';
import { SignOnFacts, WatchedSignOn, Watching } from './watched-sign-on';
import { refuse } from '../errors';
import { NetworkPeer } from '../isolation/network-policy';
import { syntax } from '../syntax';
import { VERSIONS } from '../versions';

/** What is written about this very version. */
// The version is set at a release; what is built from a checkout is not tagged.
const REFERENCE = VERSIONS.library === '0.0.0' ? 'main' : `v${VERSIONS.library}`;
const RUNBOOK = `https://github.com/cdk8s-monitoring-sso/cdk8s-monitoring-sso/blob/${REFERENCE}/docs/operations.md`;

/** Who reads the metrics of the proxy. */
export interface MetricsEndpointOptions {
  /**
   * Whose pods may scrape, beside the protected Prometheus.
   * @default - nobody else
   */
  readonly scrapedBy?: NetworkPeer[];
  /**
   * How often the proxies are scraped: whole seconds, from 5 to 120, since the alerts look at minutes.
   * @default - as often as the Prometheus scrapes by default
   */
  readonly scrapeInterval?: Duration;
  /**
   * Address of the document that the alerts name in `runbook_url`, with a section for each of them, without `#`.
   * @default - docs/operations.md in the library's repository, at the tag of the version in use
   */
  readonly runbookUrl?: string;
}

/** What the Prometheus Operator and Grafana look for. */
export interface PrometheusOperatorOptions extends MetricsEndpointOptions {
  /**
   * Labels of the ServiceMonitor and, without `ruleLabels`, of the PrometheusRule: those that `serviceMonitorSelector`
   * and `ruleSelector` of the Prometheus ask for. The chart kube-prometheus-stack asks for `release` with the name of
   * its own release.
   * @default - none
   */
  readonly labels?: { [label: string]: string };
  /**
   * Labels of the PrometheusRule, where `ruleSelector` asks for others.
   * @default - those of `labels`
   */
  readonly ruleLabels?: { [label: string]: string };
  /**
   * Whether the alerts are made, as a PrometheusRule.
   * @default true
   */
  readonly alerts?: boolean;
  /**
   * Whether the dashboard is made, as a ConfigMap.
   * @default true
   */
  readonly dashboard?: boolean;
  /**
   * Labels of the ConfigMap with the dashboard: those that the sidecar of Grafana looks for, in every namespace. At
   * least one.
   * @default { grafana_dashboard: '1' }, as the charts of Grafana and kube-prometheus-stack have it
   */
  readonly dashboardLabels?: { [label: string]: string };
}

/**
 * How the sign-on itself is watched. The metrics of oauth2-proxy get a port of their own, which only those who scrape
 * can reach, and no edge. The report gets a folder `monitoring/`: a scrape configuration, alert rules and a dashboard
 * of Grafana.
 */
export class Metrics {
  /**
   * For a Prometheus that is run by the Prometheus Operator (resources of `monitoring.coreos.com/v1`, whose definitions
   * must be in the cluster): a ServiceMonitor, a PrometheusRule and a ConfigMap with the dashboard.
   * @param options what selects these objects, and who else scrapes
   */
  public static prometheusOperator(options: PrometheusOperatorOptions = {}): Metrics {
    const where = 'Metrics.prometheusOperator';
    const labels = syntax.labels(where, 'labels', options.labels ?? {});
    const ruleLabels = syntax.labels(where, 'ruleLabels', options.ruleLabels ?? labels);
    const dashboardLabels = syntax.labels(
      where,
      'dashboardLabels',
      options.dashboardLabels ?? { grafana_dashboard: '1' },
    );
    if (Object.keys(dashboardLabels).length === 0) {
      refuse({
        path: where,
        what: 'dashboardLabels are empty, so no Grafana would find the dashboard',
        got: dashboardLabels,
        allowed: 'at least one label',
        fix: 'name what the sidecar looks for, or write dashboard: false',
      });
    }
    return new Metrics(where, options, (scope, signOn) =>
      renderOperatorObjects(scope, signOn, {
        serviceMonitor: labels,
        ...((options.alerts ?? true) ? { rules: ruleLabels } : {}),
        ...((options.dashboard ?? true) ? { dashboard: dashboardLabels } : {}),
      }),
    );
  }

  /**
   * The port alone, for a Prometheus that is configured by files: give it those of `report/monitoring/`.
   * @param options who scrapes
   */
  public static endpoint(options: MetricsEndpointOptions = {}): Metrics {
    return new Metrics('Metrics.endpoint', options, () => {});
  }

  /** @internal */
  public readonly _scrapedBy: readonly NetworkPeer[];

  private readonly watching: Watching;

  private constructor(
    where: string,
    { scrapedBy, scrapeInterval, runbookUrl }: MetricsEndpointOptions,
    private readonly render: (scope: Construct, signOn: () => WatchedSignOn) => void,
  ) {
    this._scrapedBy = [...(scrapedBy ?? [])];
    if (runbookUrl !== undefined && !/^https?:\/\/[^\s#]+$/.test(runbookUrl)) {
      refuse({
        path: where,
        what: 'runbookUrl is not an address',
        got: runbookUrl,
        allowed: 'addresses with http or https, without #',
        fix: 'correct runbookUrl',
      });
    }
    this.watching = {
      runbookUrl: runbookUrl ?? RUNBOOK,
      ...(scrapeInterval ? { scrapeSeconds: syntax.duration(where, 'scrapeInterval', scrapeInterval, 5, 120) } : {}),
    };
  }

  /**
   * Renders what watches a sign-on, and gives what is known of it, which is complete when the whole program is.
   * @internal
   */
  public _watch(
    signOn: Construct,
    proxyLabels: Readonly<Record<string, string>>,
    scrapers: () => readonly NetworkPeer[],
    facts: () => SignOnFacts,
  ): () => WatchedSignOn {
    const scope = new Construct(signOn, 'metrics');
    const endpoint = openEndpoint(scope, signOn, proxyLabels, scrapers);
    const watched = () => ({ ...facts(), ...endpoint, ...this.watching });
    this.render(scope, watched);
    return watched;
  }
}
