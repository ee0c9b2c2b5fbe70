import { SecretReference } from '../secrets/secrets';
import { syntax } from '../syntax';

/** A certificate authority in a ConfigMap of the sign-on's namespace. */
export interface CertificateAuthority {
  /** Name of the ConfigMap. */
  readonly configMapName: string;
  /**
   * Key that holds the certificates, in PEM.
   * @default "ca.crt"
   */
  readonly key?: string;
}

/** The reference, checked; `property` is where it was given, for messages. */
export function authorityReference(path: string, property: string, authority: CertificateAuthority): SecretReference {
  return {
    name: syntax.dnsSubdomain(path, `${property}.configMapName`, authority.configMapName),
    key: syntax.secretKey(path, `${property}.key`, authority.key ?? 'ca.crt'),
  };
}
