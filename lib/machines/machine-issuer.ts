import { IdentityKind } from '../access/identity';
import { CertificateAuthority } from '../isolation/certificate-authority';

/**
 * An issuer whose tokens programs bring: a `ServiceAccountIssuer`, or `KeycloakMachines`. Nothing can be granted to
 * machines of another class, since only these two vouch for any.
 */
export interface IMachineIssuer {
  /** Issuer, exactly as it stands in tokens. */
  readonly issuerUrl: string;
  /** The one audience that tokens must be made for. */
  readonly audience: string;
  /** What kind of identity it vouches for. */
  readonly identityKind: IdentityKind;
  /**
   * Claim that holds what proves an identity, as a list.
   * @default - the subject
   */
  readonly groupsClaim?: string;
  /** Signature algorithms that tokens may have. */
  readonly signingAlgorithms: string[];
  /**
   * Address of the issuer's keys, where its discovery document is not to be read.
   * @default - what the discovery document names
   */
  readonly jwksUrl?: string;
  /**
   * Certificate authority of the issuer, if it is a private one. The public authorities stay trusted.
   * @default - the certificate is signed by a public authority
   */
  readonly certificateAuthority?: CertificateAuthority;
}
