import { Application, ApplicationOptions, UrlSettings } from './application';
import { CalledApi, Caller, ServedApi } from './calls';
import { prefixOf, UNPUBLISHED, UNPUBLISHED_REPLICAS } from './charts';
import { ApplicationRoute } from '../access/application-route';
import { Purpose } from '../access/purpose';

/**
 * Alertmanager. Reading and writing silences use the same paths with different methods, and so do reading and
 * delivering alerts. With an edge that cannot decide by method, `read`, `write` and `ingest` must be granted to the
 * same identities; synthesis fails otherwise. The routes are those of Alertmanager 0.34 (`api/v2/openapi.yaml`,
 * `httpserver/httpserver.go`).
 */
export class Alertmanager extends Application {
  /**
   * Alertmanager behind an existing Service.
   * @param name name of the Service: `alertmanager-operated` of the operator, or the Service of kube-prometheus-stack
   * @param options namespace, ports and pod labels; port 9093 and the operator's pod label by default
   */
  public static ofService(name: string, options: ApplicationOptions = {}): Alertmanager {
    return new Alertmanager(name, options);
  }

  private constructor(name: string, options: ApplicationOptions) {
    super('Alertmanager', name, options, { port: 9093, podLabels: { 'app.kubernetes.io/name': 'alertmanager' } });
  }

  public get routes(): ApplicationRoute[] {
    return [
      { path: '/api/v2/silences', purpose: Purpose.WRITE, methods: ['POST'] },
      { path: '/api/v2/silence', purpose: Purpose.WRITE, methods: ['DELETE'] },
      { path: '/api/v2/alerts', purpose: Purpose.INGEST, methods: ['POST'] },
      { path: '/-', purpose: Purpose.ADMINISTER }, // reload
      { path: '/debug', purpose: Purpose.ADMINISTER }, // pprof
      { path: '/-/healthy', purpose: Purpose.HEALTH },
      { path: '/-/ready', purpose: Purpose.HEALTH },
      { path: '/metrics', purpose: Purpose.METRICS },
    ];
  }

  public urlSettings(externalUrl: string, path: string): UrlSettings {
    const fields = { externalUrl, routePrefix: path };
    return {
      chartValues: { alertmanager: { alertmanagerSpec: fields, ...UNPUBLISHED, ...UNPUBLISHED_REPLICAS } },
      ownCharts: { alertmanager: this.ownChart(externalUrl, path) },
      operatorFields: fields,
      flags: [`--web.external-url=${externalUrl}`, `--web.route-prefix=${path}`],
    };
  }

  /** Values for the chart alertmanager. Its probes and its reloads do not follow the path. */
  private ownChart(baseURL: string, path: string): object {
    const below = prefixOf(path);
    return {
      ...UNPUBLISHED,
      baseURL,
      extraArgs: { 'web.route-prefix': path },
      livenessProbe: { httpGet: { path: `${below}/-/healthy` } },
      readinessProbe: { httpGet: { path: `${below}/-/ready` } },
      configmapReload: { extraArgs: { 'reload-url': `http://127.0.0.1:9093${below}/-/reload` } },
      ingressPerReplica: { enabled: false },
      service: { ...UNPUBLISHED.service, port: this.port },
    };
  }

  /** @internal */
  public get _serves(): readonly ServedApi[] {
    return [{ api: CalledApi.ALERTS, dataSource: 'alertmanager' }];
  }

  /** @internal */
  public _callers(address: string, path: string): readonly Caller[] {
    return [
      {
        who: 'every other Prometheus or Thanos Ruler that sends alerts to it',
        setting:
          `\`path_prefix: ${path}\` in its Alertmanager configuration; with the operator, ` +
          `\`spec.alerting.alertmanagers[].pathPrefix\`; ` +
          'with another release of kube-prometheus-stack, `prometheus.prometheusSpec.alertingEndpoints[].pathPrefix`',
      },
      {
        who: 'Thanos Ruler',
        setting:
          `\`path_prefix: ${path}\` in its \`--alertmanagers.config\`; ` +
          'with the operator, in `spec.alertmanagersConfig` of the ThanosRuler',
      },
      { who: 'rulers of Loki and Mimir', setting: `\`alertmanager_url: ${address}\`` },
      { who: 'Grafana', setting: `the address of its data source: \`${address}\`` },
      { who: 'Karma', setting: `\`uri: ${address}\` of its server` },
      {
        who: 'a Prometheus that scrapes it',
        setting: `\`metrics_path: ${path}/metrics\`; in a ServiceMonitor, \`endpoints[].path\``,
      },
      {
        who: 'its own pods, if no operator makes them',
        setting: `probes at \`${path}/-/healthy\` and \`${path}/-/ready\`, reloads at \`${path}/-/reload\``,
      },
      { who: 'amtool', setting: `\`--alertmanager.url=${address}\`` },
    ];
  }
}
