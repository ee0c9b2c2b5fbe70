import { Duration, Size } from 'cdk8s';

/** An ingress-nginx controller 1.13.9, 1.14.5, 1.15.1 or newer. */
export interface IngressNginxOptions {
  /**
   * Addresses of the controller's pods, in CIDR notation. The proxy accepts forwarded headers from these addresses
   * alone. Usually this is the pod network; on the host network, the network of the nodes.
   */
  readonly trustedProxies: string[];
  /**
   * Name of the IngressClass.
   * @default "nginx"
   */
  readonly ingressClassName?: string;
  /**
   * How long the controller may reuse a decision, at most one minute. A reused decision saves a request to the proxy.
   * A withdrawn right has an effect for this time longer.
   * @default - no decision is reused
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
   * Whether the controller runs on the host network, where pods have no labels: the network policies then admit
   * `trustedProxies`.
   * @default false
   */
  readonly hostNetwork?: boolean;
  /**
   * Whether the values for the controller also close every Ingress that has no sign-on. Every other Ingress of the
   * controller then needs the annotation `enable-global-auth: "false"`. Therefore, use it only if no other team shares
   * the controller. It has no effect on an Ingress with an `auth-url` of its own, or with that annotation.
   * @default false
   */
  readonly globalLock?: boolean;
  /**
   * Whether the controller runs with the values of the report for its chart (`values/ingress-nginx.yaml`), so that it
   * can tell methods apart. The operator of the controller installs them before the manifests, and again whenever they
   * change. They contain the permitted identities for each method as a map of nginx (`http-snippet`), and a refusal of
   * closed methods (`location-snippet`). Paths where methods differ are closed until the controller has the values; all
   * other paths are served. `Edge.traefik()` tells methods apart without them.
   * @default false - programs with answers that depend on the method are refused at synthesis
   */
  readonly methodMaps?: boolean;
  /**
   * Size of the buffer for the head of an answer, of the proxy and of applications, from 16 KiB to 256 KiB. The proxy's
   * answer to a request for a decision has the names of all groups of a person. If it does not fit, every page answers
   * 500 to this person: 400 groups with names of 40 characters do not fit into 16 KiB.
   * @default Size.kibibytes(16)
   */
  readonly headerBuffer?: Size;
}
