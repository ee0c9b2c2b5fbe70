import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { output, removeFolder, temporaryFolder } from '../../support/process';

/** A request to an upstream. */
export interface Asked {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
  readonly sha256: string;
}

/** A certificate authority, and an untrusted one that issues certificates for the same names. */
export class Authority {
  private readonly folder = temporaryFolder('authority');
  readonly file = path.join(this.folder, 'ca.crt');

  static async create(): Promise<Authority> {
    const authority = new Authority();
    await authority.request('ca', '-subj', '/CN=authority', '-addext', 'keyUsage=critical,keyCertSign');
    return authority;
  }

  async issue(name: string): Promise<{ cert: string; key: string }> {
    await this.request(
      'server',
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-subj',
      `/CN=${name}`,
      '-addext',
      `subjectAltName=DNS:${name}`,
      '-addext',
      'basicConstraints=critical,CA:FALSE',
    );
    const read = (extension: string) => readFileSync(path.join(this.folder, `server.${extension}`), 'utf8');
    return { cert: read('crt'), key: read('key') };
  }

  remove(): void {
    removeFolder(this.folder);
  }

  private async request(stem: string, ...args: string[]): Promise<void> {
    await output(
      [
        'openssl',
        'req',
        '-x509',
        '-nodes',
        '-days',
        '2',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        ...args,
        '-keyout',
        `${stem}.key`,
        '-out',
        `${stem}.crt`,
      ],
      { cwd: this.folder },
    );
  }
}

/** An application behind a machine route. It records each request and returns it. */
export class Upstream {
  readonly asked: Asked[] = [];
  private readonly server: Server;
  /** Status of the response. */
  decide: (asked: Asked) => number = () => 200;
  /** Target of redirects. */
  location?: string;

  static async start(certificate: { cert: string; key: string }): Promise<Upstream> {
    const upstream = new Upstream(certificate);
    await new Promise<void>((resolve) => upstream.server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  private constructor(certificate: { cert: string; key: string }) {
    this.server = createServer(certificate, (request, response) => {
      const digest = createHash('sha256');
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        digest.update(chunk);
        bytes += chunk.length;
      });
      request.on('end', () => {
        const asked = {
          method: request.method!,
          target: request.url!,
          headers: request.headers,
          bytes,
          sha256: digest.digest('hex'),
        };
        this.asked.push(asked);
        response.writeHead(this.decide(asked), {
          'content-type': 'application/json',
          ...(this.location ? { location: this.location } : {}),
        });
        response.end(JSON.stringify(asked));
      });
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A string in the form of a token. */
export function tokenOf(name: string): string {
  return ['header', name, 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');
}

/** The content of /etc/hosts, so that names resolve to the servers of the test. */
export function hostsFile(folder: string, ...names: string[]): string {
  const file = path.join(folder, 'hosts');
  writeFileSync(file, ['127.0.0.1 localhost', ...names.map((name) => `127.0.0.1 ${name}`), ''].join('\n'));
  return file;
}
