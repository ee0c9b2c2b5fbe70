import { existsSync } from 'node:fs';
import path from 'node:path';
import { goProgram, MissingTool, onPath, systemProgram } from '../../support/tools';
import { keycloakHome } from './keycloak';
import { traefikProgram } from './traefik';

/** The programs that the stack is made of, and where they are. */
export interface Programs {
  readonly found: Readonly<Record<string, string>>;
  /** Why the others are not there. */
  readonly missing: Readonly<Record<string, string>>;
}

const debian = { etcd: 'etcd-server', 'redis-server': 'redis-server', prometheus: 'prometheus', chromium: 'chromium', dnsmasq: 'dnsmasq-base',
  'prometheus-alertmanager': 'prometheus-alertmanager', ip: 'iproute2', nft: 'nftables', openssl: 'openssl', setpriv: 'util-linux', jq: 'jq' } as const;

const sources: Readonly<Record<string, () => Promise<string>>> = {
  'kube-apiserver': () => goProgram('kube-apiserver'),
  kubectl: () => goProgram('kubectl'),
  tofu: () => goProgram('tofu'),
  ...Object.fromEntries(Object.entries(debian).map(([program, name]) => [program, () => systemProgram(program, name)])),
  node: async () => process.execPath,
  'oauth2-proxy': async () => named('OAUTH2_PROXY_BIN', 'oauth2-proxy'),
  'keycloak-provider': async () => named('KEYCLOAK_PROVIDER_BIN', 'terraform-provider-keycloak_v5.9.0'),
  'ingress-nginx': async () => {
    const home = process.env.INGRESS_NGINX_HOME;
    if (!home) throw new MissingTool('INGRESS_NGINX_HOME names no folder with run.sh of an ingress-nginx');
    return present(path.join(home, 'run.sh'));
  },
  libfaketime: async () => {
    await systemProgram('faketime', 'faketime');
    return present(`/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketimeMT.so.1`);
  },
  keycloak: keycloakHome,
  traefik: traefikProgram,
};

/** Finds, builds or installs each program; one that cannot be had is named, and the rest goes on. */
export async function findPrograms(): Promise<Programs> {
  const found: Record<string, string> = {};
  const missing: Record<string, string> = {};
  for (const [name, source] of Object.entries(sources)) {
    try {
      found[name] = await source();
    } catch (error) {
      if (!(error instanceof MissingTool)) throw error;
      missing[name] = error.message;
    }
  }
  return { found, missing };
}

function named(variable: string, program: string): string {
  const place = process.env[variable] ?? onPath(program);
  if (place === undefined) throw new MissingTool(`${program} is neither on the path nor named by ${variable}`);
  return present(place);
}

function present(place: string): string {
  if (!existsSync(place)) throw new MissingTool(`${place} does not exist`);
  return path.resolve(place);
}
