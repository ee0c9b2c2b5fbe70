import { ApiObjectMetadata, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { cidr } from './cidr';
import { refuse } from '../errors';
import { syntax } from '../syntax';

/** Pods or addresses that may open a connection: either `namespace` and `podLabels`, or `cidr`. */
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
   * Addresses, in CIDR notation. Cannot be combined with `namespace` and `podLabels`.
   * @default - none
   */
  readonly cidr?: string;
}

export interface IngressRule {
  readonly from: k8s.NetworkPolicyPeer[];
  /** @default - every port */
  readonly ports?: { port: number; protocol?: string }[];
}

export interface IngressPolicy {
  readonly podLabels: Readonly<Record<string, string>>;
  readonly rules: IngressRule[] | (() => IngressRule[]);
  readonly metadata?: ApiObjectMetadata;
}

/** Creates a network policy under which the pods accept only the connections that the rules allow. */
export function allowIngress(scope: Construct, id: string, policy: IngressPolicy): k8s.KubeNetworkPolicy {
  const rules = policy.rules;
  // The API server drops an empty list, which tools that compare manifests would report as a difference. A policy
  // without rules has the same effect: it allows no connection.
  const rendered = (list: IngressRule[]) =>
    list.length === 0
      ? undefined
      : list.map((rule) => ({
          from: rule.from,
          ports: rule.ports?.map(({ port, protocol }) => ({
            port: k8s.IntOrString.fromNumber(port),
            protocol: protocol ?? 'TCP',
          })),
        }));
  return new k8s.KubeNetworkPolicy(scope, id, {
    metadata: policy.metadata,
    spec: {
      podSelector: { matchLabels: { ...policy.podLabels } },
      policyTypes: ['Ingress'],
      // A function is called at synthesis, when the program is complete.
      ingress:
        typeof rules === 'function'
          ? (Lazy.any({ produce: () => rendered(rules()) }) as k8s.NetworkPolicyIngressRule[])
          : rendered(rules),
    },
  });
}

/** Refuses peers that Kubernetes would refuse, and peers without any selector, which would match every pod. */
export function checkPeer(path: string, property: string, peer: NetworkPeer): void {
  if (peer.cidr !== undefined) cidr(path, `${property}.cidr`, peer.cidr);
  if (peer.namespace !== undefined) syntax.dnsLabel(path, `${property}.namespace`, peer.namespace);
  if (peer.podLabels !== undefined) syntax.labels(path, `${property}.podLabels`, peer.podLabels, 'some');
  const parts = [peer.cidr, peer.namespace ?? peer.podLabels].filter((part) => part !== undefined);
  if (parts.length !== 1) {
    refuse({
      path,
      what: `${property} names addresses and pods at once, or neither`,
      got: peer,
      allowed: 'cidr, or namespace and podLabels',
      fix: 'name one of them; list two peers for both',
    });
  }
}

/** Returns a peer in the form of the Kubernetes API. */
export function kubePeer(peer: NetworkPeer): k8s.NetworkPolicyPeer {
  if (peer.cidr !== undefined) return { ipBlock: { cidr: peer.cidr } };
  return {
    ...(peer.namespace
      ? { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': peer.namespace } } }
      : {}),
    ...(peer.podLabels || !peer.namespace ? { podSelector: { matchLabels: peer.podLabels ?? {} } } : {}),
  };
}
