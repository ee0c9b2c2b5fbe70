/** Which program serves the Ingresses. */
export enum IngressController {
  /** ingress-nginx itself. */
  INGRESS_NGINX = 'ingress-nginx',
  /** Traefik 3.7, with its provider for the annotations of ingress-nginx. It takes no decision from a cache. */
  TRAEFIK = 'traefik',
}
