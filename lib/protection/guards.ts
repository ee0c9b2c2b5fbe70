import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import { Domain } from './domain';
import { Cluster } from '../clusters/cluster';
import { GuardOptions } from '../edge/guard-options';
import { guardBackends } from '../edge/guards/backend-guard';
import { guardHosts } from '../edge/guards/host-guard';
import { edgesThat } from '../edge/products';
import { refuse } from '../errors';
import { syntax } from '../syntax';

/**
 * Creates the admission policies that guard hosts and backends of a cluster.
 * @param scope what the policies are created below
 * @param domain the sign-on
 * @param cluster its cluster
 * @param options what is guarded
 */
export function guardCluster(scope: Construct, domain: Domain, cluster: Cluster, options: GuardOptions): void {
  const { path } = domain;
  const { guardHosts: hosts = true, guardBackends: backends = true, trustedNamespaces = [] } = options;
  const { guardEndpoints: endpoints = false, guardCertificates: certificates = false } = options;
  const {
    abilities: { keepsNamespacesApart = false },
    controllerNamespace,
  } = cluster.edge;
  if (!Array.isArray(trustedNamespaces)) {
    refuse({
      path,
      what: 'trustedNamespaces is not a list',
      got: typeof trustedNamespaces,
      allowed: 'a list of namespaces',
      fix: "write trustedNamespaces: ['NAME']",
    });
  }
  const others = Array.from(trustedNamespaces, (name) => syntax.dnsLabel(path, 'trustedNamespaces', name));
  if (certificates && keepsNamespacesApart) {
    refuse({
      path,
      what: 'guardCertificates is for edges that show certificates of any namespace',
      got: cluster.edge.name,
      allowed:
        `guardCertificates with ${edgesThat((edge) => !edge.keepsNamespacesApart)}: this edge shows a ` +
        'certificate on the hosts of its own route alone',
      fix: 'remove guardCertificates',
    });
  }
  if (!backends && (endpoints || certificates)) {
    refuse({
      path,
      what: 'guardEndpoints and guardCertificates are parts of guardBackends, which is off',
      got: backends,
      allowed: 'guardBackends: true with them',
      fix: 'remove guardBackends: false',
    });
  }
  domain.guarded.add(cluster);
  // Policies are objects of the whole cluster. The hash tells namespaces and hosts apart that read alike when joined.
  const place = [cluster.namespace, domain.props.host];
  const hash = createHash('sha256').update(JSON.stringify(place)).digest('hex').slice(0, 8);
  const id = `${place.join('-')}-${hash}`;
  const namespaces = () => domain.namespacesOf(cluster);
  const trusted = () => [...new Set([...namespaces(), ...others])];
  const common = { id, keepsNamespacesApart, controllerNamespace, trusted };
  if (hosts) {
    guardHosts(scope, {
      ...common,
      hosts: () => domain.namespacesOfHosts(cluster),
      cookieDomain: domain.props.cookie.domain,
    });
  }
  if (backends) {
    guardBackends(scope, {
      ...common,
      clusterDomain: domain.props.clusterDomain,
      namespaces,
      backends: () => domain.backendsOf(cluster),
      endpoints,
      certificates,
    });
  }
}
