import path from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import {
  Alertmanager,
  Edge,
  IIdentity,
  MonitoringSso,
  Prometheus,
  Secrets,
  ServiceAccountDiscovery,
  ServiceAccountIssuer,
  Tls,
} from '../../../lib';
import { branchPlace } from '../edges/edge';
import { clusterIssuers } from '../stack';
import { platformRealm, synthesizeBoth } from './both-halves';
import { edgeFor, type Routing } from './routing';

const domain = 'clusters.example.com';
export const centerHosts = {
  login: `login.${domain}`,
  prometheus: `prometheus.${domain}`,
  decisions: `decisions.${domain}`,
  decisionsOfBranch: `cluster-b.decisions.${domain}`,
  decisionsOfCenter: `cluster-a.decisions.${domain}`,
  machines: 'machines.center.example.com',
  machinesOfBranch: 'branch.machines.center.example.com',
};
export const branchHosts = {
  prometheus: `prometheus.branch.${domain}`,
  alertmanager: `alertmanager.branch.${domain}`,
  machines: 'machines.branch.example.com',
  machinesOfCenter: 'center.machines.branch.example.com',
};
export const [centerNamespace, branchNamespace] = ['center', 'branch'];
export const clustersClientSecretVariable = 'clusters_sso_client_secret';
export const branchAuthority = 'center-ca';
export const branchOutput = (output: string) => path.join(output, 'dist-branch');
export const sessionRefresh = () => Duration.seconds(15);
/** Both clusters have an account with this name. */
export const namesakes = { writer: 'writer', reader: 'reader', unknown: 'unknown' } as const;

/** One sign-on for two clusters, each with its own machines and some of the other cluster. */
export function synthesizeClustersSignOn(output: string, routing: Routing, branchAddress: string): void {
  const branchApp = new App({ outdir: branchOutput(output) });
  synthesizeBoth(output, (kubernetes, stack) => {
    const realm = platformRealm(stack);
    const [developers, operators] = [realm.group('/developers'), realm.group('/operators')];
    const sso = new MonitoringSso(new Chart(kubernetes, 'center', { namespace: centerNamespace }), 'sso', {
      host: centerHosts.login,
      cookieDomain: domain,
      decisionsHost: centerHosts.decisions,
      clientId: 'clusters-sso',
      identityProvider: realm,
      sessionRefresh: sessionRefresh(),
      edge: edgeFor(routing),
      tls: Tls.certManager({ issuer: 'test' }),
      secrets: Secrets.existing('monitoring-sso'),
      proxy: { replicas: 1 },
    });
    const chart = new Chart(branchApp, 'branch', { namespace: branchNamespace });
    const branch = sso.addCluster('branch', {
      chart,
      addresses: [`${branchAddress}/32`],
      certificateAuthority: branchAuthority,
      edge: Edge.traefik({ trustedProxies: ['10.244.0.0/16'], controllerNamespace: branchPlace.namespace }),
    });
    new ServiceAccountDiscovery(chart, 'discovery');

    const issuers = {
      'cluster-a': new ServiceAccountIssuer({
        issuerUrl: clusterIssuers['cluster-a'],
        certificateAuthority: { configMapName: 'kube-root-ca.crt' },
      }),
      'cluster-b': new ServiceAccountIssuer({
        issuerUrl: clusterIssuers['cluster-b'],
        certificateAuthority: { configMapName: 'cluster-b-ca' },
      }),
    };
    const account = (cluster: keyof typeof issuers, name: string): IIdentity =>
      issuers[cluster].serviceAccount('agents', name);
    const many = { requestsPerSecond: 500, proxy: { replicas: 1 } };
    sso.addMachines('cluster-a', { issuer: issuers['cluster-a'], host: centerHosts.machines, ...many });
    branch.addMachines('cluster-b', { issuer: issuers['cluster-b'], host: branchHosts.machines, ...many });

    sso.protect(Prometheus.ofService('prometheus'), {
      host: centerHosts.prometheus,
      machineHosts: { 'cluster-b': centerHosts.machinesOfBranch },
      read: [developers, account('cluster-a', namesakes.reader)],
      ingest: [account('cluster-b', namesakes.writer)],
    });
    branch.protect(Prometheus.ofService('prometheus'), {
      host: branchHosts.prometheus,
      machineHosts: { 'cluster-a': branchHosts.machinesOfCenter },
      read: [developers, account('cluster-b', namesakes.reader)],
      federate: [account('cluster-a', namesakes.reader)],
    });
    branch.protect(Alertmanager.ofService('alertmanager'), {
      host: branchHosts.alertmanager,
      read: [developers],
      write: [operators],
      ingest: [operators],
    });
    sso.writeReport(path.join(output, 'report'));
  });
  branchApp.synth();
}
