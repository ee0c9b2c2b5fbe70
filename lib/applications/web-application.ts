import { Application, ApplicationPlace, UrlSettings } from './application';
import { ApplicationRoute } from '../access/application-route';

/** Any other web application. */
export interface WebApplicationOptions extends ApplicationPlace {
  /** Port of the Service. */
  readonly port: number;
  /** Labels of the application's pods, for the network policy. */
  readonly podLabels: { [label: string]: string };
  /**
   * The application's routes by purpose. What no route names is for reading.
   * @default - every route is for reading
   */
  readonly routes?: ApplicationRoute[];
  /**
   * Whether the application may see the browser's cookies, which it needs if it keeps a session of its own. It then
   * sees the sign-on session as well and could use it at every other application, unless the controller fragment of the
   * edge is installed: grant this only to programs that you trust that far.
   * @default false
   */
  readonly trusted?: boolean;
}

/** Any web application, told apart by path and method as you declare. */
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

  private constructor(name: string, options: WebApplicationOptions) {
    super('WebApplication', name, options, { port: options.port, podLabels: options.podLabels });
    this.declared = [...(options.routes ?? [])];
    this.trusted = options.trusted ?? false;
  }

  public get routes(): ApplicationRoute[] {
    return [...this.declared];
  }

  public urlSettings(_externalUrl: string, _path: string): UrlSettings {
    return { chartValues: {}, operatorFields: {}, flags: [] };
  }

  /** @internal */
  public get _receivesCookies(): boolean {
    return this.trusted;
  }
}
