/** A host at which the edges of other clusters request decisions of a proxy. */
export interface Decisions {
  /** The host, which serves nothing else. */
  readonly host: string;
  /** Namespace of the proxy. */
  readonly namespace: string;
  /** Name of the proxy's Service. */
  readonly service: string;
  /** Port of the proxy's Service, for HTTP/1.1. */
  readonly port: number;
  /** Name of the Secret with the certificate of the host. */
  readonly tlsSecret: string;
  /**
   * The addresses that may connect, in CIDR notation: a list that is complete when the whole program is. Use it as a
   * value in the spec of an object (a `Lazy` of cdk8s).
   */
  readonly askedFrom: any;
}
