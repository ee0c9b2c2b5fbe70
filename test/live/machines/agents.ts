import { Duration } from 'cdk8s';
import { stringify } from 'yaml';
import { PrometheusClient, ServiceAccountToken } from '../../../lib';
import { containerContext, podContext } from '../applications/restricted';
import type { KubeObject } from '../cluster/objects';
import type { Pod } from '../pods/pod';
import { audience, machineHosts } from '../programs/machine-sign-on';
import type { Stack } from '../stack';

/** The namespace of the accounts. */
export const agentsNamespace = 'agents';

const agents = new WeakMap<Stack, Map<string, Promise<Pod>>>();

/**
 * A real Prometheus with a service account of this cluster and the configuration of the library: it scrapes itself,
 * writes to the other Prometheus, and federates from it.
 */
export function agent(stack: Stack, account: string): Promise<Pod> {
  const known = agents.get(stack) ?? new Map<string, Promise<Pod>>();
  agents.set(stack, known);
  const pod = known.get(account) ?? stack.bring(objectsOf(account));
  known.set(account, pod);
  return pod;
}

function objectsOf(account: string): KubeObject[] {
  const url = `https://${machineHosts['cluster-a']}/prometheus`;
  const client = new PrometheusClient({
    token: new ServiceAccountToken({ audience, lifetime: Duration.minutes(10) }),
    remoteWrite: [{ name: 'central', url }],
    federate: [{ name: 'central', url, match: ['{job="prometheus"}'], interval: Duration.seconds(15) }],
  });
  const { scrape_configs: reading, remote_write: writing } = client.configuration;
  const name = `agent-${account}`;
  const labels = { agent: account };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: agentsNamespace } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: agentsNamespace },
      data: {
        'config.yml': stringify({
          global: { scrape_interval: '1s', external_labels: { origin: account } },
          scrape_configs: [{ job_name: 'itself', static_configs: [{ targets: ['localhost:9090'] }] }, ...reading],
          remote_write: writing,
        }),
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name, namespace: agentsNamespace },
      spec: {
        serviceName: name,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: account,
            automountServiceAccountToken: false,
            securityContext: podContext,
            volumes: [{ name: 'config', configMap: { name } }, { name: 'data', emptyDir: {} }, ...client.volumes],
            containers: [
              {
                name: 'application',
                image: 'prometheus',
                args: ['--config.file=/config/config.yml', '--storage.tsdb.path=/data'],
                securityContext: containerContext,
                volumeMounts: [
                  { name: 'config', mountPath: '/config', readOnly: true },
                  { name: 'data', mountPath: '/data' },
                  ...client.volumeMounts,
                ],
                readinessProbe: { httpGet: { path: '/-/ready', port: 9090 } },
              },
            ],
          },
        },
      },
    },
  ];
}
