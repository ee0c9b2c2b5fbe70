import { CalledApi, CalledApplication, Caller, CallSettings, ServedApi } from './calls';
import { ApplicationRoute } from '../access/application-route';
import { syntax } from '../syntax';

/** Where an application is. */
export interface ApplicationPlace {
  /**
   * Namespace of the Service.
   * @default - the namespace of the chart that holds the sign-on
   */
  readonly namespace?: string;
  /**
   * Port of the container, where it differs from the port of the Service: network policies see pods, not Services.
   * @default - the application's usual port, or the port of the Service
   */
  readonly containerPort?: number;
  /**
   * The route prefix that the application is already started with, where you set that elsewhere.
   * @default - whatever path the application is protected at
   */
  readonly routePrefix?: string;
}

/** An application of a known kind: where its Service is, and which pods stand behind it. */
export interface ApplicationOptions extends ApplicationPlace {
  /**
   * Port of the Service.
   * @default - the application's usual port
   */
  readonly port?: number;
  /**
   * Labels of the application's pods, for the network policy.
   * @default - the labels that the usual operator or chart gives them
   */
  readonly podLabels?: { [label: string]: string };
}

/** What an application must be started with so that its own links and routes agree with its place. */
export interface UrlSettings {
  /**
   * Values for the chart kube-prometheus-stack, as JSON-like data; empty if the chart does not have the application.
   */
  readonly chartValues: { [key: string]: any };
  /** Fields of the operator's resource (`spec`), empty if there is no operator. */
  readonly operatorFields: { [key: string]: any };
  /** Command-line flags for a plain deployment. */
  readonly flags: string[];
}

/**
 * A web application that the sign-on protects. Make one with `Prometheus.ofService`, `Alertmanager.ofService`,
 * `Grafana.ofService` or `WebApplication.ofService`.
 */
export abstract class Application {
  /** The kind of application, for people and reports. */
  public readonly kind: string;
  /** Name of the Service. */
  public readonly serviceName: string;
  /** Port of the Service. */
  public readonly port: number;
  /** Port of the container. */
  public readonly containerPort: number;
  /** Labels of the pods. */
  public readonly podLabels: { [label: string]: string };
  /** Namespace of the Service, if it was named. */
  public readonly namespace?: string;
  /** The route prefix that was named, if any. */
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

  /** The application's routes by purpose, relative to its own root. What no route names is for reading. */
  public abstract get routes(): ApplicationRoute[];

  /**
   * What the application must be started with to be served at an address.
   * @param externalUrl the address that people see, for example `https://monitoring.example.com/prometheus`
   * @param path the path part of it
   */
  public abstract urlSettings(externalUrl: string, path: string): UrlSettings;

  /** The APIs that this application serves to others of the program, beside its own metrics. @internal */
  public get _serves(): readonly ServedApi[] {
    return [];
  }

  /** The APIs that this application calls on others of the program. @internal */
  public get _calls(): readonly CalledApi[] {
    return [];
  }

  /**
   * What this application has to be told about those that it calls.
   * @internal
   */
  public _callSettings(_called: readonly CalledApplication[]): CallSettings {
    return { operatorFields: {}, configuration: {} };
  }

  /**
   * Who calls this application inside a cluster, and has to be told its path.
   * @param address where it is, with the path
   * @param path the path
   * @internal
   */
  public _callers(_address: string, _path: string): readonly Caller[] {
    return [];
  }

  /**
   * Whether the application is given the browser's cookies, the proxy's session among them.
   * @internal
   */
  public get _receivesCookies(): boolean {
    return false;
  }
}

/** What a kind of application usually looks like. */
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
