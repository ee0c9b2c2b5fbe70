import * as cdk8s from 'cdk8s';
import * as cdktf from 'cdktf';
import {
  Alertmanager,
  Edge,
  Grafana,
  KeycloakRealm,
  MonitoringSso,
  Prometheus,
  Purpose,
  Secrets,
  Sessions,
  Tls,
  WebApplication,
} from 'cdk8s-monitoring-sso';

const kubernetes = new cdk8s.App();
const terraform = new cdktf.App();

const realm = new KeycloakRealm(new cdktf.TerraformStack(terraform, 'identity'), 'realm', {
  url: 'https://keycloak.example.com',
  realm: 'platform',
  adoptExisting: true,
  bruteForceDetection: {},
  browserHeaders: {},
  attributes: { frontendUrl: 'https://keycloak.example.com' },
});
const platform = realm.addGroup('platform');
const operators = platform.addGroup('operators');
realm.addUser('alice', { email: 'alice@example.com' });

// Each application has its own host, so that a script of one application cannot act in another.
const sso = new MonitoringSso(new cdk8s.Chart(kubernetes, 'monitoring-sso', { namespace: 'sso' }), 'sso', {
  host: 'login.monitoring.example.com',
  cookieDomain: 'monitoring.example.com',
  identityProvider: realm,
  sessions: Sessions.redis({ persistentVolumeSize: '1Gi', maxMemoryMebibytes: 128, memory: '320Mi' }),
  edge: Edge.traefikIngress({
    ingressClassName: 'traefik-nginx',
    trustedProxies: ['10.244.0.0/16'],
    encodedSlashesRefused: true, // the entry points are started with report/values/traefik.yaml
  }),
  tls: Tls.certManager({ issuer: 'letsencrypt' }),
  secrets: Secrets.externalSecrets(),
  proxy: {
    replicas: 3,
    imagePullSecrets: ['registry'],
    nodeSelector: { 'node-role.kubernetes.io/infra': '' },
    tolerations: [{ key: 'infra', operator: 'Exists', effect: 'NoSchedule' }],
  },
  issuerCertificateAuthority: { configMapName: 'corporate-ca' },
});

sso.protect(Prometheus.ofService('prometheus-operated', { namespace: 'monitoring' }), {
  host: 'prometheus.monitoring.example.com',
  read: [platform, operators, realm.person('alice')],
  allowFrom: [{ namespace: 'custom-metrics', podLabels: { app: 'adapter' } }],
});
sso.protect(Alertmanager.ofService('alertmanager-operated', { namespace: 'monitoring' }), {
  host: 'alertmanager.monitoring.example.com',
  write: [operators],
  ingest: [operators],
});
sso.protect(Grafana.ofService('grafana', { namespace: 'grafana' }), {
  host: 'grafana.monitoring.example.com',
  read: [realm.everyoneSignedIn()],
});
sso.protect(
  WebApplication.ofService('runbooks', {
    namespace: 'runbooks',
    port: 8080,
    podLabels: { app: 'runbooks' },
    routes: [{ path: '/edit', purpose: Purpose.WRITE }],
  }),
  { id: 'runbooks', host: 'runbooks.monitoring.example.com', read: [platform], write: [operators] },
);

kubernetes.synth();
terraform.synth();
sso.writeReport();
