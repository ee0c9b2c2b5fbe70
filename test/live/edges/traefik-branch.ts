import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { accessTo, edgeDeployment, type EdgePlace, type EdgeWorld } from './edge';
import type { KubeObject } from '../cluster/objects';
import { traefikContainer } from './traefik-container';

export const branchPlace: EdgePlace = { namespace: 'traefik-branch', labels: { 'app.kubernetes.io/name': 'traefik' } };
export const branchEdgeName = 'traefik-branch';

/** Traefik of another cluster, by its own resources: it reads the API server of that one. */
export async function traefikBranch(world: EdgeWorld, kubeconfig: string): Promise<KubeObject[]> {
  const access = await accessTo(world, branchPlace);
  return [
    { ...access, stringData: { kubeconfig: readFileSync(kubeconfig, 'utf8') } },
    edgeDeployment(branchEdgeName, branchPlace, traefikContainer([
      '--providers.kubernetescrd=true', '--entrypoints.websecure.http.tls=true',
      ...(parse(readFileSync(path.join(world.report, 'values/traefik.access-log.yaml'), 'utf8')) as { additionalArguments: string[] }).additionalArguments,
    ])),
  ];
}
