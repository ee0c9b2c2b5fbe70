import path from 'node:path';
import type { Images } from './images';
import type { Programs } from '../prepare/programs';

/** The programs of this machine that replace images of the manifests and of the harness's own pods. */
export function knownImages({ found }: Programs): Images {
  const keycloak = path.join(found.keycloak ?? '/', 'bin/kc.sh');
  // The image of Valkey has its programs under both names.
  const redis = Object.fromEntries(
    ['redis', 'valkey'].flatMap((name) =>
      ['server', 'cli'].map((part) => [
        `/usr/local/bin/${name}-${part}`,
        path.join(path.dirname(found['redis-server']!), `redis-${part}`),
      ]),
    ),
  );
  return [
    {
      name: 'oauth2-proxy',
      programs: { '/bin/oauth2-proxy': found['oauth2-proxy'] ?? '/absent' },
      entrypoint: ['/bin/oauth2-proxy'],
      user: 65532,
    },
    ...['redis', 'valkey'].map((name) => ({ name, programs: redis, entrypoint: [`${name}-server`], user: 999 })),
    ...['busybox', 'alpine'].map((name) => ({ name, programs: {}, entrypoint: ['sh'], user: 0 })),
    { name: 'prometheus', programs: {}, entrypoint: [found.prometheus!], user: 65534 },
    { name: 'alertmanager', programs: {}, entrypoint: [found['prometheus-alertmanager']!], user: 65534 },
    { name: 'keycloak', programs: {}, entrypoint: ['sh', keycloak], user: 1000 },
    { name: 'echo', programs: {}, entrypoint: echoCommand(found.node!), user: 65534 },
    { name: 'traefik', programs: {}, entrypoint: [found.traefik ?? '/absent'], user: 65532 },
    { name: 'ingress-nginx', programs: {}, entrypoint: [found['ingress-nginx'] ?? '/absent'], user: 0 },
  ];
}

export const echoCommand = (node: string) => [node, path.join(__dirname, '../applications/echo-server.cjs')];
