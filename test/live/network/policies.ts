import { output } from '../../support/process';
import type { Cluster } from '../cluster/cluster';
import type { KubeObject } from '../cluster/objects';
import { matches, namespaceOf, portOf, type Selector } from '../cluster/selectors';
import type { Pod } from '../pods/pod';

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Port {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: string;
}

/**
 * Network policies, enforced by the router like a network plugin: if a policy of a direction selects a pod, only the
 * connections that one of the policies allows are possible. The node, with probes, people and the DNS server, is not
 * restricted.
 */
export async function enforcePolicies(cluster: Cluster, pods: readonly Pod[]): Promise<void> {
  const policies = await cluster.all('networkpolicies');
  const namespaces = new Map(
    (await cluster.all('namespaces')).map((namespace) => [namespace.metadata.name, namespace]),
  );
  const chains: string[] = [];
  const jumps: string[] = [];
  for (const [index, pod] of pods.entries()) {
    for (const direction of ['Ingress', 'Egress'] as const) {
      const selecting = policies.filter(
        (policy) =>
          isFor(policy, direction) &&
          namespaceOf(policy) === namespaceOf(pod.object) &&
          matches(policy.spec.podSelector ?? {}, pod.object.metadata.labels),
      );
      if (selecting.length === 0) continue;
      const name = `${direction.toLowerCase()}_${index}`;
      jumps.push(`ip ${direction === 'Ingress' ? 'daddr' : 'saddr'} ${pod.link.address} jump ${name}`);
      const rules = selecting.flatMap((policy) => allowed(policy, direction, pod));
      chains.push(`chain ${name} {\n${[...rules, 'reject'].map((rule) => `    ${rule}\n`).join('')}  }`);
    }
  }
  await output(['nft', '-f', '-'], {
    input: `
table ip policies
delete table ip policies
table ip policies {
  ${chains.join('\n  ')}
  chain forward {
    type filter hook forward priority 0; policy accept;
    ct state established,related accept
    ${jumps.join('\n    ')}
  }
}
`,
  });

  function allowed(policy: KubeObject, direction: 'Ingress' | 'Egress', pod: Pod): string[] {
    const [rules, peers, end] =
      direction === 'Ingress' ? [policy.spec.ingress, 'from', 'saddr'] : [policy.spec.egress, 'to', 'daddr'];
    return (rules ?? []).flatMap((rule: any) => {
      const places: string[] =
        rule[peers] === undefined
          ? ['']
          : rule[peers].flatMap((peer: Peer) => addresses(peer, policy, end).map((address) => `ip ${end} ${address} `));
      const ports: string[] =
        rule.ports === undefined
          ? ['']
          : rule.ports.flatMap((port: Port) => portMatch(port, direction === 'Ingress' ? [pod] : pods));
      return places.flatMap((place) => ports.map((port) => `${place}${port}return`));
    });
  }

  function addresses({ ipBlock, podSelector, namespaceSelector }: Peer, policy: KubeObject, end: string): string[] {
    if (ipBlock) {
      return [ipBlock.except?.length ? `${ipBlock.cidr} ip ${end} != { ${ipBlock.except.join(', ')} }` : ipBlock.cidr];
    }
    return pods
      .filter(
        ({ object }) =>
          matches(podSelector ?? {}, object.metadata.labels) &&
          (namespaceSelector
            ? matches(namespaceSelector, namespaces.get(namespaceOf(object))?.metadata.labels)
            : namespaceOf(object) === namespaceOf(policy)),
      )
      .map(({ link }) => link.address);
  }
}

const isFor = (policy: KubeObject, direction: string) =>
  (policy.spec.policyTypes ?? ['Ingress', ...(policy.spec.egress ? ['Egress'] : [])]).includes(direction);

function portMatch({ port, endPort, protocol = 'TCP' }: Port, named: readonly Pod[]): string[] {
  const word = protocol.toLowerCase();
  if (port === undefined) return [`meta l4proto ${word} `];
  const numbers = new Set(named.map((pod) => portOf(port, pod)).filter((number) => number !== undefined));
  return [...numbers].map((number) => `${word} dport ${endPort === undefined ? number : `${number}-${endPort}`} `);
}
