import { Application, ApplicationPlace, UrlSettings } from './application';
import { CalledApi, ServedApi } from './calls';
import { ApplicationRoute } from '../access/application-route';
import { refuse } from '../errors';

/** Options of a web application that the library has no class for. */
export interface WebApplicationOptions extends ApplicationPlace {
  /** Port of the Service. */
  readonly port: number;
  /** Labels of the application's pods, for the network policy. */
  readonly podLabels: { [label: string]: string };
  /**
   * The application's routes by purpose. Paths that no route names have the purpose `read`.
   * @default - every path has the purpose `read`
   */
  readonly routes?: ApplicationRoute[];
  /**
   * Whether the application receives the browser's cookies. An application with sessions of its own needs them. Unless
   * the controller fragment of the edge is installed, the application then also receives the session cookie of the
   * sign-on and could use it at every other application. Set this only for applications that you trust with that.
   * @default false
   */
  readonly trusted?: boolean;
  /**
   * Type of the data source of Grafana that reads the application, for example `loki` or `tempo`. Grafana of the same
   * program and cluster may then connect to the container port, and the report contains the data source.
   * @default - Grafana does not read the application, and network policies do not allow connections from it
   */
  readonly dataSourceType?: string;
}

/** A web application that the library has no class for. You declare its routes by path and method. */
export class WebApplication extends Application {
  /**
   * An application behind an existing Service.
   * @param name name of the Service
   * @param options port, pod labels and routes
   */
  public static ofService(name: string, options: WebApplicationOptions): WebApplication {
    return new WebApplication(name, options);
  }

  private readonly declared: ApplicationRoute[];
  private readonly trusted: boolean;
  private readonly dataSource?: string;

  private constructor(name: string, options: WebApplicationOptions) {
    super('WebApplication', name, options, { port: options.port, podLabels: options.podLabels });
    this.declared = [...(options.routes ?? [])];
    this.trusted = options.trusted ?? false;
    const dataSource = options.dataSourceType;
    if (dataSource !== undefined && !(typeof dataSource === 'string' && /^[a-z0-9][a-z0-9-]*$/.test(dataSource))) {
      refuse({
        path: 'WebApplication.ofService',
        what: 'dataSourceType is malformed',
        got: dataSource,
        allowed: 'the id of a data source plugin of Grafana: a-z, 0-9 and -',
        fix: "write dataSourceType: 'loki'",
      });
    }
    this.dataSource = dataSource;
  }

  public get routes(): ApplicationRoute[] {
    return [...this.declared];
  }

  public urlSettings(_externalUrl: string, _path: string): UrlSettings {
    return { chartValues: {}, operatorFields: {}, flags: [] };
  }

  /** @internal */
  public get _serves(): readonly ServedApi[] {
    return this.dataSource === undefined ? [] : [{ api: CalledApi.QUERIES, dataSource: this.dataSource }];
  }

  /** @internal */
  public get _receivesCookies(): boolean {
    return this.trusted;
  }
}
