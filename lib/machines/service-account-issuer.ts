import { checkAudience } from './audience';
import { IMachineIssuer } from './machine-issuer';
import { vouchFor } from './vouchers';
import { IdentityKind, IIdentity } from '../access/identity';
import { checkNew } from '../api-types/checked-calls';
import { refuse } from '../errors';
import { CertificateAuthority } from '../isolation/certificate-authority';
import { syntax } from '../syntax';

/** A cluster whose service accounts are to be known. */
export interface ServiceAccountIssuerProps {
  /**
   * Issuer of the cluster's service account tokens, exactly as the API server was told with `--service-account-issuer`;
   * see `kubectl get --raw /.well-known/openid-configuration`. The proxy must reach it over TLS, in this cluster or
   * from another.
   */
  readonly issuerUrl: string;
  /**
   * Audience that tokens must be made for. Not one of the API server's own: a client that receives such a
   * token could act at the API server.
   * @default "monitoring-sso"
   */
  readonly audience?: string;
  /**
   * Certificate authority of the issuer: for the cluster that the sign-on runs in `{ configMapName: 'kube-root-ca.crt'
   * }`, which every namespace has.
   * @default - the certificate is signed by a public authority
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * Address of the published keys, for an issuer whose discovery document the proxy cannot read: the API server gives
   * it to those who are authenticated, and the proxy is not
   * (https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery).
   * @default - what the discovery document names
   */
  readonly jwksUrl?: string;
  /**
   * Signature algorithms of the cluster's key.
   * @default ["RS256"]
   */
  readonly signingAlgorithms?: string[];
}

/**
 * A Kubernetes cluster that vouches for its service accounts
 * (https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/). Each cluster has an issuer of its
 * own, so that a service account of the same name in another cluster is another identity.
 */
export class ServiceAccountIssuer implements IMachineIssuer {
  public readonly issuerUrl: string;
  public readonly audience: string;
  public readonly identityKind = IdentityKind.SERVICE_ACCOUNT;
  public readonly signingAlgorithms: string[];
  public readonly jwksUrl?: string;
  public readonly certificateAuthority?: CertificateAuthority;

  /**
   * @param props issuer and audience
   */
  constructor(props: ServiceAccountIssuerProps) {
    checkNew('ServiceAccountIssuer', props);
    const where = 'ServiceAccountIssuer';
    this.issuerUrl = syntax.httpsUrl(where, 'issuerUrl', props.issuerUrl, 'kept');
    this.audience = checkAudience(where, props.audience ?? 'monitoring-sso');
    if (this.audience === this.issuerUrl) {
      refuse({
        path: where,
        what: 'the audience is the issuer, which is that of its API server: the receiver of the token could act there',
        got: this.audience,
        allowed: "an audience of the sign-on's own",
        fix: 'name the sign-on, such as monitoring-sso',
      });
    }
    this.jwksUrl =
      props.jwksUrl === undefined
        ? undefined
        : syntax.httpsUrl(where, 'jwksUrl', props.jwksUrl, 'kept', 'names and IP addresses');
    this.certificateAuthority = props.certificateAuthority;
    this.signingAlgorithms = syntax.signingAlgorithms(where, props.signingAlgorithms ?? ['RS256']);
  }

  /**
   * A service account of this cluster.
   * @param namespace its namespace
   * @param name its name
   */
  public serviceAccount(namespace: string, name: string): IIdentity {
    syntax.dnsLabel('ServiceAccountIssuer', 'namespace', namespace);
    syntax.dnsSubdomain('ServiceAccountIssuer', 'name', name);
    return vouchFor(this, {
      identityKind: IdentityKind.SERVICE_ACCOUNT,
      displayName: `${namespace}/${name}`,
      claimValue: `system:serviceaccount:${namespace}:${name}`,
      claimName: 'sub',
      issuerUrl: this.issuerUrl,
    });
  }
}
