/**
 * Traefik 3.7.13 or newer, with its provider for its own resources (`providers.kubernetescrd`). Older ones lack the
 * option `aliasheadersstrategy`, or the fixes of CVE-2026-88007, CVE-2026-88011 and CVE-2026-88877.
 */
export interface TraefikOptions {
  /**
   * Addresses of Traefik's pods, in CIDR notation. The proxy accepts forwarded headers from these addresses alone.
   * Usually this is the pod network; on the host network, the network of the nodes.
   */
  readonly trustedProxies: string[];
  /**
   * Entry point for HTTPS.
   * @default "websecure"
   */
  readonly entryPoint?: string;
  /**
   * Entry point for plain HTTP, which only redirects to HTTPS.
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
   * Whether Traefik runs on the host network, where pods have no labels: the network policies then admit
   * `trustedProxies`.
   * @default false
   */
  readonly hostNetwork?: boolean;
}
