/**
 * Traefik as its chart runs it, but at the ports that people know: what its own documents and the library's values add
 * comes in `args`.
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
