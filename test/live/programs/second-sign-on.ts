import path from 'node:path';
import { Chart, Duration } from 'cdk8s';
import {
  Alertmanager,
  Grafana,
  KeycloakMachines,
  Metrics,
  MonitoringSso,
  Prometheus,
  Secrets,
  ServiceAccountDiscovery,
  ServiceAccountIssuer,
  Sessions,
  Tls,
} from '../../../lib';
import { clusterIssuers } from '../stack';
import { platformRealm, synthesizeBoth } from './both-halves';
import { edgeFor, type Routing } from './routing';

/** The hosts of a sign-on with a separate host for each application, below one cookie domain. */
export const secondDomain = 'second.example.com';
export const secondHosts = {
  login: `login.${secondDomain}`,
  prometheus: `prometheus.${secondDomain}`,
  alertmanager: `alertmanager.${secondDomain}`,
  grafana: `grafana.${secondDomain}`,
  machines: 'prometheus.clients.example.com',
  grafanaForMachines: 'grafana.clients.example.com',
};
export const secondSessionCookie = 'sso_second_sso';
/** Short, so that a test covers several refreshes. */
export const sessionRefresh = () => Duration.seconds(15);
/** A role with access to its Prometheus, and a group whose members have the role. */
export const [onCallRole, shift] = ['on-call', 'shift'];
/** Clients with their own tokens: one may read its Prometheus and Grafana, the other has no grant. */
export const [collector, stranger] = ['collector', 'stranger'];
/** A client without a secret that authenticates with a service account token. It may read Prometheus. */
export const [vouched, vouchedNamespace] = ['vouched', 'agents'];
export const secondClientSecretVariables = ['second_sso', collector, stranger].map((name) => `${name}_client_secret`);

/**
 * A second sign-on for the realm of the quickstart, with its own namespaces: one for the proxy and one for the
 * applications.
 */
export function synthesizeSecondSignOn(output: string, routing: Routing): void {
  synthesizeBoth(output, (kubernetes, stack) => {
    const realm = platformRealm(stack);
    const [developers, operators] = [realm.group('/developers'), realm.group('/operators')];
    const onCall = realm.addRole(onCallRole);
    realm.addGroup(shift, { roles: [onCall] });
    const chart = new Chart(kubernetes, 'second', { namespace: 'second-sso' });
    const sso = new MonitoringSso(chart, 'sso', {
      host: secondHosts.login,
      cookieDomain: secondDomain,
      clientId: 'second-sso',
      identityProvider: realm,
      sessions: Sessions.redis(),
      sessionRefresh: sessionRefresh(),
      edge: edgeFor(routing),
      tls: Tls.certManager({ issuer: 'test' }),
      secrets: Secrets.existing('monitoring-sso'),
      metrics: Metrics.endpoint(),
    });
    const clients = new KeycloakMachines(realm, 'machines');
    const [reading] = [collector, stranger].map((id) => clients.addClient(id));
    const cluster = new ServiceAccountIssuer({ issuerUrl: clusterIssuers['cluster-a'] });
    const byCluster = clients.addClient(vouched, { serviceAccount: cluster.serviceAccount(vouchedNamespace, vouched) });
    new ServiceAccountDiscovery(chart, 'discovery');
    sso.addMachines('clients', {
      issuer: clients,
      host: secondHosts.machines,
      requestsPerSecond: 500,
      proxy: { replicas: 1 },
    });
    const namespace = 'second';
    sso.protect(Prometheus.ofService('prometheus', { namespace }), {
      host: secondHosts.prometheus,
      read: [developers, onCall, reading!, byCluster],
    });
    sso.protect(Alertmanager.ofService('alertmanager', { namespace }), {
      host: secondHosts.alertmanager,
      write: [operators],
      ingest: [operators],
    });
    sso.protect(Grafana.ofService('grafana', { namespace }), {
      host: secondHosts.grafana,
      machineHosts: { clients: secondHosts.grafanaForMachines },
      read: [developers, operators, reading!],
    });
    sso.writeReport(path.join(output, 'report'));
  });
}
