import { EdgeBase } from './edge-base';
import { IngressNginx } from './ingress-nginx/ingress-nginx';
import { IngressNginxOptions } from './ingress-nginx/options';
import { TraefikOptions } from './traefik/options';
import { Traefik } from './traefik/traefik';
import { TraefikIngressOptions } from './traefik-ingress/options';
import { TraefikIngress } from './traefik-ingress/traefik-ingress';

/** The edges of the library. An edge receives the requests of browsers, and the proxy decides about them. */
export class Edge {
  /**
   * ingress-nginx, configured by annotations without snippets. To tell methods apart, it needs settings of the
   * controller (`methodMaps`).
   * @param options addresses, cache and the controller's pods
   */
  public static ingressNginx(options: IngressNginxOptions): EdgeBase {
    return new IngressNginx(options);
  }

  /**
   * Traefik, configured by its own resources, which tell methods apart.
   * @param options addresses, entry points and Traefik's pods
   */
  public static traefik(options: TraefikOptions): EdgeBase {
    return new Traefik(options);
  }

  /**
   * Traefik, configured by Ingresses with the annotations of ingress-nginx. It cannot tell methods apart, and reuses no
   * decision.
   * @param options addresses and Traefik's pods
   */
  public static traefikIngress(options: TraefikIngressOptions): EdgeBase {
    return new TraefikIngress(options);
  }

  private constructor() {}
}

export * from './decisions';
export * from './edge-abilities';
export * from './edge-base';
export * from './error-pages';
export * from './guard-options';
export * from './ingress-nginx/options';
export * from './route-options';
export * from './routed-application';
export * from './sign-on';
export * from './tls';
export * from './traefik/options';
export * from './traefik-ingress/options';
