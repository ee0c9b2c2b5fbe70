import { Application, ApplicationOptions, UrlSettings } from './application';
import { CalledApi, Caller, ServedApi } from './calls';
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
      chartValues: { alertmanager: { alertmanagerSpec: fields } },
      operatorFields: fields,
      flags: [`--web.external-url=${externalUrl}`, `--web.route-prefix=${path}`],
    };
  }

  /** @internal */
  public get _serves(): readonly ServedApi[] {
    return [{ api: CalledApi.ALERTS }];
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
