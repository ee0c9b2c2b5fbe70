import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Certificate } from '../imports/cert-manager.io';
import { syntax } from '../syntax';

/** The issuer of cert-manager. */
export interface CertManagerOptions {
  /** Name of the issuer. */
  readonly issuer: string;
  /**
   * Whether the issuer belongs to the cluster (ClusterIssuer) and not to the namespace (Issuer).
   * @default true
   */
  readonly clusterIssuer?: boolean;
}

/** The certificate of the protected hosts. */
export class Tls {
  /**
   * A Certificate of cert-manager in each namespace that has routes, for the hosts that are routed there. `guardHosts`
   * then admits the objects that cert-manager creates in the namespace to answer a challenge (HTTP-01). The Certificate
   * is the only owner of its Secret: no Ingress has an annotation that would create a second Certificate.
   * @param options the issuer
   */
  public static certManager(options: CertManagerOptions): Tls {
    syntax.dnsSubdomain('Tls.certManager', 'issuer', options.issuer);
    return new Tls(undefined, options);
  }

  /**
   * A Secret of type `kubernetes.io/tls` that exists in every namespace that has routes.
   * @param name name of the Secret
   */
  public static existingSecret(name: string): Tls {
    return new Tls(syntax.dnsSubdomain('Tls.existingSecret', 'the name of the Secret', name), undefined);
  }

  private constructor(
    private readonly existing: string | undefined,
    private readonly issuer: CertManagerOptions | undefined,
  ) {}

  /** Name of the Secret: the existing one, or the one of the Certificate. @internal */
  public _secretName(toBeMade: string): string {
    return this.existing ?? toBeMade;
  }

  /** Create the Certificate, if cert-manager issues it. @internal */
  public _render(
    scope: Construct,
    id: string,
    namespace: string,
    secretName: string,
    hosts: unknown,
  ): ApiObject | undefined {
    if (!this.issuer) return undefined;
    return new Certificate(scope, id, {
      metadata: { namespace },
      spec: {
        secretName,
        dnsNames: hosts as string[],
        issuerRef: {
          group: 'cert-manager.io',
          kind: (this.issuer.clusterIssuer ?? true) ? 'ClusterIssuer' : 'Issuer',
          name: this.issuer.issuer,
        },
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      },
    });
  }
}
