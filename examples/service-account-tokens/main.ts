import * as cdk8s from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import * as cdktf from 'cdktf';
import {
  AccessCheck,
  Alertmanager,
  Edge,
  KarmaDashboard,
  KeycloakRealm,
  Metrics,
  MonitoringSso,
  Prometheus,
  PrometheusClient,
  Secrets,
  ServiceAccountDiscovery,
  ServiceAccountIssuer,
  ServiceAccountToken,
  Tls,
} from 'cdk8s-monitoring-sso';

const kubernetes = new cdk8s.App();
const terraform = new cdktf.App();

const realm = new KeycloakRealm(new cdktf.TerraformStack(terraform, 'identity'), 'realm', {
  url: 'https://keycloak.example.com',
  realm: 'platform',
});
const developers = realm.addGroup('developers');
const operators = realm.addGroup('operators');

const chart = new cdk8s.Chart(kubernetes, 'monitoring-sso', { namespace: 'monitoring' });
const sso = new MonitoringSso(chart, 'sso', {
  host: 'monitoring.example.com',
  identityProvider: realm,
  edge: Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }),
  tls: Tls.certManager({ issuer: 'letsencrypt' }),
  secrets: Secrets.existing('monitoring-sso'),
  metrics: Metrics.prometheusOperator({ labels: { release: 'kube-prometheus-stack' } }),
});

// The service accounts of this cluster, and of another cluster that sends samples to this one.
const audience = 'monitoring-machines';
const here = new ServiceAccountIssuer({
  issuerUrl: 'https://kubernetes.default.svc.cluster.local',
  audience,
  certificateAuthority: { configMapName: 'kube-root-ca.crt' },
});
const branch = new ServiceAccountIssuer({
  issuerUrl: 'https://api.branch.example.com:6443',
  audience,
  certificateAuthority: { configMapName: 'branch-ca' },
});
sso.addMachines('here', { issuer: here, host: 'machines.example.com' });
sso.addMachines('branch', { issuer: branch, host: 'machines.branch.example.com' });
// The proxy reads the issuer's keys without a token. docs/machines.md describes more restrictive ways.
new ServiceAccountDiscovery(chart, 'discovery');

const karma = here.serviceAccount('monitoring', 'karma');
const reporter = here.serviceAccount('monitoring', 'reporter');
const sender = branch.serviceAccount('monitoring', 'prometheus');

sso.protect(Prometheus.ofService('prometheus-operated'), {
  path: '/prometheus',
  read: [developers, operators, reporter],
  ingest: [sender],
  federate: [reporter],
});
sso.protect(Alertmanager.ofService('alertmanager-operated'), {
  path: '/alertmanager',
  read: [developers, karma],
  write: [operators],
});

// Karma shows the Alertmanager to people. A sidecar adds the token to its requests.
const dashboard = new KarmaDashboard(chart, 'karma', {
  externalUrl: 'https://monitoring.example.com/karma',
  alertmanagers: [{ name: 'here', url: 'https://machines.example.com/alertmanager', audience }],
});
sso.protect(dashboard.application, { path: '/karma', read: [developers, operators] });

// A Job that tests a grant with the token of its service account.
const token = new ServiceAccountToken({ audience });
new k8s.KubeServiceAccount(chart, 'reporter', { metadata: { name: 'reporter' }, automountServiceAccountToken: false });
new AccessCheck(chart, 'check', {
  url: 'https://machines.example.com/prometheus/api/v1/query?query=up',
  serviceAccountName: 'reporter',
  token,
});

// The manifests of the other cluster: the values of its Prometheus, and access to its issuer's discovery document.
const other = new cdk8s.Chart(kubernetes, 'branch', { namespace: 'monitoring' });
new ServiceAccountDiscovery(other, 'discovery');
new k8s.KubeServiceAccount(other, 'account', { metadata: { name: 'prometheus' } });
const client = new PrometheusClient({
  token,
  remoteWrite: [{ name: 'central', url: 'https://machines.branch.example.com/prometheus' }],
});
new cdk8s.ApiObject(other, 'prometheus', {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata: { name: 'branch' },
  spec: { serviceAccountName: 'prometheus', ...client.operatorFields },
});

kubernetes.synth();
terraform.synth();
sso.writeReport();
