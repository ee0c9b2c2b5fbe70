/**
 * The container of Traefik's chart, but with the public ports. `args` contains the options of Traefik's documents and
 * of the library's values.
 */
export const traefikContainer = (args: readonly string[]) => ({
  image: 'traefik',
  args: [
    '--entrypoints.web.address=:80',
    '--entrypoints.websecure.address=:443',
    '--entrypoints.traefik.address=:8081',
    '--ping=true',
    '--api.insecure=true',
    '--log.level=INFO',
    '--global.checknewversion=false',
    '--global.sendanonymoususage=false',
    ...args,
  ],
  env: [{ name: 'KUBECONFIG', value: '/access/kubeconfig' }],
  securityContext: { runAsUser: 65532, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  readinessProbe: { httpGet: { path: '/ping', port: 8081 } },
});
