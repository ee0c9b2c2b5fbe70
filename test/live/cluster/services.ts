import type { Cluster } from './cluster';
import { called, type KubeObject } from './objects';
import { matches, namespaceOf, portOf } from './selectors';
import { output } from '../../support/process';
import type { Names } from '../network/names';
import type { Pod } from '../pods/pod';

interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly protocol: string;
}

/**
 * Replaces the endpoint controller, the cluster DNS and kube-proxy: creates EndpointSlices and names for the pods of a
 * Service, and lets the router rewrite its cluster IP to one of them.
 */
export async function publishServices(cluster: Cluster, names: Names, pods: readonly Pod[]): Promise<void> {
  const rules: string[] = [];
  for (const service of await cluster.all('services')) {
    const behind = pods.filter((pod) => (pod.ready || service.spec.publishNotReadyAddresses) && selects(service, pod));
    const { name, namespace } = service.metadata;
    if (!service.spec.selector) continue;
    await publishSlice(cluster, slice(service, behind));
    const addresses = behind.map(({ link }) => link.address);
    const headless = service.spec.clusterIP === 'None';
    names.set(`${name}.${namespace}.svc.cluster.local`, headless ? addresses : [service.spec.clusterIP]);
    if (!headless && behind.length > 0) {
      rules.push(...(service.spec.ports as ServicePort[]).map((port) => rule(service.spec.clusterIP, port, behind)));
    }
  }
  await output(['nft', '-f', '-'], { input: ruleset(rules) });
}

const published = new Map<string, string>();

async function publishSlice(cluster: Cluster, object: KubeObject): Promise<void> {
  const [name, text] = [called(object), JSON.stringify(object)];
  if (published.get(name) === text) return;
  await cluster.must(['apply', '-f', '-'], object);
  published.set(name, text);
}

const selects = (service: KubeObject, { object }: Pod) =>
  namespaceOf(service) === namespaceOf(object) &&
  matches({ matchLabels: service.spec.selector }, object.metadata.labels);

function slice(service: KubeObject, pods: readonly Pod[]): KubeObject {
  const [first] = pods;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${service.metadata.name}-live`,
      namespace: service.metadata.namespace,
      labels: { 'kubernetes.io/service-name': service.metadata.name },
    },
    addressType: 'IPv4',
    ports: first
      ? (service.spec.ports as ServicePort[]).map((port) => ({
          name: port.name ?? '',
          protocol: port.protocol,
          port: targetPort(port, first),
        }))
      : [],
    endpoints: pods.map(({ link, object }) => ({
      addresses: [link.address],
      conditions: { ready: true },
      targetRef: { kind: 'Pod', name: object.metadata.name, namespace: object.metadata.namespace },
    })),
  } as unknown as KubeObject;
}

function targetPort({ targetPort: target, port }: ServicePort, pod: Pod): number {
  const found = portOf(target ?? port, pod);
  if (found === undefined) throw new Error(`pod ${pod.name} has no port named ${target}`);
  return found;
}

function rule(address: string, port: ServicePort, pods: readonly Pod[]): string {
  const places = pods.map((pod, index) => `${index} : ${pod.link.address} . ${targetPort(port, pod)}`);
  return (
    `ip daddr ${address} tcp dport ${port.port} dnat ip addr . port to numgen random mod ${pods.length} ` +
    `map { ${places.join(', ')} ` +
    '}'
  );
}

// One transaction, so that rules are always present.
const ruleset = (rules: readonly string[]) => `
table ip services
delete table ip services
table ip services {
  chain services { ${rules.map((line) => `\n    ${line}\n`).join('')} }
  chain prerouting { type nat hook prerouting priority -100; jump services; }
  chain output { type nat hook output priority -100; jump services; }
}
`;
