import { Application, ApplicationOptions, UrlSettings } from './application';
import { CalledApi } from './calls';
import { ApplicationRoute } from '../access/application-route';
import { Purpose } from '../access/purpose';

/**
 * Karma, a dashboard for many Alertmanagers. Silences go through paths of their own, in the mode that keeps credentials
 * away from browsers (`proxy: true` of each server), so that every edge can tell reading from silencing. It answers
 * scripts of every origin: give it a host of its own where other applications are not trusted. The routes are those of
 * Karma 0.132 (`cmd/karma/main.go`, `cmd/karma/proxy.go`).
 */
export class Karma extends Application {
  /**
   * Karma behind an existing Service.
   * @param name name of the Service
   * @param options where it is; port 8080 and the pod label of its chart by default
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
      { path: '/debug', purpose: Purpose.ADMINISTER }, // pprof, if it was started for debugging
      { path: '/health', purpose: Purpose.HEALTH },
      { path: '/metrics', purpose: Purpose.METRICS },
    ];
  }

  /** It shows the alerts of every Alertmanager, and silences them. @internal */
  public get _calls(): readonly CalledApi[] {
    return [CalledApi.ALERTS];
  }

  public urlSettings(_externalUrl: string, path: string): UrlSettings {
    return { chartValues: {}, operatorFields: {}, flags: [`--listen.prefix=${path}`] };
  }
}
