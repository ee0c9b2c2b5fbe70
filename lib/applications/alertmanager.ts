import { Application, ApplicationOptions, UrlSettings } from './application';
import { CalledApi, Caller, ServedApi } from './calls';
import { ApplicationRoute } from '../access/application-route';
import { Purpose } from '../access/purpose';

/**
 * Alertmanager. Silences are read and written, and alerts are read and delivered, on the same paths: an edge that
 * cannot tell methods apart can only grant reading together with both (`write` and `ingest`), and says so at synthesis.
 * The routes are those of Alertmanager 0.34 (`api/v2/openapi.yaml`, `httpserver/httpserver.go`).
 */
export class Alertmanager extends Application {
  /**
   * Alertmanager behind an existing Service.
   * @param name name of the Service: `alertmanager-operated` of the operator, or the one that kube-prometheus-stack
   * makes
   * @param options where it is; port 9093 and the operator's pod label by default
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
        who: 'every other Prometheus or Thanos Ruler that sends alerts here',
        tell:
          `\`path_prefix: ${path}\` of its Alertmanager; of the operator, ` +
          `\`spec.alerting.alertmanagers[].pathPrefix\`; ` +
          'of another release of kube-prometheus-stack, `prometheus.prometheusSpec.alertingEndpoints[].pathPrefix`',
      },
      { who: 'rulers of Loki and Mimir', tell: `\`alertmanager_url: ${address}\`` },
      { who: 'Grafana', tell: `the address of its data source: \`${address}\`` },
      { who: 'Karma', tell: `\`uri: ${address}\` of its server` },
      {
        who: 'a Prometheus that scrapes it',
        tell: `\`metrics_path: ${path}/metrics\`; in a ServiceMonitor, \`endpoints[].path\``,
      },
      {
        who: 'its own pods, where no operator makes them',
        tell: `probes at \`${path}/-/healthy\` and \`${path}/-/ready\`, reloads at \`${path}/-/reload\``,
      },
      { who: 'amtool', tell: `\`--alertmanager.url=${address}\`` },
    ];
  }
}
