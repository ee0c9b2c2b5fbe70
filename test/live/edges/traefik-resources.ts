import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { accessTo, edgeDeployment, type EdgePlace, type EdgeWorld, traefikPlace, type Edge } from './edge';
import { traefikContainer } from './traefik-container';
import type { KubeObject } from '../cluster/objects';

/**
 * Traefik with its own resources, and only with the static options of the synthesized values with the access log, which
 * contain the other values.
 */
export const traefikResources: Edge = {
  name: 'traefik-resources',
  program: 'traefik',
  routing: 'traefik-resources',
  accessLog: async (pod) => pod.log,
  objects: async (world) => [
    await accessTo(world, traefikPlace),
    traefikByResources('traefik-resources', traefikPlace, world),
  ],
};

/** Its pod, in every cluster. */
export function traefikByResources(name: string, place: EdgePlace, { report }: Pick<EdgeWorld, 'report'>): KubeObject {
  return edgeDeployment(
    name,
    place,
    traefikContainer([
      // The values of the chart.
      '--providers.kubernetescrd=true',
      '--entrypoints.websecure.http.tls=true',
      ...(
        parse(readFileSync(path.join(report, 'values/traefik.access-log.yaml'), 'utf8')) as {
          additionalArguments: string[];
        }
      ).additionalArguments,
    ]),
  );
}
