import { existsSync } from 'node:fs';
import path from 'node:path';
import { keycloakHome } from './keycloak';
import { traefikProgram } from './traefik';
import { goProgram, MissingTool, onPath, systemProgram } from '../../support/tools';

/** The programs of the stack, and their paths. */
export interface Programs {
  readonly found: Readonly<Record<string, string>>;
  /** The reasons why the other programs are missing. */
  readonly missing: Readonly<Record<string, string>>;
}

/** Environment variables with paths of programs that no package registry has, or of custom builds. */
export const programVariables = ['OAUTH2_PROXY_BIN', 'KEYCLOAK_PROVIDER_BIN', 'INGRESS_NGINX_HOME'] as const;

/**
 * Programs that no package registry has, and programs that are only used with them. A quick run skips checks that need
 * these, and fails if another program is missing.
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
    // The build would take minutes and is not needed.
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

/** Finds, builds or installs each program. A missing program is recorded, and the run continues. */
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

/** An existing binary: the one in the environment variable, or the one on the path. */
function named(variable: (typeof programVariables)[number], program: string): string | undefined {
  const place = process.env[variable] || onPath(program);
  return place === undefined ? undefined : present(place);
}

function present(place: string): string {
  if (!existsSync(place)) throw new MissingTool(`${place} does not exist`);
  return path.resolve(place);
}
