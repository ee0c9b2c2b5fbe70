import { Duration } from 'cdk8s';

/** An ingress-nginx controller 1.13.9, 1.14.5, 1.15.1 or newer. */
export interface IngressNginxOptions {
  /**
   * Addresses that the controller's requests come from, in CIDR notation: the proxy believes forwarded headers from
   * them and from nobody else. Usually the pod network; with a controller on the host network, the nodes.
   */
  readonly trustedProxies: string[];
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
   * @default "ingress-nginx"
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
   * else is served. `Edge.traefik()` tells methods apart without them.
   * @default false: what depends on the method is refused at synthesis
   */
  readonly methodMaps?: boolean;
}
