import type { Authority } from './authority';
import type { Cluster } from './cluster';
import type { KubeObject } from './objects';

interface Wanted {
  readonly namespace: string;
  readonly secretName: string;
  readonly names: readonly string[];
}

const issuerAnnotations = ['cert-manager.io/cluster-issuer', 'cert-manager.io/issuer'];

/**
 * Replaces cert-manager: creates a TLS Secret for each Certificate, and for each Ingress with the annotation.
 */
export async function issueCertificates(
  cluster: Cluster,
  authority: Authority,
  objects: readonly KubeObject[],
): Promise<void> {
  const done = new Set<string>();
  for (const { namespace, secretName, names } of objects.flatMap(wantedBy)) {
    if (done.has(`${namespace}/${secretName}`)) continue;
    done.add(`${namespace}/${secretName}`);
    await cluster.apply([await tlsSecret(authority, namespace, secretName, names)]);
  }
}

export async function tlsSecret(
  authority: Authority,
  namespace: string,
  name: string,
  names: readonly string[],
): Promise<KubeObject> {
  const { certificate, key } = await authority.issue(names);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/tls',
    metadata: { namespace, name },
    stringData: { 'tls.crt': certificate, 'tls.key': key, 'ca.crt': authority.certificate },
  };
}

function wantedBy(object: KubeObject): Wanted[] {
  const namespace = object.metadata.namespace ?? 'default';
  if (object.kind === 'Certificate' && object.apiVersion.startsWith('cert-manager.io/')) {
    return [{ namespace, secretName: object.spec.secretName, names: object.spec.dnsNames ?? [object.spec.commonName] }];
  }
  const asks = object.kind === 'Ingress' && issuerAnnotations.some((name) => object.metadata.annotations?.[name]);
  if (!asks) return [];
  return (object.spec.tls ?? []).map((tls: { secretName: string; hosts: string[] }) => ({
    namespace,
    secretName: tls.secretName,
    names: tls.hosts,
  }));
}
