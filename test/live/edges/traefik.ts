import { accessTo, edgeDeployment, ingressClass, ingressNginxPlace, type Edge } from './edge';
import { traefikContainer } from './traefik-container';
import { ACCESS_LOG, headerLimits } from '../../../lib/edge/traefik/static-options';

const strict = (entryPoint: string) => [
  `--entrypoints.${entryPoint}.http.aliasheadersstrategy=delete`,
  `--entrypoints.${entryPoint}.http.encodedcharacters.allowencodedslash=false`,
];

/**
 * Traefik with the annotations of ingress-nginx and the static options of the library's documents. It replaces the
 * controller for the same manifests.
 */
export const traefik: Edge = {
  name: 'traefik',
  program: 'traefik',
  routing: 'ingresses',
  accessLog: async (pod) => pod.log,
  objects: async (world) => [
    ingressClass,
    await accessTo(world, ingressNginxPlace),
    edgeDeployment(
      'traefik',
      ingressNginxPlace,
      traefikContainer([
        ...strict('web'),
        ...strict('websecure'),
        ...headerLimits(['web', 'websecure']),
        ...ACCESS_LOG,
        '--providers.kubernetesingressnginx=true',
        '--providers.kubernetesingressnginx.disablesvcexternalname=true',
        '--providers.kubernetesingressnginx.httpentrypoint=web',
        '--providers.kubernetesingressnginx.httpsentrypoint=websecure',
      ]),
    ),
  ],
};
