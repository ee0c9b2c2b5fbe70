import { Duration, Size } from 'cdk8s';

/** How the edge verifies an application that serves TLS itself, and what the edge shows to it. */
export interface UpstreamTls {
  /**
   * Name of the Secret with the certificate authority of the application, under the key `ca.crt`. It is in the
   * namespace of the application's Service.
   * @default - `authorityConfigMap`; one of the two is needed
   */
  readonly authoritySecret?: string;
  /**
   * Name of the ConfigMap with the certificate authority of the application, under the key `ca.crt`. It is in the
   * namespace of the application's Service. Only `Edge.traefik()` reads a ConfigMap.
   * @default - `authoritySecret`; one of the two is needed
   */
  readonly authorityConfigMap?: string;
  /**
   * The DNS name that the certificate of the application must have.
   * @default - the name of the Service in the cluster: SERVICE.NAMESPACE.svc
   */
  readonly serverName?: string;
  /**
   * Name of the Secret (keys `tls.crt` and `tls.key`) with the certificate that the edge shows to the application. On
   * edges with Ingresses it must be the Secret of the authority, which then has the keys `ca.crt`, `tls.crt` and
   * `tls.key`.
   * @default - the edge shows no certificate
   */
  readonly clientCertificateSecret?: string;
}

/**
 * Sizes, times and other settings of the routes of an application. An edge that does not have a setting refuses it, and
 * the error names edges that have it.
 */
export interface RouteOptions {
  /**
   * Maximum size of the body of a request, from 1 KiB to 1 GiB. Requests that are larger get status 413. There is no
   * value for "no limit". Traefik has no limit that holds without a copy of each request and each answer.
   * @default - 10 MiB on ingress-nginx; no limit by the edge on Traefik
   */
  readonly maxRequestBody?: Size;
  /**
   * Maximum size of the body of a request that delivers data (`ingest`), from 1 KiB to 1 GiB. A Prometheus drops
   * samples for good if its remote write gets status 413. On ingress-nginx it also holds for other paths that exactly
   * the same identities may use.
   * @default - the larger of 32 MiB and `maxRequestBody` on ingress-nginx; no limit by the edge on Traefik
   */
  readonly maxIngestBody?: Size;
  /**
   * How long the edge waits for the application: on edges with Ingresses of nginx between two parts of an answer, on
   * Traefik until the answer begins. From 1 s to 1 h.
   * @default - 150 s on edges with Ingresses: Prometheus ends a query after 120 s by itself; no limit on Traefik
   */
  readonly readTimeout?: Duration;
  /**
   * How long the edge waits for the application to take a part of a request. From 1 s to 1 h.
   * @default - the setting of the controller
   */
  readonly sendTimeout?: Duration;
  /**
   * How long the edge waits for a connection to the application. From 1 s to 75 s, the limit of nginx.
   * @default - the setting of the controller
   */
  readonly connectTimeout?: Duration;
  /**
   * Whether the edge passes each part of an answer on at once, as live logs and events need it. Traefik always does.
   * @default false - the edge may collect parts of an answer
   */
  readonly streamAnswers?: boolean;
  /**
   * Whether the edge passes each part of a request on at once and keeps no copy. Traefik always does.
   * @default false - the edge may collect a request before it forwards it
   */
  readonly streamRequests?: boolean;
  /**
   * Whether the requests of one browser go to the same pod of the application while it runs. The edge sets a cookie. On
   * `Edge.traefik()`, an application that receives no cookies, and machines, are told apart by their address.
   * @default false
   */
  readonly sessionAffinity?: boolean;
  /**
   * Whether the application gets the names of the groups of a person (`X-Auth-Request-Groups`). They are all groups in
   * the token, not only those with a grant: some applications answer 431 to a person with hundreds of groups.
   * ingress-nginx cannot leave this header out and still drop that of a client.
   * @default true
   */
  readonly passGroups?: boolean;
  /**
   * TLS between the edge and the application. The certificate is always verified.
   * @default - plain HTTP inside the cluster
   */
  readonly upstreamTls?: UpstreamTls;
}

/** The settings of the routes of an application, checked. What is not given is up to the edge. */
export interface RoutedOptions {
  /** Maximum size of the body of a request, in bytes. @default - not given */
  readonly maxRequestBody?: number;
  /** Maximum size of the body of a request that delivers data, in bytes. @default - not given */
  readonly maxIngestBody?: number;
  /** Seconds that the edge waits for an answer. @default - not given */
  readonly readTimeout?: number;
  /** Seconds that the edge waits until a part of a request is taken. @default - not given */
  readonly sendTimeout?: number;
  /** Seconds that the edge waits for a connection. @default - not given */
  readonly connectTimeout?: number;
  /** Whether parts of an answer are passed on at once. @default false */
  readonly streamAnswers?: boolean;
  /** Whether parts of a request are passed on at once. @default false */
  readonly streamRequests?: boolean;
  /** Whether the requests of one browser go to the same pod. @default false */
  readonly sessionAffinity?: boolean;
  /** Whether the application gets the names of the groups of a person. @default true */
  readonly passGroups?: boolean;
  /** TLS between the edge and the application; with `serverName`. @default - plain HTTP */
  readonly upstreamTls?: UpstreamTls;
}
