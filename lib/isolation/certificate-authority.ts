import { SecretReference } from '../secrets/secrets';
import { syntax } from '../syntax';

/** A certificate authority in a ConfigMap. */
export interface CertificateAuthority {
  /** Name of the ConfigMap. */
  readonly configMapName: string;
  /**
   * Key that holds the certificates, in PEM.
   * @default "ca.crt"
   */
  readonly key?: string;
}

/**
 * Checks a certificate authority and returns the reference to its ConfigMap.
 * @param path path of the construct, for errors
 * @param property name of the property, for errors
 * @param authority the certificate authority
 */
export function authorityReference(path: string, property: string, authority: CertificateAuthority): SecretReference {
  return {
    name: syntax.dnsSubdomain(path, `${property}.configMapName`, authority.configMapName),
    key: syntax.secretKey(path, `${property}.key`, authority.key ?? 'ca.crt'),
  };
}
