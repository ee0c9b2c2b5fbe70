import { ApiObjectMetadata, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

/** Somebody in the network who may open a connection. */
export interface NetworkPeer {
  /**
   * Namespace of the pods, by its name.
   * @default - the namespace of the pods that are reached
   */
  readonly namespace?: string;
  /**
   * Labels of the pods.
   * @default - every pod of the namespace
   */
  readonly podLabels?: { [label: string]: string };
  /**
   * Addresses, in CIDR notation. Alone, without namespace and labels.
   * @default - none
   */
  readonly cidr?: string;
}

export interface IngressRule {
  readonly from: k8s.NetworkPolicyPeer[];
  /** None: every port. */
  readonly ports?: { port: number; protocol?: string }[];
}

export interface IngressPolicy {
  readonly podLabels: Readonly<Record<string, string>>;
  readonly rules: IngressRule[] | (() => IngressRule[]);
  readonly metadata?: ApiObjectMetadata;
}

/** A policy under which the pods accept what the rules name and nothing else. */
export function allowIngress(scope: Construct, id: string, policy: IngressPolicy): k8s.KubeNetworkPolicy {
  const rules = policy.rules;
  const rendered = (list: IngressRule[]) => list.map((rule) => ({
    from: rule.from,
    ports: rule.ports?.map(({ port, protocol }) => ({ port: k8s.IntOrString.fromNumber(port), protocol: protocol ?? 'TCP' })),
  }));
  return new k8s.KubeNetworkPolicy(scope, id, {
    metadata: policy.metadata,
    spec: {
      podSelector: { matchLabels: { ...policy.podLabels } },
      policyTypes: ['Ingress'],
      // A function gives rules that are complete only when the whole program is.
      ingress: typeof rules === 'function' ? Lazy.any({ produce: () => rendered(rules()) }) as k8s.NetworkPolicyIngressRule[] : rendered(rules),
    },
  });
}

/** A peer as Kubernetes writes it. */
export function kubePeer(peer: NetworkPeer): k8s.NetworkPolicyPeer {
  if (peer.cidr !== undefined) return { ipBlock: { cidr: peer.cidr } };
  return {
    ...(peer.namespace ? { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': peer.namespace } } } : {}),
    ...(peer.podLabels || !peer.namespace ? { podSelector: { matchLabels: peer.podLabels ?? {} } } : {}),
  };
}
