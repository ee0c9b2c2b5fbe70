import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { output } from '../../support/process';
import { runFolder } from '../places';

export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

const request = [
  'openssl',
  'req',
  '-x509',
  '-nodes',
  '-days',
  '30',
  '-newkey',
  'ec',
  '-pkeyopt',
  'ec_paramgen_curve:prime256v1',
];

/**
 * A certificate authority. All parts of the test trust the authority of the test, like a public one.
 */
export class Authority {
  static async create(name = 'authority'): Promise<Authority> {
    const folder = path.join(runFolder, name);
    mkdirSync(folder, { recursive: true });
    await output(
      [
        ...request,
        '-subj',
        '/CN=authority of the live test',
        '-addext',
        'keyUsage=critical,keyCertSign',
        '-keyout',
        'ca.key',
        '-out',
        'ca.crt',
      ],
      { cwd: folder },
    );
    const authority = new Authority(readFileSync(path.join(folder, 'ca.crt'), 'utf8'), folder);
    writeFileSync(
      authority.trustStore,
      `${readFileSync('/etc/ssl/certs/ca-certificates.crt', 'utf8')}\n${authority.certificate}`,
    );
    return authority;
  }

  /** The content of /etc/ssl/certs/ca-certificates.crt in every pod. */
  readonly trustStore: string;
  readonly file: string;
  private issued = 0;

  private constructor(
    readonly certificate: string,
    private readonly folder: string,
  ) {
    this.trustStore = path.join(folder, 'ca-certificates.crt');
    this.file = path.join(folder, 'ca.crt');
  }

  async issue(names: readonly string[]): Promise<KeyPair> {
    const stem = `issued-${(this.issued += 1)}`;
    await output(
      [
        ...request,
        '-CA',
        'ca.crt',
        '-CAkey',
        'ca.key',
        '-subj',
        `/CN=${names[0]!.slice(0, 64)}`,
        '-addext',
        `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`,
        '-addext',
        'basicConstraints=critical,CA:FALSE',
        '-addext',
        'extendedKeyUsage=serverAuth,clientAuth',
        '-keyout',
        `${stem}.key`,
        '-out',
        `${stem}.crt`,
      ],
      { cwd: this.folder },
    );
    const read = (extension: string) => readFileSync(path.join(this.folder, `${stem}.${extension}`), 'utf8');
    return { certificate: read('crt'), key: read('key') };
  }
}
