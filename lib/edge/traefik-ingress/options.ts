/**
 * Traefik 3.7.13 or newer, with its provider for the annotations of ingress-nginx
 * (`providers.kubernetesingressnginx`).
 */
export interface TraefikIngressOptions {
  /**
   * Addresses of Traefik's pods, in CIDR notation. The proxy accepts forwarded headers from these addresses alone.
   * Usually this is the pod network; on the host network, the network of the nodes.
   */
  readonly trustedProxies: string[];
  /**
   * Whether the entry points of Traefik refuse paths with encoded slashes, as `report/values/traefik.yaml` makes them.
   * Otherwise a route that is closed to some identities can be reached by another spelling of its path, and
   * applications with such routes are refused at synthesis.
   * @default false
   */
  readonly encodedSlashesRefused?: boolean;
  /**
   * Name of the IngressClass.
   * @default "nginx"
   */
  readonly ingressClassName?: string;
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
   * Whether Traefik runs on the host network, where pods have no labels: the network policies then admit
   * `trustedProxies`.
   * @default false
   */
  readonly hostNetwork?: boolean;
}
