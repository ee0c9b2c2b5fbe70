import { authorityReference, CertificateAuthority } from '../isolation/certificate-authority';

/** A private certificate authority of the called host, as a volume. */
export interface AuthorityVolume {
  /** Path of the file with the certificates. */
  readonly file: string;
  readonly volume: { [key: string]: any };
  readonly volumeMount: { [key: string]: any };
}

export function authorityVolume(path: string, authority: CertificateAuthority, name: string, mountPath: string): AuthorityVolume {
  const { name: configMap, key } = authorityReference(path, 'certificateAuthority', authority);
  return {
    file: `${mountPath}/${key}`,
    volume: { name, configMap: { name: configMap, items: [{ key, path: key }] } },
    volumeMount: { name, mountPath, readOnly: true },
  };
}
