import * as cdk8s from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import * as cdktf from 'cdktf';
import {
  Alertmanager,
  Edge,
  Grafana,
  IIdentity,
  KeycloakRealm,
  MonitoringSso,
  Prometheus,
  PrometheusClient,
  Secrets,
  ServiceAccountDiscovery,
  ServiceAccountIssuer,
  ServiceAccountToken,
  Tls,
} from 'cdk8s-monitoring-sso';

/**
 * The clusters of each environment, in addition to the cluster of its sign-on. `addresses` are the source addresses of
 * their nodes.
 */
const environments = {
  staging: [
    {
      name: 'eu',
      addresses: ['198.51.100.16/29'],
      apiServer: 'https://api.eu.staging.example.com:6443',
      standsAlone: false,
    },
  ],
  production: [
    {
      name: 'eu',
      addresses: ['198.51.100.32/29'],
      apiServer: 'https://api.eu.production.example.com:6443',
      standsAlone: false,
    },
    {
      name: 'us',
      addresses: ['203.0.113.8/29', '203.0.113.64/29'],
      apiServer: 'https://api.us.production.example.com:6443',
      standsAlone: false,
    },
    {
      name: 'lab',
      addresses: ['192.0.2.8/29'],
      apiServer: 'https://api.lab.production.example.com:6443',
      standsAlone: true,
    },
  ],
};

const kubernetes = new cdk8s.App();
const terraform = new cdktf.App();
const common = {
  edge: Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }),
  tls: Tls.certManager({ issuer: 'letsencrypt' }),
  secrets: Secrets.existing('monitoring-sso'),
};
const audience = 'monitoring-machines';
const reports: [MonitoringSso, string][] = [];

for (const [environment, clusters] of Object.entries(environments)) {
  const domain = `${environment}.example.com`;
  // Each environment has its own realm and sign-on, so sessions, groups and tokens are valid in only one environment.
  const realm = new KeycloakRealm(new cdktf.TerraformStack(terraform, environment), 'realm', {
    url: 'https://keycloak.example.com',
    realm: environment,
  });
  const developers = realm.addGroup('developers');
  const operators = realm.addGroup('operators');
  const people = { read: [developers, operators] };

  const infrastructure = new cdk8s.Chart(kubernetes, `${environment}-infrastructure`, { namespace: 'monitoring' });
  const sso = new MonitoringSso(infrastructure, 'sso', {
    ...common,
    host: `login.${domain}`,
    cookieDomain: domain,
    decisionsHost: `decisions.${domain}`,
    identityProvider: realm,
  });
  reports.push([sso, environment]);
  const senders: IIdentity[] = [];

  for (const { name, addresses, apiServer, standsAlone } of clusters) {
    const chart = new cdk8s.Chart(kubernetes, `${environment}-${name}`, { namespace: 'monitoring' });
    const [prometheus, alertmanager] = [
      Prometheus.ofService('prometheus-operated'),
      Alertmanager.ofService('alertmanager-operated'),
    ];
    if (standsAlone) {
      // A separate proxy with separate sessions, for the same people.
      const alone = new MonitoringSso(chart, 'sso', {
        ...common,
        host: `monitoring.${name}.${domain}`,
        clientId: `monitoring-sso-${name}`,
        identityProvider: realm,
      });
      alone.protect(prometheus, { path: '/prometheus', ...people });
      alone.protect(alertmanager, { path: '/alertmanager', ...people, write: [operators] });
      reports.push([alone, `${environment}-${name}`]);
    } else {
      const cluster = sso.addCluster(name, { chart, edge: common.edge, addresses });
      cluster.protect(prometheus, { host: `prometheus.${name}.${domain}`, ...people });
      cluster.protect(alertmanager, { host: `alertmanager.${name}.${domain}`, ...people, write: [operators] });
    }

    // The Prometheus of each cluster sends samples to the central one, with its own identity.
    const issuer = new ServiceAccountIssuer({
      issuerUrl: apiServer,
      audience,
      certificateAuthority: { configMapName: `${name}-ca` },
    });
    const machines = `${name}.machines.${domain}`;
    sso.addMachines(name, { issuer, host: machines });
    senders.push(issuer.serviceAccount('monitoring', 'prometheus'));
    new ServiceAccountDiscovery(chart, 'discovery');
    new k8s.KubeServiceAccount(chart, 'account', { metadata: { name: 'prometheus' } });
    const client = new PrometheusClient({
      token: new ServiceAccountToken({ audience }),
      remoteWrite: [{ name: 'central', url: `https://${machines}` }],
    });
    new cdk8s.ApiObject(chart, 'prometheus', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name: `${environment}-${name}` },
      spec: {
        serviceAccountName: 'prometheus',
        externalLabels: { cluster: name, environment },
        ...client.operatorFields,
      },
    });
  }

  sso.protect(Prometheus.ofService('prometheus-operated'), {
    host: `prometheus.${domain}`,
    ...people,
    ingest: senders,
  });
  sso.protect(Grafana.ofService('grafana'), { host: `grafana.${domain}`, ...people });
}

kubernetes.synth();
terraform.synth();
for (const [sso, folder] of reports) sso.writeReport(`report/${folder}`);
