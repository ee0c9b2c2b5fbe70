import { readFileSync } from 'node:fs';
import { TRAEFIK_ACCESS_LOG } from '../../../lib/edge/ingress-nginx';
import { commonObjects, edgeDeployment, type Edge } from './edge';

const entryPoint = (name: string, port: number) => [
  `--entrypoints.${name}.address=:${port}`,
  `--entrypoints.${name}.http.aliasheadersstrategy=delete`,
  `--entrypoints.${name}.http.encodedcharacters.allowencodedslash=false`,
];

/** Traefik reading the annotations of ingress-nginx, with the static options that the library's documents ask for. */
export const traefik: Edge = {
  name: 'traefik',
  program: 'traefik',
  accessLog: async (pod) => pod.log,
  objects: async (world) => [
    ...await commonObjects(world, readFileSync(world.cluster.kubeconfig, 'utf8')),
    edgeDeployment('traefik', {
      args: [
        ...entryPoint('web', 80), ...entryPoint('websecure', 443), '--entrypoints.traefik.address=:8081',
        '--providers.kubernetesingressnginx=true',
        '--providers.kubernetesingressnginx.httpentrypoint=web', '--providers.kubernetesingressnginx.httpsentrypoint=websecure',
        '--ping=true', '--api.insecure=true', '--log.level=INFO', ...TRAEFIK_ACCESS_LOG,
        '--global.checknewversion=false', '--global.sendanonymoususage=false',
      ],
      env: [{ name: 'KUBECONFIG', value: '/access/kubeconfig' }],
      securityContext: { runAsUser: 65532, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      readinessProbe: { httpGet: { path: '/ping', port: 8081 } },
    }),
  ],
};
