import * as cdk8s from 'cdk8s';
import * as cdktf from 'cdktf';
import {
  Alertmanager,
  Edge,
  KeycloakRealm,
  MonitoringResourceAccess,
  MonitoringSso,
  Prometheus,
  Purpose,
  Secrets,
  Tls,
} from 'cdk8s-monitoring-sso';

const kubernetes = new cdk8s.App();
const terraform = new cdktf.App();

const realm = new KeycloakRealm(new cdktf.TerraformStack(terraform, 'identity'), 'realm', {
  url: 'https://keycloak.example.com',
  realm: 'platform',
});
const developers = realm.addGroup('developers');
// A role describes what its members may do. It is assigned to groups or people.
const onCall = realm.addRole('on-call', { description: 'May silence alerts' });
const operators = realm.addGroup('operators', { roles: [onCall] });
const administrators = realm.addRole('monitoring-administrator', { description: 'May change rules and monitors' });

const sso = new MonitoringSso(new cdk8s.Chart(kubernetes, 'monitoring-sso', { namespace: 'monitoring-sso' }), 'sso', {
  host: 'monitoring.example.com',
  identityProvider: realm,
  // Reading and silencing use the same path and differ by method. For ingress-nginx, write
  // Edge.ingressNginx({ …, methodMaps: true }).
  edge: Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }),
  tls: Tls.certManager({ issuer: 'letsencrypt' }),
  secrets: Secrets.existing('monitoring-sso'),
});
const namespace = 'monitoring';
sso.protect(Prometheus.ofService('prometheus-operated', { namespace }), {
  path: '/prometheus',
  read: [developers, operators],
});
sso.protect(Alertmanager.ofService('alertmanager-operated', { namespace }), {
  path: '/alertmanager',
  read: [developers],
  write: [onCall],
});

// Grants for the same people at the API server, for kubectl: who may read the monitoring resources, who may change
// rules and silences, and who may change all of them.
realm.addKubernetesClient('kubernetes');
const resources = new MonitoringResourceAccess(new cdk8s.Chart(kubernetes, 'monitoring-resources'), 'access', {
  identityProvider: realm,
  clientId: 'kubernetes',
  groupsPrefix: 'oidc:',
  namespaces: [namespace],
  viewers: [developers],
  ruleEditors: [onCall],
  editors: [administrators],
});

// A test of your own can check this without a cluster.
if (sso.allows(developers, Purpose.WRITE, 'alertmanager')) throw new Error('developers may silence alerts');

kubernetes.synth();
terraform.synth();
sso.writeReport();
resources.writeReport();
