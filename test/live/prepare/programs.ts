import { existsSync } from 'node:fs';
import path from 'node:path';
import { keycloakHome } from './keycloak';
import { traefikProgram } from './traefik';
import { goProgram, MissingTool, onPath, systemProgram } from '../../support/tools';

/** The programs that the stack is made of, and where they are. */
export interface Programs {
  readonly found: Readonly<Record<string, string>>;
  /** Why the others are not there. */
  readonly missing: Readonly<Record<string, string>>;
}

/** They name what no package registry has, or what somebody built. */
export const programVariables = ['OAUTH2_PROXY_BIN', 'KEYCLOAK_PROVIDER_BIN', 'INGRESS_NGINX_HOME'] as const;

/**
 * What no package registry has, and what is of no use without it: a quick run skips what needs these, and fails for
 * want of anything else.
 */
export const IN_NO_REGISTRY: readonly string[] = ['keycloak-provider', 'tofu', 'ingress-nginx'];

const debian = {
  'etcd': 'etcd-server',
  'redis-server': 'redis-server',
  'prometheus': 'prometheus',
  'chromium': 'chromium',
  'dnsmasq': 'dnsmasq-base',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  'ip': 'iproute2',
  'nft': 'nftables',
  'openssl': 'openssl',
  'setpriv': 'util-linux',
  'jq': 'jq',
} as const;

const sources: Readonly<Record<string, () => Promise<string>>> = {
  'kube-apiserver': () => goProgram('kube-apiserver'),
  'kubectl': () => goProgram('kubectl'),
  'tofu': async () => {
    // Minutes of building, for nothing.
    if (keycloakProvider() === undefined) {
      throw new MissingTool('tofu has nothing to apply without the Keycloak provider');
    }
    return goProgram('tofu');
  },
  ...Object.fromEntries(Object.entries(debian).map(([program, name]) => [program, () => systemProgram(program, name)])),
  'node': async () => process.execPath,
  'oauth2-proxy': async () => named('OAUTH2_PROXY_BIN', 'oauth2-proxy') ?? goProgram('oauth2-proxy'),
  'keycloak-provider': async () => {
    const place = keycloakProvider();
    if (place === undefined) {
      throw new MissingTool(
        'the Keycloak provider is in no package registry; KEYCLOAK_PROVIDER_BIN names its binary where there is one',
      );
    }
    return place;
  },
  'ingress-nginx': async () => {
    const home = process.env.INGRESS_NGINX_HOME;
    if (!home) {
      throw new MissingTool(
        'ingress-nginx is in no package registry; INGRESS_NGINX_HOME names the folder of its run.sh where there is one',
      );
    }
    return present(path.join(home, 'run.sh'));
  },
  'libfaketime': async () => {
    await systemProgram('faketime', 'faketime');
    return present(`/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketimeMT.so.1`);
  },
  'keycloak': keycloakHome,
  'traefik': traefikProgram,
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

const keycloakProvider = () => named('KEYCLOAK_PROVIDER_BIN', 'terraform-provider-keycloak_v5.9.0');

/** A binary of somebody's own: the one that the variable names, or the one on the path. */
function named(variable: (typeof programVariables)[number], program: string): string | undefined {
  const place = process.env[variable] || onPath(program);
  return place === undefined ? undefined : present(place);
}

function present(place: string): string {
  if (!existsSync(place)) throw new MissingTool(`${place} does not exist`);
  return path.resolve(place);
}
