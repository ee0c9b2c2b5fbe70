/** What an API server must know of an issuer. */
export interface ApiServerIssuer {
  readonly issuerUrl: string;
  readonly clientId: string;
  readonly groupsClaim: string;
  readonly groupsPrefix: string;
  readonly usernameClaim: string;
  readonly usernamePrefix: string;
}

/**
 * The file for `--authentication-config` of kube-apiserver
 * (https://kubernetes.io/docs/reference/access-authn-authz/authentication/), in the version of Kubernetes 1.30 and
 * newer. The last two rules say again what the prefixes already do: no token gives a name of Kubernetes' own.
 */
export function authenticationConfiguration(issuer: ApiServerIssuer): object {
  return {
    apiVersion: 'apiserver.config.k8s.io/v1beta1',
    kind: 'AuthenticationConfiguration',
    jwt: [
      {
        issuer: { url: issuer.issuerUrl, audiences: [issuer.clientId] },
        claimMappings: {
          username: { claim: issuer.usernameClaim, prefix: issuer.usernamePrefix },
          groups: { claim: issuer.groupsClaim, prefix: issuer.groupsPrefix },
        },
        userValidationRules: [
          {
            expression: "!user.username.startsWith('system:')",
            message: 'user names of Kubernetes itself are not for people',
          },
          {
            expression: "user.groups.all(group, !group.startsWith('system:'))",
            message: 'groups of Kubernetes itself are not for people',
          },
        ],
      },
    ],
  };
}
