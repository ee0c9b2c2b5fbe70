import { Application, ApplicationOptions, UrlSettings } from './application';
import { CalledApi, Caller, ServedApi } from './calls';
import { ApplicationRoute } from '../access/application-route';
import { Purpose } from '../access/purpose';

/**
 * Thanos Query. Everything that it answers is a read, POST requests too; it changes nothing. With a path of its own, it
 * keeps health and metrics at the root, where the edge does not lead. The routes are those of Thanos 0.40
 * (`cmd/thanos/query.go`, `pkg/api/query/v1.go`, `pkg/server/http/http.go`).
 */
export class ThanosQuery extends Application {
  /**
   * Thanos Query behind an existing Service.
   * @param name name of the Service
   * @param options where it is; port 9090 and the pod label of kube-thanos by default
   */
  public static ofService(name: string, options: ApplicationOptions = {}): ThanosQuery {
    return new ThanosQuery(name, options);
  }

  private constructor(name: string, options: ApplicationOptions) {
    super('ThanosQuery', name, options, { port: 9090, podLabels: { 'app.kubernetes.io/name': 'thanos-query' } });
  }

  public get routes(): ApplicationRoute[] {
    return [
      { path: '/-', purpose: Purpose.ADMINISTER }, // nothing today; what other programs of Thanos have there is reload
      { path: '/debug', purpose: Purpose.ADMINISTER }, // pprof
      { path: '/-/healthy', purpose: Purpose.HEALTH },
      { path: '/-/ready', purpose: Purpose.HEALTH },
      { path: '/metrics', purpose: Purpose.METRICS },
    ];
  }

  /** @internal */
  public get _serves(): readonly ServedApi[] {
    return [{ api: CalledApi.QUERIES }];
  }

  /** It asks the sidecars of Prometheus. @internal */
  public get _calls(): readonly CalledApi[] {
    return [CalledApi.SERIES];
  }

  public urlSettings(_externalUrl: string, path: string): UrlSettings {
    return {
      chartValues: {},
      operatorFields: {},
      flags: path === '/' ? [] : [`--web.route-prefix=${path}`, `--web.external-prefix=${path}`],
    };
  }

  /** @internal */
  public _callers(address: string): readonly Caller[] {
    return [
      { who: 'Grafana', tell: `the address of its data source: \`${address}\`` },
      { who: 'Thanos Ruler and others that query it', tell: `\`--query=${address}\`` },
    ];
  }
}
