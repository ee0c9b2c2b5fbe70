import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { joined } from './joined-names';

/** What the joined names of a sign-on's backends are made of. */
export interface OwnBackends {
  /** Whether no object of another namespace takes effect on the hosts of the sign-on. */
  readonly keepsNamespacesApart: boolean;
  /** Namespaces whose Services and pods are protected. */
  readonly namespaces: () => string[];
  /** Backends of the routes, each as NAMESPACE-SERVICE-PORT. */
  readonly backends: () => string[];
}

const isRoute = ({ kind, apiGroup }: ApiObject) => kind === 'Ingress' || apiGroup === 'traefik.io';

/**
 * The joined names of the sign-on's backends. Where objects of other namespaces take effect on its hosts, the names of
 * its routes are enough: all names that the edge makes of them begin so.
 */
export function ownBackendNames(parent: Construct, { keepsNamespacesApart, namespaces, backends }: OwnBackends) {
  if (keepsNamespacesApart) return backends().map(joined);
  const isProtected = new Set(namespaces());
  return parent.node
    .findAll()
    .filter(ApiObject.isApiObject)
    .filter((object) => isRoute(object) && isProtected.has(object.metadata.namespace!))
    .map(({ metadata, name }) => joined(`${metadata.namespace}-${name}`));
}
