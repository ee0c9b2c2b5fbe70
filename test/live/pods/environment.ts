import { fieldOf } from './fields';
import type { Cluster } from '../cluster/cluster';
import type { KubeObject } from '../cluster/objects';

interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef?: KeyRef;
    readonly configMapKeyRef?: KeyRef;
    readonly fieldRef?: { readonly fieldPath: string };
  };
}

interface KeyRef {
  readonly name: string;
  readonly key: string;
  readonly optional?: boolean;
}

/** A container's environment, resolved as the kubelet does it. */
export async function environmentOf(
  cluster: Cluster,
  pod: KubeObject,
  address: string,
  container: any,
): Promise<Record<string, string>> {
  const result: Record<string, string> = {};
  const namespace = pod.metadata.namespace!;
  for (const source of container.envFrom ?? []) {
    const ref = source.secretRef ?? source.configMapRef;
    for (const [key, value] of Object.entries(
      await dataOf(cluster, source.secretRef ? 'secret' : 'configmap', namespace, ref.name),
    )) {
      result[`${source.prefix ?? ''}${key}`] = value.toString();
    }
  }
  for (const variable of (container.env ?? []) as EnvVar[]) {
    const value = await valueOf(variable);
    if (value !== undefined) result[variable.name] = expand(value, result);
  }
  return result;

  async function valueOf({ name, value, valueFrom }: EnvVar): Promise<string | undefined> {
    if (!valueFrom) return value ?? '';
    if (valueFrom.fieldRef) return fieldOf(pod, address, valueFrom.fieldRef.fieldPath);
    const kind = valueFrom.secretKeyRef ? 'secret' : 'configmap';
    const ref = valueFrom.secretKeyRef ?? valueFrom.configMapKeyRef;
    if (!ref) throw new Error(`the source of ${name} is of a kind that the harness does not know`);
    const found = (await dataOf(cluster, kind, namespace, ref.name, ref.optional))[ref.key];
    if (found === undefined && !ref.optional) throw new Error(`${kind} ${namespace}/${ref.name} has no key ${ref.key}`);
    return found?.toString();
  }
}

/** Replaces `$(NAME)` by the value of a variable, and `$$` by a dollar sign. */
export function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]+)\)/g, (whole, name?: string) =>
    name === undefined ? '$' : (variables[name] ?? whole),
  );
}

/** The decoded content of a Secret or ConfigMap. */
export async function dataOf(
  cluster: Cluster,
  kind: 'secret' | 'configmap',
  namespace: string,
  name: string,
  optional = false,
): Promise<Record<string, Buffer>> {
  const object = await cluster.get(kind, namespace, name);
  if (!object && optional) return {};
  if (!object) throw new Error(`there is no ${kind} ${namespace}/${name}`);
  const decode = (data: Record<string, string> | undefined, encoding: BufferEncoding) =>
    Object.entries(data ?? {}).map(([key, value]) => [key, Buffer.from(value, encoding)] as const);
  return Object.fromEntries([
    ...decode(object.data, kind === 'secret' ? 'base64' : 'utf8'),
    ...decode(object.binaryData, 'base64'),
  ]);
}
