import { Application, ApplicationOptions, UrlSettings } from './application';
import { CalledApi, Caller, ServedApi } from './calls';
import { ApplicationRoute } from '../access/application-route';
import { Purpose } from '../access/purpose';

/**
 * Thanos Query. All its routes only read, also with POST requests. If it is served below a path, its health and metrics
 * stay at the root, which the edge does not route. The routes are those of Thanos 0.40 (`cmd/thanos/query.go`,
 * `pkg/api/query/v1.go`, `pkg/server/http/http.go`).
 */
export class ThanosQuery extends Application {
  /**
   * Thanos Query behind an existing Service.
   * @param name name of the Service
   * @param options namespace, ports and pod labels; port 9090 and the pod label of kube-thanos by default
   */
  public static ofService(name: string, options: ApplicationOptions = {}): ThanosQuery {
    return new ThanosQuery(name, options);
  }

  private constructor(name: string, options: ApplicationOptions) {
    super('ThanosQuery', name, options, { port: 9090, podLabels: { 'app.kubernetes.io/name': 'thanos-query' } });
  }

  public get routes(): ApplicationRoute[] {
    return [
      { path: '/-', purpose: Purpose.ADMINISTER }, // unused in 0.40; other Thanos components reload there
      { path: '/debug', purpose: Purpose.ADMINISTER }, // pprof
      { path: '/-/healthy', purpose: Purpose.HEALTH },
      { path: '/-/ready', purpose: Purpose.HEALTH },
      { path: '/metrics', purpose: Purpose.METRICS },
    ];
  }

  /** @internal */
  public get _serves(): readonly ServedApi[] {
    return [{ api: CalledApi.QUERIES, dataSource: 'prometheus' }];
  }

  /** Thanos Query calls the sidecars of Prometheus. @internal */
  public get _calls(): readonly CalledApi[] {
    return [CalledApi.SERIES];
  }

  public urlSettings(_externalUrl: string, path: string): UrlSettings {
    const flags = path === '/' ? [] : [`--web.route-prefix=${path}`, `--web.external-prefix=${path}`];
    return {
      chartValues: {},
      ownCharts: {
        thanos: {
          query: {
            extraFlags: flags,
            ingress: { enabled: false, grpc: { enabled: false } },
            service: { type: 'ClusterIP', ports: { http: this.port } },
            serviceGrpc: { type: 'ClusterIP' },
          },
          // The chart's query frontend answers the same queries, without the sign-on.
          queryFrontend: { ingress: { enabled: false }, service: { type: 'ClusterIP' } },
        },
      },
      operatorFields: {},
      flags,
    };
  }

  /** @internal */
  public _callers(address: string): readonly Caller[] {
    return [
      { who: 'Grafana', setting: `the address of its data source: \`${address}\`` },
      { who: 'Thanos Ruler and other programs that query it', setting: `\`--query=${address}\`` },
      { who: 'Thanos Query Frontend', setting: `\`--query-frontend.downstream-url=${address}\`` },
    ];
  }
}
