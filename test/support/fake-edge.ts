import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { type SoundAnswer, soundAnswers } from './sound-answer';
import type { Credential } from '../../cli/verify/target';
import { Outcome } from '../../lib/access/decide';
import type { AccessTable } from '../../lib/report/access-table';

/** A received request. */
export interface Arrived {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A fault of an edge: another response or none. Returns `undefined` for requests without a fault. */
export type Fault = (
  request: Arrived,
  right: Outcome,
) => { status: number; headers?: Record<string, string>; body?: string } | 'none' | undefined;

let wildcard: Promise<{ cert: string; key: string }> | undefined;

/** Key and self-signed certificate of *.example.com. */
export const wildcardCertificate = () => (wildcard ??= certificateFor('*.example.com'));

async function certificateFor(name: string): Promise<{ cert: string; key: string }> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
  });
  return { cert, key };
}

/** The response with which the proxy starts a sign-in. */
const started = ({ signOn }: AccessTable): Omit<SoundAnswer, 'outcome'> => ({
  status: 302,
  headers: {
    location: `${signOn.issuer}/auth?${new URLSearchParams({ response_type: 'code', redirect_uri: `https://${signOn.host}/oauth2/callback`, state: 'x'.repeat(40) })}`,
  },
});

/** A server that responds according to the access table, except for the given faults. */
export class FakeEdge {
  static async start(
    table: AccessTable,
    credentials: readonly Credential[],
    fault: Fault = () => undefined,
  ): Promise<FakeEdge> {
    const hosts = [...new Set([table.signOn.host, ...table.rows.map(({ host }) => host)])];
    const { cert, key } = await wildcardCertificate();
    const arrived: Arrived[] = [];
    const sound = soundAnswers(table, credentials);
    const server = https.createServer({ cert, key }, (request, response) => {
      const [path] = request.url!.split('?') as [string];
      const host = request.headers.host!.replace(/:\d+$/, '');
      const seen = { method: request.method!, host, path: request.url!, headers: request.headers };
      arrived.push(seen);
      const { outcome, ...right } =
        path === '/oauth2/start'
          ? { outcome: Outcome.SIGN_IN, ...started(table) }
          : sound({
              method: request.method!,
              host,
              path,
              address: `https://${host}${request.url}`,
              cookie: request.headers.cookie,
              token: request.headers.authorization,
            });
      const wrong = fault(seen, outcome);
      if (wrong === 'none') return;
      const { status, headers, body } = wrong ?? right;
      response.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeEdge(server, cert, arrived, hosts);
  }

  private constructor(
    private readonly server: https.Server,
    readonly certificate: string,
    readonly arrived: readonly Arrived[],
    private readonly names: readonly string[],
  ) {}

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** All hosts of the table, with the address of this server. */
  get hosts() {
    return new Map(this.names.map((name) => [name, { address: '127.0.0.1', port: this.port }]));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
