/**
 * What an edge can do. What is left out it cannot do: a program that needs it is refused at synthesis, with the names
 * of edges that can.
 */
export interface EdgeAbilities {
  /**
   * Whether the answer to a request may depend on its method. Method names are compared with their case, and requests
   * reach such an application without the headers that stand for another method, such as `X-HTTP-Method-Override`.
   * @default false
   */
  readonly distinguishesMethods?: boolean;
  /**
   * Whether a path is decoded before it is compared, or refused where it is not, as applications decode it.
   * @default false
   */
  readonly decodesPaths?: boolean;
  /**
   * Whether an exact path always wins over a prefix that holds it.
   * @default false
   */
  readonly exactBeforePrefix?: boolean;
  /**
   * Whether the hosts of the sign-on are served by objects that name them, and by no others: neither a route without a
   * host nor a certificate, a default or a middleware of another namespace takes effect there. Without it the admission
   * policies of `guardHosts` and `guardBackends` refuse such objects in other namespaces.
   * @default false
   */
  readonly keepsNamespacesApart?: boolean;
  /**
   * Whether the edge verifies the certificate of the server that it asks for a decision. Without it the edge cannot ask
   * the proxy of another cluster.
   * @default false
   */
  readonly verifiesDeciders?: boolean;
  /**
   * Whether the edge can pass TCP connections of other clusters' edges to a proxy without a change, with
   * `EdgeBase.renderDecisions()`.
   * @default false
   */
  readonly passesConnections?: boolean;
  /**
   * Whether a program that asks for JSON, and has no session, gets status 401 instead of a redirect.
   * @default false
   */
  readonly answersProgramsWith401?: boolean;
}
