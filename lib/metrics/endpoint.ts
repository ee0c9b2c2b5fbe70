import { Names } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { METRICS_PORT_NAME } from './scrape';
import { MetricsEndpoint } from './watched-sign-on';
import { allowIngress, kubePeer, NetworkPeer } from '../isolation/network-policy';
import { METRICS_PORT } from '../oauth2-proxy/proxy-settings';

/**
 * Creates a Service and a network policy for the metrics port. Only pods that scrape can connect to the port. The
 * Service is separate from the Service that edges route to.
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
      clusterIp: 'None', // every replica is scraped
      publishNotReadyAddresses: true, // also while it is not ready
      selector: { ...proxyLabels },
      ports: [{ name: METRICS_PORT_NAME, port: METRICS_PORT, targetPort: k8s.IntOrString.fromNumber(METRICS_PORT) }],
    },
  });
  // Network policies of a pod are additive: another policy allows the edge to connect to the other port.
  allowIngress(scope, 'isolation', {
    podLabels: proxyLabels,
    rules: () => [{ from: scrapers().map(kubePeer), ports: [{ port: METRICS_PORT }] }],
  });
  return { job: service.name, labels };
}
