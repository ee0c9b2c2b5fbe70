import { celList } from './cel';

/** What a policy demands of an object. */
export interface Demand {
  /** An expression in CEL that is true for an allowed object. */
  readonly expression: string;
  /** The text that the API server returns for a refused object. */
  readonly message: string;
}

/** Kinds of one API group. */
export interface Kinds {
  readonly apiGroup: string;
  /** Plural names, each with its subresource if the policy is about that: `ingresses`, `services/status`. */
  readonly resources: readonly string[];
}

export const INGRESSES: Kinds = { apiGroup: 'networking.k8s.io', resources: ['ingresses'] };

/** Gateways and sets of listeners, also of the experimental channel. */
export const LISTENER_KINDS: readonly Kinds[] = [
  { apiGroup: 'gateway.networking.k8s.io', resources: ['gateways', 'listenersets'] },
  { apiGroup: 'gateway.networking.x-k8s.io', resources: ['xlistenersets'] },
];

/** Return a demand that does not apply to some namespaces. */
export const except = (namespaces: readonly string[], { expression, message }: Demand): Demand => ({
  expression: `request.namespace in ${celList(namespaces)} || ${expression}`,
  message,
});
