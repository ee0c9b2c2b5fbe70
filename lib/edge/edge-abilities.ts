/**
 * What an edge can do. If a program needs an ability that its edge lacks, synthesis fails, and the error names edges
 * that have it.
 */
export interface EdgeAbilities {
  /**
   * Whether the answer to a request can depend on its method. The edge compares the names of methods with their case,
   * and removes headers that override the method, such as `X-HTTP-Method-Override`, from requests to such an
   * application.
   * @default false
   */
  readonly distinguishesMethods?: boolean;
  /**
   * Whether the edge decodes a path, as applications do, before it compares it, or refuses a path that it does not
   * decode.
   * @default false
   */
  readonly decodesPaths?: boolean;
  /**
   * Whether an exact path always takes precedence over a prefix that contains it.
   * @default false
   */
  readonly exactBeforePrefix?: boolean;
  /**
   * Whether only objects that name a host of the sign-on take effect on it: no route without a host, and no
   * certificate, default or middleware of another namespace. Without this ability, the admission policies of
   * `guardHosts` and `guardBackends` refuse such objects in other namespaces.
   * @default false
   */
  readonly keepsNamespacesApart?: boolean;
  /**
   * Whether the edge verifies the certificate of the server that decides. Without this ability, the edge cannot use the
   * proxy of another cluster.
   * @default false
   */
  readonly verifiesDeciders?: boolean;
  /**
   * Whether the edge can forward TCP connections of other clusters' edges to a proxy unchanged, with
   * `EdgeBase.renderDecisions()`.
   * @default false
   */
  readonly passesConnections?: boolean;
  /**
   * Whether a program that asks for JSON, and has no session, gets status 401 instead of a redirect.
   * @default false
   */
  readonly answersProgramsWith401?: boolean;
  /**
   * Names of the settings of routes that the edge has, such as `maxRequestBody`: see `RouteOptions`. A program that
   * gives another one is refused.
   * @default - none
   */
  readonly routeOptions?: string[];
}
