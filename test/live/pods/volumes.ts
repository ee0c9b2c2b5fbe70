import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dataOf } from './environment';
import { fieldOf } from './fields';
import type { Cluster } from '../cluster/cluster';
import type { KubeObject } from '../cluster/objects';

/** Writes a pod's volumes as folders, with the modes and the group of the kubelet. */
export async function writeVolumes(
  cluster: Cluster,
  pod: KubeObject,
  address: string,
  folder: string,
): Promise<Record<string, string>> {
  const places: Record<string, string> = {};
  for (const volume of pod.spec.volumes ?? []) {
    const place = path.join(folder, volume.name);
    mkdirSync(place, { recursive: true });
    places[volume.name] = place;
    const group: number | undefined = pod.spec.securityContext?.fsGroup;
    // A claim is an empty folder.
    if (volume.emptyDir || volume.persistentVolumeClaim) {
      chmodSync(place, 0o777);
      if (group !== undefined) {
        chownSync(place, 0, group);
        chmodSync(place, 0o2777);
      }
    } else {
      const mode = (volume.secret ?? volume.configMap ?? volume.projected)?.defaultMode ?? 0o644;
      for (const [name, content] of Object.entries(await filesOf(cluster, pod, address, volume))) {
        const file = path.join(place, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, content);
        chmodSync(file, group === undefined ? mode : mode | 0o040);
        if (group !== undefined) chownSync(file, 0, group);
      }
    }
  }
  return places;
}

async function filesOf(
  cluster: Cluster,
  pod: KubeObject,
  address: string,
  source: any,
): Promise<Record<string, Buffer>> {
  const namespace = pod.metadata.namespace!;
  if (source.secret || source.configMap) {
    const kind = source.secret ? 'secret' : 'configmap';
    const ref = source.secret ?? source.configMap;
    return pick(await dataOf(cluster, kind, namespace, ref.secretName ?? ref.name, ref.optional), ref.items);
  }
  if (source.downwardAPI) {
    return Object.fromEntries(
      source.downwardAPI.items.map((item: any) => [
        item.path,
        Buffer.from(fieldOf(pod, address, item.fieldRef.fieldPath)),
      ]),
    );
  }
  if (source.serviceAccountToken) {
    const { audience, path: name } = source.serviceAccountToken;
    const token = await cluster.must([
      'create',
      'token',
      pod.spec.serviceAccountName,
      '-n',
      namespace,
      ...(audience ? [`--audience=${audience}`] : []),
    ]);
    return { [name]: Buffer.from(token.trim()) };
  }
  if (source.projected) {
    const all = await Promise.all(source.projected.sources.map((each: any) => filesOf(cluster, pod, address, each)));
    return Object.assign({}, ...all) as Record<string, Buffer>;
  }
  throw new Error(`volume ${source.name} of pod ${pod.metadata.name} is of a kind that the harness does not know`);
}

function pick(data: Record<string, Buffer>, items?: readonly { key: string; path: string }[]): Record<string, Buffer> {
  return items ? Object.fromEntries(items.map(({ key, path: name }) => [name, data[key]!])) : data;
}
