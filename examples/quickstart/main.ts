import * as cdk8s from 'cdk8s';
import * as cdktf from 'cdktf';
import {
  Alertmanager,
  Edge,
  Grafana,
  KeycloakRealm,
  Metrics,
  MonitoringSso,
  Prometheus,
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
const operators = realm.addGroup('operators');

const sso = new MonitoringSso(new cdk8s.Chart(kubernetes, 'monitoring-sso', { namespace: 'monitoring' }), 'sso', {
  host: 'monitoring.example.com',
  identityProvider: realm,
  edge: Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'], cache: cdk8s.Duration.seconds(5) }),
  tls: Tls.certManager({ issuer: 'letsencrypt' }),
  secrets: Secrets.existing('monitoring-sso'),
  metrics: Metrics.prometheusOperator({ labels: { release: 'kube-prometheus-stack' } }),
});

sso.protect(Prometheus.ofService('kube-prometheus-stack-prometheus'), {
  path: '/prometheus',
  read: [developers, operators],
});
// With annotations, ingress-nginx cannot decide by method: reading, silencing and sending alerts need the same people.
sso.protect(Alertmanager.ofService('kube-prometheus-stack-alertmanager'), {
  path: '/alertmanager',
  write: [operators],
  ingest: [operators],
});
sso.protect(Grafana.ofService('kube-prometheus-stack-grafana'), { path: '/grafana', read: [developers, operators] });

kubernetes.synth();
terraform.synth();
sso.writeReport();
