import type { Duration } from 'cdk8s';
import { Edge, EdgeBase } from '../../../lib';

/**
 * The kind of a program's routes: Ingresses with the annotations of ingress-nginx, or Traefik's own resources.
 */
export type Routing = 'ingresses' | 'traefik-resources';

/** The edge of a program, the only part that differs. Options of ingress-nginx are left out for Traefik. */
export function edgeFor(
  routing: Routing,
  { cache, globalLock }: { readonly cache?: Duration; readonly globalLock?: boolean } = {},
): EdgeBase {
  const trustedProxies = ['10.244.0.0/16'];
  return routing === 'traefik-resources'
    ? Edge.traefik({ trustedProxies })
    : Edge.ingressNginx({ trustedProxies, cache, globalLock });
}
