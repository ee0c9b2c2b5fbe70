import type { CertificateAuthority } from '../monitoring-sso-props';
import { syntax } from '../syntax';

/** A private certificate authority of the called host, as a volume. */
export interface AuthorityVolume {
  /** Path of the file with the certificates. */
  readonly file: string;
  readonly volume: { [key: string]: any };
  readonly volumeMount: { [key: string]: any };
}

export function authorityVolume(path: string, authority: CertificateAuthority, name: string, mountPath: string): AuthorityVolume {
  const configMap = syntax.dnsSubdomain(path, 'certificateAuthority.configMapName', authority.configMapName);
  const key = syntax.secretKey(path, 'certificateAuthority.key', authority.key ?? 'ca.crt');
  return {
    file: `${mountPath}/${key}`,
    volume: { name, configMap: { name: configMap, items: [{ key, path: key }] } },
    volumeMount: { name, mountPath, readOnly: true },
  };
}
