import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { openEndpoint } from './endpoint';
import { renderOperatorObjects } from './prometheus-operator';
import { SignOnFacts, WatchedSignOn, Watching } from './watched-sign-on';
import { refuse } from '../errors';
import { NetworkPeer } from '../isolation/network-policy';
import { syntax } from '../syntax';
import { VERSIONS } from '../versions';

// Git reference of the runbook. The version is set at a release; a build from a checkout has version 0.0.0 and no tag.
const REFERENCE = VERSIONS.library === '0.0.0' ? 'main' : `v${VERSIONS.library}`;
const RUNBOOK = `https://github.com/cdk8s-monitoring-sso/cdk8s-monitoring-sso/blob/${REFERENCE}/docs/operations.md`;

/** Options of the metrics endpoint of the proxy. */
export interface MetricsEndpointOptions {
  /**
   * Pods that may scrape the proxy, in addition to the protected Prometheus.
   * @default - none
   */
  readonly scrapedBy?: NetworkPeer[];
  /**
   * Scrape interval: whole seconds, from 5 to 120. The alerts evaluate ranges of minutes.
   * @default - the default scrape interval of the Prometheus
   */
  readonly scrapeInterval?: Duration;
  /**
   * Address of the document for the annotation `runbook_url` of the alerts, without `#`. The document needs a section
   * for each alert.
   * @default - docs/operations.md in the library's repository, at the tag of the installed version
   */
  readonly runbookUrl?: string;
}

/** Options of the objects for the Prometheus Operator and Grafana. */
export interface PrometheusOperatorOptions extends MetricsEndpointOptions {
  /**
   * Labels of the ServiceMonitor and, without `ruleLabels`, of the PrometheusRule. They must match
   * `serviceMonitorSelector` and `ruleSelector` of the Prometheus. The chart kube-prometheus-stack selects the label
   * `release` with the name of its own release.
   * @default - none
   */
  readonly labels?: { [label: string]: string };
  /**
   * Labels of the PrometheusRule, if `ruleSelector` of the Prometheus differs from `serviceMonitorSelector`.
   * @default - `labels`
   */
  readonly ruleLabels?: { [label: string]: string };
  /**
   * Whether a PrometheusRule with the alerts is created.
   * @default true
   */
  readonly alerts?: boolean;
  /**
   * Whether a ConfigMap with the dashboard is created.
   * @default true
   */
  readonly dashboard?: boolean;
  /**
   * Labels of the ConfigMap with the dashboard. They must match the labels that the sidecar of Grafana selects. The
   * sidecar must watch the namespace of the sign-on. At least one.
   * @default { grafana_dashboard: '1' }, the default of the Grafana and kube-prometheus-stack charts
   */
  readonly dashboardLabels?: { [label: string]: string };
}

/**
 * Monitoring of the sign-on itself. The metrics of oauth2-proxy are served on a separate port. Only pods that scrape
 * can reach it; edges cannot. The report gets a folder `monitoring/` with a scrape configuration, alerting rules and a
 * Grafana dashboard.
 */
export class Metrics {
  /**
   * Creates a ServiceMonitor, a PrometheusRule and a ConfigMap with the dashboard, for a Prometheus of the Prometheus
   * Operator. The resource definitions of `monitoring.coreos.com/v1` must be installed in the cluster.
   * @param options labels of these objects, and the pods that may scrape
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
        what: 'dashboardLabels are empty, so Grafana would not find the dashboard',
        got: dashboardLabels,
        allowed: 'at least one label',
        fix: 'write the labels that the sidecar selects, or dashboard: false',
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
   * Opens only the metrics port, for a Prometheus that is configured by files. Use the files of `report/monitoring/`.
   * @param options the pods that may scrape
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
   * Creates the objects that monitor a sign-on. Returns a function for the facts about the sign-on; call it at
   * synthesis, when the program is complete.
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
