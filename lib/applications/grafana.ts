import { Application, ApplicationOptions, UrlSettings } from './application';
import { addressInside, CalledApi, CalledApplication, Caller, CallSettings, NO_CALL_SETTINGS } from './calls';
import { prefixOf, UNPUBLISHED } from './charts';
import { ApplicationRoute } from '../access/application-route';
import { Purpose } from '../access/purpose';

/**
 * Grafana with its own accounts. The sign-on decides who reaches Grafana; Grafana's accounts decide what a person may
 * do in it, also in its API. Grafana serves health and metrics without authentication, so these routes are closed
 * unless they are granted (routes of Grafana 12, `pkg/api/http_server.go`). Grafana has sessions of its own, so it
 * receives the browser's cookies (see `WebApplicationOptions.trusted`).
 */
export class Grafana extends Application {
  /**
   * Grafana behind an existing Service.
   * @param name name of the Service
   * @param options namespace, ports and pod labels; port 80 of the Service, port 3000 of the container and the chart's
   * pod label by default
   */
  public static ofService(name: string, options: ApplicationOptions = {}): Grafana {
    return new Grafana(name, options);
  }

  private constructor(name: string, options: ApplicationOptions) {
    super('Grafana', name, options, {
      port: 80,
      containerPort: 3000,
      podLabels: { 'app.kubernetes.io/name': 'grafana' },
    });
  }

  public get routes(): ApplicationRoute[] {
    return [
      { path: '/healthz', purpose: Purpose.HEALTH },
      { path: '/api/health', purpose: Purpose.HEALTH },
      { path: '/metrics', purpose: Purpose.METRICS },
    ];
  }

  /** Its data sources: applications that answer queries, and Alertmanager. @internal */
  public get _calls(): readonly CalledApi[] {
    return [CalledApi.QUERIES, CalledApi.ALERTS];
  }

  public urlSettings(externalUrl: string, path: string): UrlSettings {
    const server = { root_url: externalUrl, serve_from_sub_path: path !== '/' };
    const values = {
      ...UNPUBLISHED,
      'grafana.ini': { server, 'auth.anonymous': { enabled: false } },
      ...(path === '/' ? {} : this.callersInTheChart(path)),
    };
    return {
      chartValues: { grafana: values },
      ownCharts: { grafana: { ...values, service: { ...UNPUBLISHED.service, port: this.port } } },
      operatorFields: {
        config: {
          'server': { root_url: externalUrl, serve_from_sub_path: String(path !== '/') },
          'auth.anonymous': { enabled: 'false' },
        },
      },
      flags: [
        `cfg:server.root_url=${externalUrl}`,
        `cfg:server.serve_from_sub_path=${path !== '/'}`,
        'cfg:auth.anonymous.enabled=false',
      ],
    };
  }

  /** Values for the sidecars and the image renderer of the chart, which call Grafana at its root otherwise. */
  private callersInTheChart(path: string): object {
    const reload = (part: string) => ({
      reloadURL: `http://localhost:${this.containerPort}${prefixOf(path)}/api/admin/provisioning/${part}/reload`,
    });
    return {
      sidecar: {
        alerts: reload('alerting'),
        dashboards: reload('dashboards'),
        datasources: reload('datasources'),
        notifiers: reload('notifications'),
        plugins: reload('plugins'),
      },
      imageRenderer: { grafanaSubPath: path.slice(1) },
    };
  }

  /**
   * Returns data sources for the applications that Grafana reads. The names differ from those of kube-prometheus-stack,
   * and there is no uid, since Grafana does not start if two data sources have the same uid.
   * @internal
   */
  public _callSettings(called: readonly CalledApplication[]): CallSettings {
    const datasources = called.flatMap(({ dataSource: type, ...place }) =>
      type === undefined
        ? []
        : [
            {
              name: `${place.id} (monitoring-sso)`,
              type,
              access: 'proxy',
              url: addressInside(place),
              ...(type === 'alertmanager' ? { jsonData: { implementation: 'prometheus' } } : {}),
            },
          ],
    );
    if (datasources.length === 0) return NO_CALL_SETTINGS;
    const content = { apiVersion: 1, datasources };
    return {
      operatorFields: {},
      configuration: {
        'data-sources': {
          content,
          comment:
            'For the folder provisioning/datasources of Grafana. The chart kube-prometheus-stack creates the data ' +
            'sources of its own Prometheus and Alertmanager: add only the others to grafana.additionalDataSources.',
        },
      },
      ownCharts: { grafana: { datasources: { 'monitoring-sso.yaml': content } } },
    };
  }

  /** @internal */
  public get _receivesCookies(): boolean {
    return true;
  }

  /** @internal */
  public _callers(address: string, path: string): readonly Caller[] {
    return [
      {
        who: 'its sidecars for dashboards and data sources',
        setting:
          `in the chart, \`sidecar.dashboards.reloadURL: ` +
          `http://localhost:${this.containerPort}${path}/api/admin/provisioning/` +
          'dashboards/reload`, and the same setting for `datasources`',
      },
      { who: 'its image renderer', setting: `\`rendering.callback_url: ${address}/\`` },
      { who: 'programs that call its API', setting: `\`${address}\`` },
    ];
  }
}
