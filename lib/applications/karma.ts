import { Application, ApplicationOptions, UrlSettings } from './application';
import { addressInside, CalledApi, CalledApplication, CallSettings, NO_CALL_SETTINGS } from './calls';
import { prefixOf, UNPUBLISHED } from './charts';
import { ApplicationRoute } from '../access/application-route';
import { Purpose } from '../access/purpose';

/**
 * Karma, a dashboard for many Alertmanagers. Set `proxy: true` for each server in its configuration: Karma then sends
 * silences itself, browsers get no credentials, and silences have paths of their own, which every edge can separate
 * from reading. Karma answers scripts of every origin (CORS), so serve it on a host of its own if you do not trust the
 * other applications. The routes are those of Karma 0.132 (`cmd/karma/main.go`, `cmd/karma/proxy.go`).
 */
export class Karma extends Application {
  /**
   * Karma behind an existing Service.
   * @param name name of the Service
   * @param options namespace, ports and pod labels; port 8080 and the pod label of its chart by default
   */
  public static ofService(name: string, options: ApplicationOptions = {}): Karma {
    return new Karma(name, options);
  }

  private constructor(name: string, options: ApplicationOptions) {
    super('Karma', name, options, { port: 8080, podLabels: { 'app.kubernetes.io/name': 'karma' } });
  }

  public get routes(): ApplicationRoute[] {
    return [
      { path: '/proxy', purpose: Purpose.WRITE }, // silences of each Alertmanager
      { path: '/debug', purpose: Purpose.ADMINISTER }, // pprof, if debugging is on
      { path: '/health', purpose: Purpose.HEALTH },
      { path: '/metrics', purpose: Purpose.METRICS },
    ];
  }

  /** Karma reads the alerts of every Alertmanager and makes silences. @internal */
  public get _calls(): readonly CalledApi[] {
    return [CalledApi.ALERTS];
  }

  public urlSettings(_externalUrl: string, path: string): UrlSettings {
    const flags = [`--listen.prefix=${path}`];
    return {
      chartValues: {},
      ownCharts: {
        karma: {
          args: flags,
          livenessProbe: { path: `${prefixOf(path)}/health` }, // also of the readiness probe
          ingress: UNPUBLISHED.ingress,
          httpRoute: { enabled: false },
          service: { ...UNPUBLISHED.service, port: this.port },
        },
      },
      operatorFields: {},
      flags,
    };
  }

  /**
   * Returns the servers that Karma reads. They are not part of the chart's values: Helm replaces lists, so the servers
   * of other clusters would be lost.
   * @internal
   */
  public _callSettings(called: readonly CalledApplication[]): CallSettings {
    const servers = called
      .filter(({ api }) => api === CalledApi.ALERTS)
      .map((each) => ({ name: each.id, uri: addressInside(each), proxy: true }));
    if (servers.length === 0) return NO_CALL_SETTINGS;
    const comment =
      "For the configuration file (--config.file). With Karma's chart, add the servers to configMap.rawConfig.";
    return {
      ...NO_CALL_SETTINGS,
      configuration: { alertmanager: { content: { alertmanager: { servers } }, comment } },
    };
  }
}
