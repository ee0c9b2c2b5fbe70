import { Application, ApplicationOptions, UrlSettings } from './application';
import { CalledApi, Caller } from './calls';
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
    return { chartValues: { grafana: { 'grafana.ini': { server } } }, operatorFields: {}, flags: [] };
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
