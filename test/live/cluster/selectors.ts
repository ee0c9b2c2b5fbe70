import type { KubeObject } from './objects';
import type { Pod } from '../pods/pod';

interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly Requirement[];
}

export function matches(
  { matchLabels = {}, matchExpressions = [] }: Selector,
  labels: Readonly<Record<string, string>> = {},
): boolean {
  const holds = ({ key, operator, values = [] }: Requirement) =>
    ({
      In: key in labels && values.includes(labels[key]!),
      NotIn: !(key in labels) || !values.includes(labels[key]!),
      Exists: key in labels,
      DoesNotExist: !(key in labels),
    })[operator];
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value) && matchExpressions.every(holds);
}

/** The number of a port, which may be given by its name in the pod. */
export function portOf(port: number | string, { object }: Pod): number | undefined {
  if (typeof port === 'number') return port;
  return object.spec.containers
    .flatMap((container: any) => container.ports ?? [])
    .find(({ name }: any) => name === port)?.containerPort;
}

export const namespaceOf = ({ metadata }: KubeObject) => metadata.namespace!;
