import { Names } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { METRICS_PORT_NAME } from './scrape';
import { MetricsEndpoint } from './watched-sign-on';
import { allowIngress, kubePeer, NetworkPeer } from '../isolation/network-policy';
import { METRICS_PORT } from '../oauth2-proxy/proxy-settings';

/**
 * Opens the port of the metrics, to those who scrape and to nobody else. A Service of its own: edges route to the other
 * one.
 */
export function openEndpoint(
  scope: Construct,
  signOn: Construct,
  proxyLabels: Readonly<Record<string, string>>,
  scrapers: () => readonly NetworkPeer[],
): MetricsEndpoint {
  const labels = { ...proxyLabels, 'app.kubernetes.io/component': METRICS_PORT_NAME };
  const service = new k8s.KubeService(scope, 'service', {
    metadata: { labels, name: `${Names.toDnsLabel(signOn, { maxLen: 42 })}-oauth2-proxy-metrics` },
    spec: {
      clusterIp: 'None', // every replica is scraped, not one of them
      publishNotReadyAddresses: true, // and most of all when it is not ready
      selector: { ...proxyLabels },
      ports: [{ name: METRICS_PORT_NAME, port: METRICS_PORT, targetPort: k8s.IntOrString.fromNumber(METRICS_PORT) }],
    },
  });
  // Beside the policy that admits the edge to the other port: what any policy of a pod allows is allowed.
  allowIngress(scope, 'isolation', {
    podLabels: proxyLabels,
    rules: () => [{ from: scrapers().map(kubePeer), ports: [{ port: METRICS_PORT }] }],
  });
  return { job: service.name, labels };
}
