/** The proxy that decides about the requests to an application. */
export interface Decider {
  /** Scheme and host of the proxy, and its port if it is not the default of the scheme. */
  readonly address: string;
  /**
   * Name of the Secret with the certificate authority of the proxy, in the namespace of the routes.
   * @default - the certificate is signed by a public authority, or the scheme is http
   */
  readonly authority?: string;
  /**
   * Query parameter of the endpoint `/oauth2/auth` that holds the permitted values of the claim, separated by commas:
   * `allowed_groups` or `allowed_emails`.
   */
  readonly parameter: string;
}

/** The sign-on, for an edge. */
export interface SignOn {
  /** Host that serves the proxy's own endpoints. */
  readonly host: string;
  /** Namespace of the proxy. */
  readonly namespace: string;
  /** Name of the proxy's Service. */
  readonly proxyService: string;
  /** Port of the proxy's Service. */
  readonly proxyPort: number;
  /** The proxy that decides about people. */
  readonly decider: Decider;
  /** Name of the session cookie. */
  readonly cookieName: string;
  /** Whether sessions are kept in cookies: the proxy's answers to requests for decisions then set new ones. */
  readonly cookieSessions: boolean;
  /** Name of the Secret with the certificate. It is the same in every namespace that has routes. */
  readonly tlsSecret: string;
}
