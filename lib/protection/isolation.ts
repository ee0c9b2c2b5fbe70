import { Construct } from 'constructs';
import { Domain } from './domain';
import { Application } from '../applications/application';
import { Cluster } from '../clusters/cluster';
import { allowIngress, kubePeer, NetworkPeer } from '../isolation/network-policy';

/**
 * Admits to the pods of an application the edge, its own replicas, the protected Prometheus, which scrapes all, for
 * Prometheus and Alertmanager the protected Grafana, and the peers that the program names.
 */
export function isolate(
  domain: Domain,
  cluster: Cluster,
  scope: Construct,
  application: Application,
  namespace: string,
  others: readonly NetworkPeer[],
): void {
  const peers = (kind: string) => domain.podsOf(cluster, kind).map(kubePeer);
  const known = ['Prometheus', 'Alertmanager'].includes(application.kind);
  allowIngress(scope, 'isolation', {
    podLabels: application.podLabels,
    metadata: { namespace },
    rules: () =>
      [
        { from: cluster.edge.peers.map(kubePeer), ports: [{ port: application.containerPort }] },
        // Replicas among each other, and scrapes of every port.
        { from: [kubePeer({ podLabels: application.podLabels }), ...peers('Prometheus')] },
        ...(known ? [{ from: peers('Grafana'), ports: [{ port: application.containerPort }] }] : []),
        { from: others.map(kubePeer) },
      ].filter(({ from }) => from.length > 0), // an empty list would admit everyone
  });
}
