import type { KubeObject } from '../cluster/objects';

/** The value of the downward API for a field of a pod. */
export function fieldOf(pod: KubeObject, address: string, fieldPath: string): string {
  const { metadata } = pod;
  const entry = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(fieldPath);
  if (entry) return metadata[entry[1] as 'labels' | 'annotations']?.[entry[2]!] ?? '';
  const fields: Record<string, string | undefined> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
    'status.podIP': address,
    'status.podIPs': address,
    'spec.nodeName': pod.spec.nodeName,
    'spec.serviceAccountName': pod.spec.serviceAccountName,
  };
  const value = fields[fieldPath];
  if (value === undefined) throw new Error(`the harness does not know the field ${fieldPath}`);
  return value;
}
