import type { Duration } from 'cdk8s';
import { Edge, EdgeBase } from '../../../lib';

/**
 * What the routes of a program are made of: Ingresses with the annotations of ingress-nginx, or resources of Traefik's
 * own.
 */
export type Routing = 'ingresses' | 'traefik-resources';

/** The edge of a program: nothing else in it differs. What only ingress-nginx has is left out for the other. */
export function edgeFor(
  routing: Routing,
  { cache, globalLock }: { readonly cache?: Duration; readonly globalLock?: boolean } = {},
): EdgeBase {
  const trustedProxies = ['10.244.0.0/16'];
  return routing === 'traefik-resources'
    ? Edge.traefik({ trustedProxies })
    : Edge.ingressNginx({ trustedProxies, cache, globalLock });
}
