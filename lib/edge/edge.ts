import { Duration } from 'cdk8s';
import { EdgeRenderer } from './edge-renderer';
import { IngressController } from './ingress-controller';
import { IngressNginx } from './ingress-nginx';
import { Traefik } from './traefik';

/**
 * An ingress-nginx controller 1.13.9, 1.14.5, 1.15.1 or newer, or Traefik 3.7.13 or newer with its provider for
 * ingress-nginx annotations.
 */
export interface IngressNginxOptions {
  /**
   * Addresses that the controller's requests come from, in CIDR notation: the proxy believes forwarded headers from
   * them and from nobody else. Usually the pod network; with a controller on the host network, the nodes.
   */
  readonly trustedProxies: string[];
  /**
   * Which program serves the Ingresses. They are the same for both, but not everything is as safe on both.
   * @default IngressController.INGRESS_NGINX
   */
  readonly controller?: IngressController;
  /**
   * For Traefik: whether its entry points refuse paths with encoded slashes. Without that, a route that is closed to
   * somebody can be reached by another spelling, and applications with such routes are refused.
   * @default false
   */
  readonly encodedSlashesRefused?: boolean;
  /**
   * Name of the IngressClass.
   * @default "nginx"
   */
  readonly ingressClassName?: string;
  /**
   * How long the controller may reuse a decision. It saves a request to the proxy for each request of a browser, and a
   * withdrawn right lives as much longer. At most a minute.
   * @default - every request is decided anew
   */
  readonly cache?: Duration;
  /**
   * Namespace of the controller's pods, for the network policies.
   * @default "ingress-nginx" or "traefik"
   */
  readonly controllerNamespace?: string;
  /**
   * Labels of the controller's pods.
   * @default - the labels that the chart of the controller sets
   */
  readonly controllerPodLabels?: { [label: string]: string };
  /**
   * Whether the controller runs on the host network, where no pod labels hold: the network policies then admit
   * `trustedProxies`.
   * @default false
   */
  readonly hostNetwork?: boolean;
  /**
   * Whether the values for the controller also refuse whatever Ingress of the cluster forgot its own sign-on. Every
   * other Ingress of the controller then needs the annotation `enable-global-auth: "false"`, which is why this is off
   * unless asked for. Use it where no other team shares the controller. An Ingress with an `auth-url` of its own, or
   * with that annotation, is not held by it.
   * @default false
   */
  readonly globalLock?: boolean;
  /**
   * Whether the controller runs with the values that the report writes for its chart (`values/ingress-nginx.yaml`), so
   * that methods can be told apart. Whoever runs the controller installs them, before the manifests, and again whenever
   * they change. They hold the answers for each method as a map of nginx (`http-snippet`), and a lock on methods that
   * are closed (`location-snippet`). Where methods differ, nobody passes before the controller has them; everything
   * else is served. Not with Traefik, which has no such maps: use `Edge.traefik`.
   * @default false: what depends on the method is refused at synthesis
   */
  readonly methodMaps?: boolean;
}

/**
 * Traefik 3.7.13 or newer, with its provider for its own resources (`providers.kubernetescrd`). Older ones lack the
 * option `aliasheadersstrategy`, or the fixes of CVE-2026-88007, CVE-2026-88011 and CVE-2026-88877.
 */
export interface TraefikOptions {
  /**
   * Addresses that Traefik's requests come from, in CIDR notation: the proxy believes forwarded headers from them and
   * from nobody else. Usually the pod network; on the host network, the nodes.
   */
  readonly trustedProxies: string[];
  /**
   * Entry point for HTTPS.
   * @default "websecure"
   */
  readonly entryPoint?: string;
  /**
   * Entry point for plain HTTP, which only leads to HTTPS.
   * @default "web"
   */
  readonly plainEntryPoint?: string;
  /**
   * Namespace of Traefik's pods, for the network policies.
   * @default "traefik"
   */
  readonly controllerNamespace?: string;
  /**
   * Labels of Traefik's pods.
   * @default - the label that its chart sets
   */
  readonly controllerPodLabels?: { [label: string]: string };
  /**
   * Whether Traefik runs on the host network, where no pod labels hold: the network policies then admit
   * `trustedProxies`.
   * @default false
   */
  readonly hostNetwork?: boolean;
}

/** What stands between browsers and applications, and asks the proxy for decisions. */
export class Edge {
  /**
   * ingress-nginx by annotations, without snippets in them. To tell methods apart, it needs its own configuration
   * (`methodMaps`).
   * @param options addresses, cache and where the controller is
   */
  public static ingressNginx(options: IngressNginxOptions): Edge {
    return new Edge(new IngressNginx(options));
  }

  /**
   * Traefik by its own resources, which tell methods apart.
   * @param options addresses, entry points and where Traefik is
   */
  public static traefik(options: TraefikOptions): Edge {
    return new Edge(new Traefik(options));
  }

  /** @internal */
  public readonly _renderer: EdgeRenderer;

  private constructor(renderer: EdgeRenderer) {
    this._renderer = renderer;
  }
}
