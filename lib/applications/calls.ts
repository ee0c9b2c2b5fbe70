/** An API that applications of the program call on each other inside the cluster. */
export enum CalledApi {
  /** Receives alerts, and returns alerts and silences: `/api/v2` of Alertmanager. */
  ALERTS = 'alerts',
  /** Returns the metrics of the application. A Prometheus that scrapes reaches every port of the pods. */
  METRICS = 'metrics',
  /** Answers queries: `/api/v1` of Prometheus and of programs with the same API. */
  QUERIES = 'queries',
  /** Returns series by gRPC: the store API of a Thanos sidecar. */
  SERIES = 'series',
}

/** An API that an application serves to other applications of the program. */
export interface ServedApi {
  readonly api: CalledApi;
  /**
   * Port of the pods.
   * @default - the port of the container
   */
  readonly port?: number;
  /**
   * Type of the data source of Grafana that reads the API.
   * @default - Grafana does not read it
   */
  readonly dataSource?: string;
}

/** An application of the program that another application calls, with the data that the caller needs. */
export interface CalledApplication {
  readonly id: string;
  readonly api: CalledApi;
  /** Type of the data source of Grafana that reads the API. */
  readonly dataSource?: string;
  readonly service: string;
  readonly namespace: string;
  readonly port: number;
  readonly containerPort: number;
  /** The path that the application is served below, also inside the cluster. */
  readonly path: string;
}

/** Settings of a calling application for the applications that it calls, in each form of configuration. */
export interface CallSettings {
  /** Fields for `spec` of the operator's resource. */
  readonly operatorFields: { readonly [key: string]: any };
  /** Sections of the configuration file, by name, for settings that have no command-line flag. */
  readonly configuration: { readonly [name: string]: ConfigurationSection };
  /** Values for charts that contain only the calling application, by the name of the chart. */
  readonly ownCharts: { readonly [chart: string]: object };
}

/** A section of the configuration file of an application. */
export interface ConfigurationSection {
  readonly content: object;
  /** What the section is for, as a comment of the file. */
  readonly comment: string;
}

export const NO_CALL_SETTINGS: CallSettings = { operatorFields: {}, configuration: {}, ownCharts: {} };

/** A caller of an application, which need not be part of the CDK program, and the settings that it needs. */
export interface Caller {
  readonly who: string;
  /** The setting of the caller, in Markdown. */
  readonly setting: string;
}

/** Address of an application inside the cluster. Every pod can resolve the short name of a Service. */
export const addressInside = (place: Pick<CalledApplication, 'service' | 'namespace' | 'port' | 'path'>): string =>
  `http://${place.service}.${place.namespace}.svc:${place.port}${place.path === '/' ? '' : place.path}`;
