import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { accessTo, edgeDeployment, traefikPlace, type Edge } from './edge';
import { traefikContainer } from './traefik-container';

/** Traefik by its own resources, with the static options of the synthesized values and no others: those with the access log, of which the rest is a part. */
export const traefikResources: Edge = {
  name: 'traefik-resources',
  program: 'traefik',
  routing: 'traefik-resources',
  accessLog: async (pod) => pod.log,
  objects: async (world) => [
    await accessTo(world, traefikPlace),
    edgeDeployment('traefik-resources', traefikPlace, traefikContainer([
      // As the chart has them.
      '--providers.kubernetescrd=true', '--entrypoints.websecure.http.tls=true',
      ...(parse(readFileSync(path.join(world.report, 'values/traefik.access-log.yaml'), 'utf8')) as { additionalArguments: string[] }).additionalArguments,
    ])),
  ],
};
