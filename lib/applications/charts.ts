/**
 * Values that a chart has for publishing an application past the sign-on, all turned off: an Ingress, a route of the
 * Gateway API, and a Service that is reached from outside of the cluster.
 */
export const UNPUBLISHED = {
  ingress: { enabled: false },
  route: { main: { enabled: false } },
  service: { type: 'ClusterIP' },
};

/** In addition to `UNPUBLISHED`: what kube-prometheus-stack can publish for each replica. */
export const UNPUBLISHED_REPLICAS = {
  ingressPerReplica: { enabled: false },
  routePerReplica: { main: { enabled: false } },
  servicePerReplica: { type: 'ClusterIP' },
};

/** Returns a path as a prefix of other paths. */
export const prefixOf = (path: string): string => (path === '/' ? '' : path);
