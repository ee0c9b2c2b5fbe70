import type { ServiceAccountToken } from './service-account-token';
import { refuse } from '../errors';
import { authorityReference, CertificateAuthority } from '../isolation/certificate-authority';

/** A volume with the private certificate authority of the called host. */
export interface AuthorityVolume {
  /** Path of the file with the certificates. */
  readonly file: string;
  readonly volume: { [key: string]: any };
  readonly volumeMount: { [key: string]: any };
}

/** Returns the volume of a certificate authority. Refuses names that the volume of the token already has. */
export function authorityVolume(
  path: string,
  authority: CertificateAuthority,
  name: string,
  mountPath: string,
  token?: ServiceAccountToken,
): AuthorityVolume {
  if (token?.volume.name === name || token?.volumeMount.mountPath === mountPath) {
    refuse({
      path,
      what: 'the token and the certificate authority have the same volume name or mount path',
      got: token.volumeMount,
      allowed: `other names than ${name} and ${mountPath}`,
      fix: 'give the token another volumeName and mountPath',
    });
  }
  const { name: configMap, key } = authorityReference(path, 'certificateAuthority', authority);
  return {
    file: `${mountPath}/${key}`,
    volume: { name, configMap: { name: configMap, items: [{ key, path: key }] } },
    volumeMount: { name, mountPath, readOnly: true },
  };
}
