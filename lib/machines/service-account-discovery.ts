import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { checkNew } from '../api-types/checked-calls';

/**
 * Lets every client of the API server read two documents: its issuer's discovery document and public keys. The
 * proxy of a machine entrance reads them without a token, as OpenID Connect foresees, and Kubernetes gives them to
 * authenticated clients alone by default
 * (https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery).
 *
 * They hold no secret, but tell a client that can reach the API server that it is one, its issuer and its keys; and
 * the API server must admit anonymous requests. Narrower ways: admit anonymous requests to these two paths and to
 * health alone (`anonymousAccess()`), or publish the keys elsewhere and give the issuer their address
 * (`ServiceAccountIssuerProps.jwksUrl`), which needs neither.
 */
export class ServiceAccountDiscovery extends Construct {
  /**
   * What the API server's `--authentication-config` needs so that anonymous requests are admitted to the two documents
   * and to its health, and nowhere else (Kubernetes 1.32 and newer, stable since 1.34: KEP-4633). `--anonymous-auth`
   * must then not be set. An API server takes one such file: where it has one, such as that of
   * `MonitoringResourceAccess`, add the field `anonymous` to it.
   */
  public static anonymousAccess(): { [key: string]: any } {
    return {
      apiVersion: 'apiserver.config.k8s.io/v1beta1',
      kind: 'AuthenticationConfiguration',
      anonymous: {
        enabled: true,
        conditions: ['/livez', '/readyz', '/healthz', '/.well-known/openid-configuration', '/openid/v1/jwks'].map(
          (path) => ({ path }),
        ),
      },
    };
  }

  /**
   * @param scope a Chart for the cluster whose service accounts are to be known
   * @param id id of the construct
   */
  constructor(scope: Construct, id: string) {
    checkNew('ServiceAccountDiscovery', scope, id);
    super(scope, id);
    new k8s.KubeClusterRoleBinding(this, 'binding', {
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'system:service-account-issuer-discovery',
      },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:unauthenticated' }],
    });
  }
}
