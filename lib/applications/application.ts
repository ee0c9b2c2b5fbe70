import { CalledApi, CalledApplication, Caller, CallSettings, NO_CALL_SETTINGS, ServedApi } from './calls';
import { ApplicationRoute } from '../access/application-route';
import { syntax } from '../syntax';

/** Namespace, container port and route prefix of an application. */
export interface ApplicationPlace {
  /**
   * Namespace of the Service.
   * @default - the namespace of the chart that holds the sign-on
   */
  readonly namespace?: string;
  /**
   * Port of the container, if it differs from the port of the Service. Network policies use it.
   * @default - the application's usual port, or the port of the Service
   */
  readonly containerPort?: number;
  /**
   * The route prefix that the application is started with, if it is configured outside of this program.
   * @default - the path that the application is protected at
   */
  readonly routePrefix?: string;
}

/** Options of an application of a known kind: its Service and its pods. */
export interface ApplicationOptions extends ApplicationPlace {
  /**
   * Port of the Service.
   * @default - the application's usual port
   */
  readonly port?: number;
  /**
   * Labels of the application's pods, for the network policy.
   * @default - the labels that the application's operator or chart sets
   */
  readonly podLabels?: { [label: string]: string };
}

/** Settings with which an application must be started so that its links and routes match its address. */
export interface UrlSettings {
  /**
   * Values for the chart kube-prometheus-stack. Empty if the chart does not contain the application.
   */
  readonly chartValues: { [key: string]: any };
  /**
   * Values for charts that contain the application without the rest of kube-prometheus-stack, by the name of the chart,
   * for example `prometheus`.
   * @default - the application has no such chart
   */
  readonly ownCharts?: { [chart: string]: any };
  /** Fields for `spec` of the operator's resource. Empty if there is no operator. */
  readonly operatorFields: { [key: string]: any };
  /** Command-line flags, for a deployment without an operator or chart. */
  readonly flags: string[];
}

/**
 * A web application that the sign-on protects. Use a factory method such as `Prometheus.ofService`,
 * `Alertmanager.ofService`, `Grafana.ofService` or `WebApplication.ofService`.
 */
export abstract class Application {
  /** Kind of the application, for errors and reports. */
  public readonly kind: string;
  /** Name of the Service. */
  public readonly serviceName: string;
  /** Port of the Service. */
  public readonly port: number;
  /** Port of the container. */
  public readonly containerPort: number;
  /** Labels of the pods. */
  public readonly podLabels: { [label: string]: string };
  /** Namespace of the Service, if it was given. */
  public readonly namespace?: string;
  /** The route prefix, if it was given. */
  public readonly routePrefix?: string;

  protected constructor(kind: string, serviceName: string, options: ApplicationOptions, defaults: ApplicationDefaults) {
    const where = `${kind}.ofService`;
    this.kind = kind;
    this.serviceName = syntax.dnsLabel(where, 'the name of the Service', serviceName);
    this.port = syntax.port(where, 'port', options.port ?? defaults.port);
    this.containerPort = syntax.port(
      where,
      'containerPort',
      options.containerPort ?? defaults.containerPort ?? this.port,
    );
    this.namespace =
      options.namespace === undefined ? undefined : syntax.dnsLabel(where, 'namespace', options.namespace);
    this.routePrefix =
      options.routePrefix === undefined ? undefined : syntax.urlPath(where, 'routePrefix', options.routePrefix);
    this.podLabels = syntax.labels(where, 'podLabels', options.podLabels ?? defaults.podLabels, 'some');
  }

  /**
   * The application's routes by purpose, relative to its own root. Paths that no route names have the purpose `read`.
   */
  public abstract get routes(): ApplicationRoute[];

  /**
   * Returns the settings with which the application must be started to be served at an address.
   * @param externalUrl the address in the browser, for example `https://monitoring.example.com/prometheus`
   * @param path the path of the address
   */
  public abstract urlSettings(externalUrl: string, path: string): UrlSettings;

  /**
   * The APIs that this application serves to other applications of the program, in addition to its metrics. @internal
   */
  public get _serves(): readonly ServedApi[] {
    return [];
  }

  /** The APIs that this application calls on other applications of the program. @internal */
  public get _calls(): readonly CalledApi[] {
    return [];
  }

  /**
   * Returns the settings of this application for the applications that it calls.
   * @internal
   */
  public _callSettings(_called: readonly CalledApplication[]): CallSettings {
    return NO_CALL_SETTINGS;
  }

  /**
   * Returns the programs that call this application inside a cluster, and their settings for its path.
   * @param address address of this application inside the cluster, with the path
   * @param path path of the address
   * @internal
   */
  public _callers(_address: string, _path: string): readonly Caller[] {
    return [];
  }

  /**
   * Whether the application receives the browser's cookies, including the session cookie of the proxy.
   * @internal
   */
  public get _receivesCookies(): boolean {
    return false;
  }
}

/** Defaults of a kind of application. */
export interface ApplicationDefaults {
  /** Usual port of the Service. */
  readonly port: number;
  /**
   * Usual port of the container.
   * @default - the same as `port`
   */
  readonly containerPort?: number;
  /** Usual labels of the pods. */
  readonly podLabels: { [label: string]: string };
}
