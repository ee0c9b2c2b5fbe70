import { Application, ApplicationOptions, UrlSettings } from './application';
import {
  addressInside,
  CalledApi,
  CalledApplication,
  Caller,
  CallSettings,
  NO_CALL_SETTINGS,
  ServedApi,
} from './calls';
import { prefixOf, UNPUBLISHED, UNPUBLISHED_REPLICAS } from './charts';
import { ApplicationRoute } from '../access/application-route';
import { Purpose } from '../access/purpose';

/**
 * Prometheus. Its routes differ by path, not by method: POST requests for queries only read. The routes are those of
 * Prometheus 3.14 (`web/web.go`, `web/api/v1/api.go`). The operator starts Prometheus with the administration routes
 * `/-/reload` and `/-/quit` enabled, so these routes are closed unless they are granted.
 */
export class Prometheus extends Application {
  /**
   * Prometheus behind an existing Service.
   * @param name name of the Service: `prometheus-operated` of the operator, or the Service of kube-prometheus-stack
   * @param options namespace, ports and pod labels; port 9090 and the operator's pod label by default
   */
  public static ofService(name: string, options: ApplicationOptions = {}): Prometheus {
    return new Prometheus(name, options);
  }

  private constructor(name: string, options: ApplicationOptions) {
    super('Prometheus', name, options, { port: 9090, podLabels: { 'app.kubernetes.io/name': 'prometheus' } });
  }

  public get routes(): ApplicationRoute[] {
    return [
      { path: '/-', purpose: Purpose.ADMINISTER }, // reload, quit
      { path: '/api/v1/admin', purpose: Purpose.ADMINISTER }, // delete series, clean tombstones, snapshot
      { path: '/debug', purpose: Purpose.ADMINISTER }, // pprof
      { path: '/api/v1/write', purpose: Purpose.INGEST }, // remote write
      { path: '/api/v1/otlp', purpose: Purpose.INGEST },
      { path: '/federate', purpose: Purpose.FEDERATE },
      { path: '/api/v1/read', purpose: Purpose.FEDERATE }, // remote read
      { path: '/-/healthy', purpose: Purpose.HEALTH },
      { path: '/-/ready', purpose: Purpose.HEALTH },
      { path: '/metrics', purpose: Purpose.METRICS },
    ];
  }

  /** Prometheus answers queries; a Thanos sidecar in its pods returns series. @internal */
  public get _serves(): readonly ServedApi[] {
    return [
      { api: CalledApi.QUERIES, dataSource: 'prometheus' },
      { api: CalledApi.SERIES, port: 10901 },
    ];
  }

  /** Prometheus scrapes every application and sends alerts. @internal */
  public get _calls(): readonly CalledApi[] {
    return [CalledApi.METRICS, CalledApi.ALERTS];
  }

  public urlSettings(externalUrl: string, path: string): UrlSettings {
    const fields = { externalUrl, routePrefix: path };
    return {
      chartValues: {
        prometheus: {
          prometheusSpec: fields,
          ...UNPUBLISHED,
          ...UNPUBLISHED_REPLICAS,
          thanosIngress: { enabled: false },
          thanosServiceExternal: { enabled: false },
        },
      },
      ownCharts: {
        prometheus: {
          server: {
            ...UNPUBLISHED,
            baseURL: externalUrl,
            prefixURL: prefixOf(path),
            service: { ...UNPUBLISHED.service, servicePort: this.port },
          },
          // Its own metrics, which the chart reads at the root.
          scrapeConfigs: { prometheus: { metrics_path: `${prefixOf(path)}/metrics` } },
        },
      },
      operatorFields: fields,
      flags: [`--web.external-url=${externalUrl}`, `--web.route-prefix=${path}`],
    };
  }

  /**
   * Returns the settings for sending alerts. Without the path, Prometheus sends alerts to the root of Alertmanager,
   * gets status 404 and drops them. The chart kube-prometheus-stack sets the path for the Alertmanager of its own
   * release. Fields: `AlertmanagerEndpoints` of the operator 0.85, whose numeric port is that of the container;
   * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#alertmanager_config.
   * @internal
   */
  public _callSettings(called: readonly CalledApplication[]): CallSettings {
    const alertmanagers = called.filter(({ api }) => api === CalledApi.ALERTS);
    if (alertmanagers.length === 0) return NO_CALL_SETTINGS;
    const configured = alertmanagers.map((alertmanager) => ({
      api_version: 'v2',
      scheme: 'http',
      path_prefix: alertmanager.path,
      static_configs: [{ targets: [new URL(addressInside(alertmanager)).host] }],
    }));
    return {
      operatorFields: {
        alerting: {
          alertmanagers: alertmanagers.map(({ namespace, service, containerPort, path }) => ({
            namespace,
            name: service,
            port: containerPort,
            pathPrefix: path,
            apiVersion: 'v2',
          })),
        },
      },
      configuration: {
        alerting: {
          content: { alerting: { alertmanagers: configured } },
          comment: 'For the configuration file (--config.file), since there is no flag for it.',
        },
      },
      ownCharts: { prometheus: { server: { alertmanagers: configured } } },
    };
  }

  /** @internal */
  public _callers(address: string, path: string): readonly Caller[] {
    return [
      { who: 'Grafana', setting: `the address of its data source: \`${address}\`` },
      {
        who: 'a Thanos sidecar in its pod',
        setting: `\`--prometheus.url=http://localhost:${this.containerPort}${path}\``,
      },
      { who: 'programs that write to it', setting: `\`url: ${address}/api/v1/write\`` },
      { who: 'a Prometheus that federates from it', setting: `\`metrics_path: ${path}/federate\`` },
      { who: 'adapters for metrics, such as prometheus-adapter', setting: `\`--prometheus-url=${address}\`` },
      {
        who: 'a Prometheus that scrapes it, including itself',
        setting: `\`metrics_path: ${path}/metrics\`; in a ServiceMonitor, \`endpoints[].path\``,
      },
      {
        who: 'its own pods, if no operator makes them',
        setting: `probes at \`${path}/-/healthy\` and \`${path}/-/ready\`, reloads at \`${path}/-/reload\``,
      },
    ];
  }
}
