import { Application, ApplicationOptions, UrlSettings } from './application';
import { ApplicationRoute } from '../access/application-route';
import { Purpose } from '../access/purpose';

/**
 * Prometheus. Queries are reads even when they are POST requests, so its routes are told apart by path alone.
 * The routes are those of Prometheus 3.14 (`web/web.go`, `web/api/v1/api.go`); the operator starts it with the
 * administration routes `/-/reload` and `/-/quit` switched on, which is why they are closed unless granted.
 */
export class Prometheus extends Application {
  /**
   * Prometheus behind an existing Service.
   * @param name name of the Service: `prometheus-operated` of the operator, or the one that kube-prometheus-stack makes
   * @param options where it is; port 9090 and the operator's pod label by default
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

  public urlSettings(externalUrl: string, path: string): UrlSettings {
    const fields = { externalUrl, routePrefix: path };
    return {
      chartValues: { prometheus: { prometheusSpec: fields } },
      operatorFields: fields,
      flags: [`--web.external-url=${externalUrl}`, `--web.route-prefix=${path}`],
    };
  }
}
