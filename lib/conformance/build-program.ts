import { Chart } from 'cdk8s';
import { GivenProgram, MACHINE_HOSTS } from './programs';
import { IIdentity } from '../access/identity';
import { Purpose } from '../access/purpose';
import { Alertmanager, Application, Grafana, Prometheus, WebApplication } from '../applications';
import { EdgeBase } from '../edge/edge-base';
import { Tls } from '../edge/tls';
import { IIdentityProvider } from '../identity';
import { ServiceAccountIssuer } from '../machines';
import { MonitoringSso } from '../monitoring-sso';
import { ProtectOptions } from '../protection/protect-options';
import { Secrets } from '../secrets/secrets';
import { ISessionStore } from '../sessions/session-store';
import { Sessions } from '../sessions/sessions';

/** What a generated program is built in. */
export interface ProgramFrame {
  readonly chart: Chart;
  readonly edge: EdgeBase;
  readonly identityProvider: IIdentityProvider;
  /** People, as the identity provider knows them. */
  readonly people: readonly IIdentity[];
}

/** A sign-on with its applications, and every identity that the program knows. */
export interface BuiltProgram {
  readonly sso: MonitoringSso;
  readonly identities: IIdentity[];
}

/** Builds a generated program. Errors of the library pass through. */
export function buildProgram(given: GivenProgram, frame: ProgramFrame): BuiltProgram {
  const sso = new MonitoringSso(frame.chart, 'sso', {
    host: given.host,
    cookieDomain: given.cookieDomain,
    identityProvider: frame.identityProvider,
    edge: frame.edge,
    tls: Tls.certManager({ issuer: 'letsencrypt' }),
    secrets: Secrets.existing('monitoring-sso'),
    sessions: sessionsOf(given),
    sessionLifetime: given.sessionLifetime,
    sessionRefresh: given.sessionRefresh,
    proxySettings: given.settings,
  });
  const identities = [...frame.people];
  if (given.machines) {
    // Two clusters, whose service accounts have the same names.
    for (const [id, host] of Object.entries(MACHINE_HOSTS)) {
      const cluster = new ServiceAccountIssuer({ issuerUrl: issuerOf(id) });
      sso.addMachines(id, { issuer: cluster, host });
      identities.splice(identities.length > 1 ? 1 : 0, 0, cluster.serviceAccount('monitoring', 'karma'));
    }
  }
  for (const entry of given.applications) {
    const application = applicationOf(entry);
    sso.protect(application, {
      ...grantsOf(given, entry, application, identities),
      host: entry.host,
      path: entry.path,
      id: entry.id,
      administerByBrowser: entry.administerByBrowser,
    } as ProtectOptions);
  }
  return { sso, identities };
}

/** Issuer of the service accounts of an entrance. */
export const issuerOf = (entrance: string): string => `https://${entrance}.example.org`;

type Entry = GivenProgram['applications'][number];

function sessionsOf({ sessions }: GivenProgram): ISessionStore {
  if (sessions === 'redis') return Sessions.redis();
  return sessions === 'cookie' ? Sessions.cookie() : Sessions.existingRedis({ host: 'redis.example.com' });
}

function applicationOf({ kind, namespace, routes, trusted }: Entry): Application {
  const kinds: Record<string, () => Application> = {
    prometheus: () => Prometheus.ofService('p', { namespace }),
    alertmanager: () => Alertmanager.ofService('a', { namespace }),
    grafana: () => Grafana.ofService('g', { namespace }),
    web: () => WebApplication.ofService('w', { namespace, port: 80, podLabels: { app: 'w' }, routes, trusted }),
  };
  return kinds[kind]();
}

/** Who is granted what. In a uniform program all of an application is granted to the same identities. */
function grantsOf(given: GivenProgram, entry: Entry, application: Application, identities: readonly IIdentity[]) {
  const who = entry.who.map((index) => identities[index]).filter(Boolean);
  if (given.uniform) {
    const purposes = [Purpose.READ, ...application.routes.map(({ purpose }) => purpose)];
    return Object.fromEntries(purposes.map((purpose) => [purpose, who]));
  }
  // Fewer may change something than may look.
  return Object.fromEntries(
    Object.entries(entry.purposes)
      .filter(([, granted]) => granted)
      .map(([purpose]) => [
        purpose,
        entry.fewer && [Purpose.WRITE, Purpose.INGEST].includes(purpose as Purpose) ? who.slice(0, 1) : who,
      ]),
  );
}
