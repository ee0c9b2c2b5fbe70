import { Construct } from 'constructs';
import { openEndpoint } from './endpoint';
import { renderOperatorObjects } from './prometheus-operator';
import { SignOnFacts, WatchedSignOn } from './watched-sign-on';
import { NetworkPeer } from '../isolation/network-policy';
import { syntax } from '../syntax';

/** Who reads the metrics of the proxy. */
export interface MetricsEndpointOptions {
  /**
   * Whose pods may scrape, beside the protected Prometheus.
   * @default - nobody else
   */
  readonly scrapedBy?: NetworkPeer[];
}

/** What the Prometheus Operator and Grafana look for. */
export interface PrometheusOperatorOptions extends MetricsEndpointOptions {
  /**
   * Labels of the ServiceMonitor and of the PrometheusRule: those that `serviceMonitorSelector` and `ruleSelector` of the Prometheus ask for. The chart
   * kube-prometheus-stack asks for `release` with the name of its own release.
   * @default - none
   */
  readonly labels?: { [label: string]: string };
  /**
   * Labels of the ConfigMap with the dashboard: those that the sidecar of Grafana looks for, in every namespace.
   * @default { grafana_dashboard: '1' }, as the charts of Grafana and kube-prometheus-stack have it
   */
  readonly dashboardLabels?: { [label: string]: string };
}

/**
 * How the sign-on itself is watched. The metrics of oauth2-proxy get a port of their own, which only those who scrape can reach, and no edge. The report gets
 * a folder `monitoring/`: a scrape configuration, alert rules and a dashboard of Grafana.
 */
export class Metrics {
  /**
   * For a Prometheus that is run by the Prometheus Operator (resources of `monitoring.coreos.com/v1`, whose definitions must be in the cluster): a
   * ServiceMonitor, a PrometheusRule and a ConfigMap with the dashboard.
   * @param options what selects these objects, and who else scrapes
   */
  public static prometheusOperator(options: PrometheusOperatorOptions = {}): Metrics {
    const where = 'Metrics.prometheusOperator';
    const labels = syntax.labels(where, 'labels', options.labels ?? {});
    const dashboardLabels = syntax.labels(where, 'dashboardLabels', options.dashboardLabels ?? { grafana_dashboard: '1' });
    return new Metrics(options, (scope, signOn) => renderOperatorObjects(scope, signOn, { labels, dashboardLabels }));
  }

  /**
   * The port alone, for a Prometheus that is configured by files: give it those of `report/monitoring/`.
   * @param options who scrapes
   */
  public static endpoint(options: MetricsEndpointOptions = {}): Metrics {
    return new Metrics(options, () => {});
  }

  /** @internal */
  public readonly _scrapedBy: readonly NetworkPeer[];

  private constructor({ scrapedBy }: MetricsEndpointOptions, private readonly render: (scope: Construct, signOn: () => WatchedSignOn) => void) {
    this._scrapedBy = [...scrapedBy ?? []];
  }

  /** Renders what watches a sign-on, and gives what is known of it, which is complete when the whole program is. @internal */
  public _watch(signOn: Construct, proxyLabels: Readonly<Record<string, string>>, scrapers: () => readonly NetworkPeer[], facts: () => SignOnFacts): () => WatchedSignOn {
    const scope = new Construct(signOn, 'metrics');
    const endpoint = openEndpoint(scope, signOn, proxyLabels, scrapers);
    const watched = () => ({ ...facts(), ...endpoint });
    this.render(scope, watched);
    return watched;
  }
}
