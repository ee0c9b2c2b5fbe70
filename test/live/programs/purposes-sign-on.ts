import path from 'node:path';
import { Chart } from 'cdk8s';
import { platformRealm, synthesizeBoth } from './both-halves';
import { edgeFor, type Routing } from './routing';
import {
  Alertmanager,
  IIdentity,
  Karma,
  MonitoringSso,
  Prometheus,
  Purpose,
  Secrets,
  ThanosQuery,
  Tls,
  WebApplication,
} from '../../../lib';

export const purposesHost = 'purposes.example.com';
export const purposesClientSecretVariable = 'purposes_sso_client_secret';

/** A group for each purpose. Its members have only the grant of this purpose. */
export const groupFor = (purpose: Purpose) => `may-${purpose}`;

/**
 * Real Prometheus and Alertmanager, and the route tables of applications that are not available here. Each purpose is
 * granted to another group.
 */
export function synthesizePurposesSignOn(output: string, routing: Routing): void {
  synthesizeBoth(output, (kubernetes, stack) => {
    const realm = platformRealm(stack);
    const groups = new Map<Purpose, IIdentity>(
      Object.values(Purpose).map((purpose) => [purpose, realm.addGroup(groupFor(purpose))]),
    );
    const sso = new MonitoringSso(new Chart(kubernetes, 'purposes', { namespace: 'purposes' }), 'sso', {
      host: purposesHost,
      clientId: 'purposes-sso',
      identityProvider: realm,
      edge: edgeFor(routing),
      tls: Tls.certManager({ issuer: 'test' }),
      secrets: Secrets.existing('monitoring-sso'),
      proxy: { replicas: 1 },
    });
    const grant = (...purposes: Purpose[]) => ({
      ...Object.fromEntries(purposes.map((purpose) => [purpose, [groups.get(purpose)!]])),
      administerByBrowser: true,
    });
    sso.protect(Prometheus.ofService('prometheus'), {
      path: '/prometheus',
      ...grant(Purpose.READ, Purpose.ADMINISTER, Purpose.INGEST, Purpose.FEDERATE, Purpose.HEALTH, Purpose.METRICS),
    });
    sso.protect(Alertmanager.ofService('alertmanager'), {
      path: '/alertmanager',
      ...grant(Purpose.READ, Purpose.WRITE, Purpose.ADMINISTER, Purpose.INGEST, Purpose.HEALTH, Purpose.METRICS),
    });
    // An echo server replaces these applications.
    sso.protect(ThanosQuery.ofService('echo', { port: 3000, podLabels: { live: 'echo' } }), {
      path: '/thanos',
      ...grant(Purpose.READ, Purpose.ADMINISTER, Purpose.HEALTH, Purpose.METRICS),
    });
    sso.protect(Karma.ofService('echo', { port: 3000, podLabels: { live: 'echo' } }), {
      path: '/karma',
      ...grant(Purpose.READ, Purpose.WRITE, Purpose.ADMINISTER, Purpose.HEALTH, Purpose.METRICS),
    });
    // In another namespace, on the same host.
    sso.protect(
      WebApplication.ofService('echo', {
        namespace: 'notes',
        port: 3000,
        podLabels: { live: 'echo' },
        routes: [
          { path: '/notes', purpose: Purpose.WRITE, methods: ['POST', 'PUT', 'DELETE'] },
          { path: '/notes/inbox', purpose: Purpose.INGEST, methods: ['POST'] },
          { path: '/admin', purpose: Purpose.ADMINISTER },
        ],
      }),
      { id: 'echo', path: '/echo', ...grant(Purpose.READ, Purpose.WRITE, Purpose.INGEST) },
    );
    sso.writeReport(path.join(output, 'report'));
  });
}
