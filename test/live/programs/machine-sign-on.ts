import path from 'node:path';
import { App, Chart } from 'cdk8s';
import {
  Alertmanager,
  IIdentity,
  MonitoringSso,
  OidcIssuer,
  Prometheus,
  Secrets,
  ServiceAccountDiscovery,
  ServiceAccountIssuer,
  Sessions,
  Tls,
} from '../../../lib';
import { keycloakUrl } from '../identity/keycloak';
import { clusterIssuers } from '../stack';
import { edgeFor, type Routing } from './routing';

export const fleetHost = 'fleet.example.com';
export const fleetNamespace = 'fleet';
export const fleetClientId = 'fleet';
export const machineHosts = { 'cluster-a': 'machines-a.example.com', 'cluster-b': 'machines-b.example.com' } as const;
export const audience = 'monitoring-sso';
/** The grants. Accounts with the same name in the other cluster have other grants. */
export const accounts = { writer: 'writer', federator: 'federator', karma: 'karma', unknown: 'unknown' } as const;

/** Machines of two clusters with the same account names, and people. */
export function synthesizeMachineSignOn(output: string, routing: Routing): void {
  const app = new App({ outdir: path.join(output, 'dist') });
  const chart = new Chart(app, 'fleet', { namespace: fleetNamespace });
  const people = new OidcIssuer({ issuerUrl: `${keycloakUrl}/realms/platform` });
  const sso = new MonitoringSso(chart, 'sso', {
    host: fleetHost,
    identityProvider: people,
    clientId: fleetClientId,
    sessions: Sessions.cookie(),
    edge: edgeFor(routing),
    tls: Tls.certManager({ issuer: 'test' }),
    secrets: Secrets.existing('monitoring-sso'),
  });
  new ServiceAccountDiscovery(chart, 'discovery');
  const issuers = {
    'cluster-a': new ServiceAccountIssuer({
      issuerUrl: clusterIssuers['cluster-a'],
      audience,
      certificateAuthority: { configMapName: 'kube-root-ca.crt' },
    }),
    // For one issuer, the proxy discovers the address of the keys; for the other, it is configured.
    'cluster-b': new ServiceAccountIssuer({
      issuerUrl: clusterIssuers['cluster-b'],
      audience,
      jwksUrl: `${clusterIssuers['cluster-b']}/openid/v1/jwks`,
      certificateAuthority: { configMapName: 'cluster-b-ca' },
    }),
  };
  for (const [id, issuer] of Object.entries(issuers)) {
    sso.addMachines(id, {
      issuer,
      host: machineHosts[id as keyof typeof machineHosts],
      requestsPerSecond: 500,
      proxy: { replicas: 1 },
    });
  }
  const account = (cluster: keyof typeof issuers, name: string): IIdentity =>
    issuers[cluster].serviceAccount('agents', name);
  const developers = people.group('developers');
  sso.protect(Prometheus.ofService('prometheus'), {
    path: '/prometheus',
    read: [developers, account('cluster-b', accounts.karma)],
    ingest: [account('cluster-a', accounts.writer)],
    federate: [account('cluster-a', accounts.federator)],
  });
  const everything = [account('cluster-a', accounts.karma)];
  sso.protect(Alertmanager.ofService('alertmanager'), {
    path: '/alertmanager',
    read: [developers, ...everything],
    write: [developers, ...everything],
    ingest: [developers, ...everything],
  });
  app.synth();
  sso.writeReport(path.join(output, 'report'));
}
