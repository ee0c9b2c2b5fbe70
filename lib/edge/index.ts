import { EdgeBase } from './edge-base';
import { IngressNginx } from './ingress-nginx/ingress-nginx';
import { IngressNginxOptions } from './ingress-nginx/options';
import { TraefikOptions } from './traefik/options';
import { Traefik } from './traefik/traefik';
import { TraefikIngressOptions } from './traefik-ingress/options';
import { TraefikIngress } from './traefik-ingress/traefik-ingress';

/** The edges of the library: what receives the requests of browsers and asks the proxy for decisions about them. */
export class Edge {
  /**
   * ingress-nginx by annotations, without snippets in them. To tell methods apart, it needs its own configuration
   * (`methodMaps`).
   * @param options addresses, cache and where the controller is
   */
  public static ingressNginx(options: IngressNginxOptions): EdgeBase {
    return new IngressNginx(options);
  }

  /**
   * Traefik by its own resources, which tell methods apart.
   * @param options addresses, entry points and where Traefik is
   */
  public static traefik(options: TraefikOptions): EdgeBase {
    return new Traefik(options);
  }

  /**
   * Traefik by the Ingresses of ingress-nginx. It cannot tell methods apart, and reuses no decision.
   * @param options addresses, and where Traefik is
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
export * from './routed-application';
export * from './sign-on';
export * from './tls';
export * from './traefik/options';
export * from './traefik-ingress/options';
