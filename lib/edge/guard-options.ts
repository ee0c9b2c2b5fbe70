/**
 * What admission policies keep other namespaces of the cluster from. They need Kubernetes 1.30 and the right to make
 * cluster-wide policies; they do not hold for what lies outside the cluster.
 */
export interface GuardOptions {
  /**
   * Whether the hosts are kept to the namespaces that serve them, and the names below the cookie domain to the
   * program's and to `trustedNamespaces`. Whatever serves such a name receives the session.
   * @default true
   */
  readonly guardHosts?: boolean;
  /**
   * Whether other namespaces are kept from naming protected Services and pods where the edge takes an address from
   * them: in a Service of type ExternalName, in `auth-url`, `mirror-target` and `forwardAuth`, and in references to
   * another of Traefik's providers. Network policies admit the edge, so that it would come to them without a sign-on.
   * Names of other domains are not seen through: the values for the controller turn off ExternalName altogether.
   * @default true
   */
  readonly guardBackends?: boolean;
  /**
   * Whether Endpoints, EndpointSlices, `externalIPs` and the addresses of load balancers and pods can be written by
   * those alone who have the same right in the namespaces of the protected applications: by controllers and
   * administrators of the cluster, not by the owner of a namespace. The roles `admin` and `edit` of Kubernetes 1.22 and
   * newer give none of these rights but that to `externalIPs`; set this where other roles do, or where a cluster was
   * made before that. Programs that write their own endpoints by a role in their own namespace, such as Patroni, need
   * it to be in `trustedNamespaces`.
   * @default false
   */
  readonly guardEndpoints?: boolean;
  /**
   * With Traefik, whether the program's namespaces, that of Traefik and `trustedNamespaces` alone may give it
   * certificates. Traefik shows on a host whichever certificate is for it, from whatever namespace. Routes of others
   * then name no Secret and no `tls.domains`, and use what is in the default TLSStore.
   * @default false
   */
  readonly guardCertificates?: boolean;
  /**
   * Namespaces that none of this is demanded of, beside those of the program. They may serve names below the cookie
   * domain, other than the hosts of the sign-on, so that everything in them can receive sessions, and act as the people
   * whom these belong to.
   * @default - none
   */
  readonly trustedNamespaces?: string[];
}
