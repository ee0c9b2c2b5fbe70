import { readFileSync } from 'node:fs';
import { accessTo, branchPlace, type EdgeWorld } from './edge';
import { traefikByResources } from './traefik-resources';
import type { KubeObject } from '../cluster/objects';

export const branchEdgeName = 'traefik-branch';

/** Traefik of another cluster, by its own resources: it reads the API server of that one. */
export async function traefikBranch(world: EdgeWorld, kubeconfig: string): Promise<KubeObject[]> {
  const access = await accessTo(world, branchPlace);
  return [
    { ...access, stringData: { kubeconfig: readFileSync(kubeconfig, 'utf8') } },
    traefikByResources(branchEdgeName, branchPlace, world),
  ];
}
