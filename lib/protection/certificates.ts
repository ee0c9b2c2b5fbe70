import { Lazy } from 'cdk8s';
import { Domain } from './domain';
import { Cluster } from '../clusters/cluster';

/** Creates the certificate of a namespace of a cluster, once. It names the hosts that the namespace routes. */
export function renderCertificate(domain: Domain, cluster: Cluster, namespace: string): void {
  const { certificates, scope, signOn, tls } = cluster;
  if (certificates.has(namespace)) return;
  const hosts = () =>
    [...domain.namespacesOfHosts(cluster)]
      .filter(([, namespaces]) => namespaces.includes(namespace))
      .map(([host]) => host);
  certificates.set(
    namespace,
    tls._render(
      scope,
      namespace === cluster.namespace ? 'certificate' : `certificate-${namespace}`,
      namespace,
      signOn.tlsSecret,
      Lazy.any({ produce: hosts }),
    ),
  );
}
