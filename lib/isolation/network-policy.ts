import { ApiObjectMetadata, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { cidr } from './cidr';
import { refuse } from '../errors';
import { syntax } from '../syntax';

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
  // The API server leaves an empty list out, and who compares with what was applied would find it missing. Without any
  // rule nobody gets in, either.
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
      // A function gives rules that are complete only when the whole program is.
      ingress:
        typeof rules === 'function'
          ? (Lazy.any({ produce: () => rendered(rules()) }) as k8s.NetworkPolicyIngressRule[])
          : rendered(rules),
    },
  });
}

/** Refuses peers that Kubernetes would refuse, or that mean more than they say. */
export function checkPeer(path: string, property: string, peer: NetworkPeer): void {
  if (peer.cidr !== undefined) cidr(path, `${property}.cidr`, peer.cidr);
  if (peer.namespace !== undefined) syntax.dnsLabel(path, `${property}.namespace`, peer.namespace);
  if (peer.podLabels !== undefined) syntax.labels(path, `${property}.podLabels`, peer.podLabels);
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

/** A peer as Kubernetes writes it. */
export function kubePeer(peer: NetworkPeer): k8s.NetworkPolicyPeer {
  if (peer.cidr !== undefined) return { ipBlock: { cidr: peer.cidr } };
  return {
    ...(peer.namespace
      ? { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': peer.namespace } } }
      : {}),
    ...(peer.podLabels || !peer.namespace ? { podSelector: { matchLabels: peer.podLabels ?? {} } } : {}),
  };
}
