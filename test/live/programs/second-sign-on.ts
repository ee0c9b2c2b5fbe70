import path from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import { App as TerraformApp, LocalBackend, TerraformStack } from 'cdktf';
import { Alertmanager, ExistingKeycloakRealm, Grafana, KeycloakMachines, Metrics, MonitoringSso, Prometheus, Secrets, Sessions, Tls } from '../../../lib';
import { keycloakUrl } from '../identity/keycloak';
import { edgeFor, type Routing } from './routing';

/** The hosts of a sign-on that gives each application one of its own, below one cookie domain. */
export const secondDomain = 'second.example.com';
export const secondHosts = {
  login: `login.${secondDomain}`, prometheus: `prometheus.${secondDomain}`, alertmanager: `alertmanager.${secondDomain}`, grafana: `grafana.${secondDomain}`,
  machines: 'prometheus.clients.example.com',
};
/** Short, so that a test sees several refreshes. */
export const sessionRefresh = () => Duration.seconds(15);
/** A role that opens Prometheus there, and a group whose members have it. */
export const [onCallRole, shift] = ['on-call', 'shift'];
/** Clients that get tokens for themselves: one reads Prometheus there, the other is granted nothing. */
export const [collector, stranger] = ['collector', 'stranger'];
export const secondClientSecretVariables = ['second_sso', collector, stranger].map((name) => `${name}_client_secret`);

/** A second sign-on for the realm of the quickstart, in namespaces of its own, one for the proxy and one for the applications. */
export function synthesizeSecondSignOn(output: string, routing: Routing): void {
  const kubernetes = new App({ outdir: path.join(output, 'dist') });
  const terraform = new TerraformApp({ outdir: path.join(output, 'cdktf.out') });
  const stack = new TerraformStack(terraform, 'identity');
  new LocalBackend(stack, { path: 'terraform.tfstate' });
  const realm = new ExistingKeycloakRealm(stack, 'realm', {
    url: keycloakUrl, realm: 'platform', accessTokenLifespan: Duration.minutes(2), sessionIdle: Duration.hours(1), sessionMax: Duration.hours(8),
  });
  const [developers, operators] = [realm.group('/developers'), realm.group('/operators')];
  const onCall = realm.addRole(onCallRole);
  realm.addGroup(shift, { roles: [onCall] });
  const sso = new MonitoringSso(new Chart(kubernetes, 'second', { namespace: 'second-sso' }), 'sso', {
    host: secondHosts.login, cookieDomain: secondDomain, clientId: 'second-sso', identityProvider: realm, sessions: Sessions.redis(), sessionRefresh: sessionRefresh(),
    edge: edgeFor(routing), tls: Tls.certManager({ issuer: 'test' }), secrets: Secrets.existing('monitoring-sso'),
    metrics: Metrics.endpoint(),
  });
  const clients = new KeycloakMachines(realm, 'machines');
  const [reading] = [collector, stranger].map((id) => clients.addClient(id));
  sso.addMachines('clients', { issuer: clients, host: secondHosts.machines, requestsPerSecond: 500, proxy: { replicas: 1 } });
  const namespace = 'second';
  sso.protect(Prometheus.ofService('prometheus', { namespace }), { host: secondHosts.prometheus, read: [developers, onCall, reading!] });
  sso.protect(Alertmanager.ofService('alertmanager', { namespace }), { host: secondHosts.alertmanager, write: [operators], ingest: [operators] });
  sso.protect(Grafana.ofService('grafana', { namespace }), { host: secondHosts.grafana, read: [developers, operators] });
  kubernetes.synth();
  terraform.synth();
  sso.writeReport(path.join(output, 'report'));
}
