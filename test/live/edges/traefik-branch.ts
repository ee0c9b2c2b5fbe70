import { readFileSync } from 'node:fs';
import { accessTo, branchPlace, type EdgeWorld } from './edge';
import { traefikByResources } from './traefik-resources';
import type { KubeObject } from '../cluster/objects';

export const branchEdgeName = 'traefik-branch';

/** Traefik of another cluster with its own resources. It reads the API server of that cluster. */
export async function traefikBranch(world: EdgeWorld, kubeconfig: string): Promise<KubeObject[]> {
  const access = await accessTo(world, branchPlace);
  return [
    { ...access, stringData: { kubeconfig: readFileSync(kubeconfig, 'utf8') } },
    traefikByResources(branchEdgeName, branchPlace, world),
  ];
}
