/** An API that applications of the program call on each other inside the cluster. */
export enum CalledApi {
  /** Takes alerts, and shows alerts and silences: `/api/v2` of Alertmanager. */
  ALERTS = 'alerts',
  /** Gives metrics of the application itself: whoever scrapes reaches every port of its pods. */
  METRICS = 'metrics',
  /** Answers queries: `/api/v1` of Prometheus, and what has the same API. */
  QUERIES = 'queries',
  /** Gives series by gRPC: the store API of a Thanos sidecar. */
  SERIES = 'series',
}

/** An API that an application serves to others of the program. */
export interface ServedApi {
  readonly api: CalledApi;
  /**
   * Port of its pods.
   * @default - the port of the container
   */
  readonly port?: number;
}

/** An application of the program that another one calls, as that has to know it. */
export interface CalledApplication {
  readonly api: CalledApi;
  readonly service: string;
  readonly namespace: string;
  readonly port: number;
  readonly containerPort: number;
  /** The path that it is served below, inside the cluster too. */
  readonly path: string;
}

/** What a calling application has to be told, in each form that it can be started by. */
export interface CallSettings {
  /** Fields of the operator's resource (`spec`). */
  readonly operatorFields: { readonly [key: string]: any };
  /** What a flag cannot say: fragments of the configuration file, by the name of what they configure. */
  readonly configuration: { readonly [name: string]: object };
}

/** A program that calls an application, which may stand outside of the program, and what has to be told to it. */
export interface Caller {
  readonly who: string;
  /** Settings, in the words of that program. */
  readonly tell: string;
}

/** Where an application is reached inside the cluster: the short name of a Service is found from every pod. */
export const addressInside = (place: Pick<CalledApplication, 'service' | 'namespace' | 'port' | 'path'>): string =>
  `http://${place.service}.${place.namespace}.svc:${place.port}${place.path === '/' ? '' : place.path}`;
