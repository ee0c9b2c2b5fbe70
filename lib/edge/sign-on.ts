/** Where an edge asks for decisions about the requests to an application. */
export interface Decider {
  /** Scheme and host of the proxy, and its port unless it is the default of the scheme. */
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

/** What an edge needs to know about the sign-on. */
export interface SignOn {
  /** Host that serves the proxy's own endpoints. */
  readonly host: string;
  /** Namespace of the proxy. */
  readonly namespace: string;
  /** Name of the proxy's Service. */
  readonly proxyService: string;
  /** Port of the proxy's Service. */
  readonly proxyPort: number;
  /** Where decisions about people are asked for. */
  readonly decider: Decider;
  /** Name of the session cookie. */
  readonly cookieName: string;
  /** Whether sessions are kept in cookies, so that the proxy's answers to decisions set new ones. */
  readonly cookieSessions: boolean;
  /** Name of the Secret with the certificate, the same in every namespace that has routes. */
  readonly tlsSecret: string;
}
