import * as http from 'node:http';
import * as http2 from 'node:http2';
import * as https from 'node:https';
import * as net from 'node:net';
import * as tls from 'node:tls';

/** Headers by name; a list of values becomes as many headers, and `undefined` none. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request beside its address. */
export interface Question {
  readonly method?: string;
  readonly headers?: Headers;
  readonly body?: string;
  /** Over HTTP/2, whose header lines a server puts together itself; fails where the server speaks HTTP/1.1 alone. @default false */
  readonly http2?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** The lines of all Set-Cookie headers. */
  readonly cookies: readonly string[];
  readonly body: string;
}

/** More of an answer is not read, in bytes. */
const LONGEST_BODY = 1024 * 1024;

/** Thrown when a host would have to be asked that nobody has named. */
export class NotNamed extends Error {}

/** How a connection for a request of one's own making is opened. */
export interface Wire {
  /** The name given in the TLS handshake. @default - the host */
  readonly servername?: string;
  /** Without TLS, to the port for plain HTTP. @default false */
  readonly plain?: boolean;
  /** Whoever answers: for names in the handshake that no certificate is for. Nothing secret must be sent. @default false */
  readonly anyCertificate?: boolean;
  /** Time without any byte after which the answer counts as complete. @default - the client's own patience */
  readonly quietMilliseconds?: number;
}

export interface HttpClientOptions {
  /** The only hosts that are ever asked, by the name in the address; each with what is connected to in its place. */
  readonly hosts?: ReadonlyMap<string, Endpoint>;
  /** Certificate authorities in PEM, in place of the public ones; asked for anew for each request. */
  readonly authority?: () => string | Buffer;
  /** @default 30_000 */
  readonly timeoutMilliseconds?: number;
}

export interface Endpoint {
  /** @default - the host itself */
  readonly address?: string;
  /** Port for HTTPS. @default 443 */
  readonly port?: number;
}

/**
 * One request at a time, its path sent as it is written: other clients would tidy up `..` and `%2F`. It follows nothing, keeps nothing and, given a list
 * of hosts, asks no other.
 */
export class HttpClient {
  /** The longest time that an answer has taken, in milliseconds. */
  private slowest = 0;

  constructor(private readonly options: HttpClientOptions = {}) {}

  /** Sends a request and gives its answer, whatever that is; throws when there is none. */
  public ask(url: string, question: Question = {}): Promise<Answer> {
    const parts = /^(https?):\/\/([^/:?#]+)(?::(\d+))?([^#]*)/.exec(url);
    if (!parts) throw new Error(`${url} is no address`);
    const [, scheme, host, port, rest] = parts;
    const endpoint = this.endpoint(host);
    const secure = scheme === 'https';
    const { method = 'GET', headers = {}, body } = question;
    const to = { host: endpoint.address ?? host, port: Number(port ?? (secure ? endpoint.port ?? 443 : 80)), path: rest === '' || rest.startsWith('?') ? `/${rest}` : rest };
    const authority = port ? `${host}:${port}` : host;
    if (question.http2) return this.multiplexed({ ...to, servername: host, authority }, question);
    return new Promise((resolve, reject) => {
      const begin = Date.now();
      const request = (secure ? https : http).request({
        ...to, method, agent: false, timeout: this.patience, maxHeaderSize: 128 * 1024,
        headers: { Host: authority, ...present(headers), ...body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) } } as http.OutgoingHttpHeaders,
        ...secure ? { ca: this.options.authority?.(), servername: net.isIP(host) ? '' : host } : {},
      }, (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const done = () => {
          clearTimeout(deadline);
          this.slowest = Math.max(this.slowest, Date.now() - begin);
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, cookies: answer.headers['set-cookie'] ?? [], body: Buffer.concat(chunks).toString('utf8') });
        };
        answer.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > LONGEST_BODY) {
            done();
            request.destroy();
          }
        }).on('error', reject).on('end', done);
      });
      // A time-out starts anew with each byte; an answer without end would go on for ever.
      const deadline = setTimeout(() => request.destroy(new Error(`${url} did not end its answer in time`)), 2 * this.patience);
      // What the server upgrades to is nobody's business here; that it did is the answer.
      request.on('upgrade', (answer, socket) => {
        socket.destroy();
        resolve({ status: answer.statusCode ?? 101, headers: answer.headers, cookies: answer.headers['set-cookie'] ?? [], body: '' });
      });
      request.on('error', reject).on('close', () => clearTimeout(deadline)).on('timeout', () => request.destroy(new Error(`${url} did not answer in time`)));
      request.end(body);
    });
  }

  /**
   * Sends bytes of one's own making to a host and gives every answer that comes back: for requests that a well-behaved client cannot write. An empty list means that the
   * connection was closed without an answer.
   */
  public raw(host: string, bytes: string | Buffer, wire: Wire = {}): Promise<Answer[]> {
    const endpoint = this.endpoint(host);
    const place = { host: endpoint.address ?? host, port: wire.plain ? 80 : endpoint.port ?? 443 };
    const servername = wire.servername ?? host;
    return new Promise((resolve, reject) => {
      const socket = wire.plain ? net.connect(place) : tls.connect({
        ...place, ca: this.options.authority?.(), ...net.isIP(servername) ? {} : { servername },
        // The certificate is for the host, whatever name the handshake was given.
        checkServerIdentity: (_name, certificate) => tls.checkServerIdentity(host, certificate), rejectUnauthorized: !wire.anyCertificate,
      });
      const chunks: Buffer[] = [];
      const done = () => {
        socket.destroy();
        resolve(answersIn(Buffer.concat(chunks)));
      };
      socket.once(wire.plain ? 'connect' : 'secureConnect', () => {
        socket.write(bytes);
        // Longer than the server has taken for anything yet.
        if (wire.quietMilliseconds !== undefined) socket.setTimeout(Math.min(this.patience, Math.max(wire.quietMilliseconds, 3 * this.slowest)));
      });
      socket.setTimeout(this.patience, () => (chunks.length > 0 || wire.quietMilliseconds !== undefined ? done() : socket.destroy(new Error(`${host} did not answer in time`))));
      socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', done).on('close', done)
        .on('error', (error) => (chunks.length > 0 || ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '') ? done() : reject(error)));
    });
  }

  /** One request on a connection of its own. */
  private multiplexed(to: { host: string; port: number; servername: string; authority: string; path: string }, { method = 'GET', headers = {}, body }: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const session = http2.connect(`https://${to.authority}`, {
        createConnection: () => tls.connect({ host: to.host, port: to.port, ca: this.options.authority?.(), ALPNProtocols: ['h2'], ...net.isIP(to.servername) ? {} : { servername: to.servername } }),
      });
      const failed = (error: Error) => {
        session.destroy();
        reject(error);
      };
      session.on('error', failed).setTimeout(this.patience, () => failed(new Error(`https://${to.authority}${to.path} did not answer in time`)));
      const stream = session.request({ ...present(headers) as http2.OutgoingHttpHeaders, ':method': method, ':path': to.path }, { endStream: body === undefined });
      const chunks: Buffer[] = [];
      let answered: http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader = {};
      stream.on('response', (answer) => { answered = answer; }).on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', failed).on('end', () => {
        session.close();
        resolve({ status: answered[':status'] ?? 0, headers: answered as http.IncomingHttpHeaders, cookies: answered['set-cookie'] ?? [], body: Buffer.concat(chunks).toString('utf8') });
      });
      if (body !== undefined) stream.end(body);
    });
  }

  private get patience(): number {
    return this.options.timeoutMilliseconds ?? 30_000;
  }

  private endpoint(host: string): Endpoint {
    const { hosts } = this.options;
    if (!hosts) return {};
    const endpoint = hosts.get(host.toLowerCase());
    if (!endpoint) throw new NotNamed(`${host} is none of the hosts that may be asked: ${[...hosts.keys()].join(', ')}`);
    return endpoint;
  }
}

const present = (headers: Headers) => Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));

/** The final answers in what a connection brought, in order; interim ones such as 100 are left out. */
function answersIn(bytes: Buffer): Answer[] {
  const answers: Answer[] = [];
  let rest = bytes.toString('latin1');
  for (;;) {
    const head = /^HTTP\/1\.[01] (\d{3})[^\r\n]*\r?\n([\s\S]*?)\r?\n\r?\n/.exec(rest);
    if (!head) return answers;
    const lines = head[2].split(/\r?\n/).map((line) => /^([^:]+):[ \t]*(.*)$/.exec(line)).filter((line): line is RegExpExecArray => line !== null);
    const headers: http.IncomingHttpHeaders = {};
    for (const [, name, value] of lines) if (name.toLowerCase() !== 'set-cookie') headers[name.toLowerCase()] = value;
    const cookies = lines.filter(([, name]) => name.toLowerCase() === 'set-cookie').map(([,, value]) => value);
    const status = Number(head[1]);
    rest = rest.slice(head[0].length);
    const body = bodyIn(rest, status, headers);
    rest = rest.slice(body.length);
    if (status >= 200) answers.push({ status, headers, cookies, body });
  }
}

/** The body as it came over the wire, chunks and all. */
function bodyIn(rest: string, status: number, headers: http.IncomingHttpHeaders): string {
  if (status < 200 || status === 204 || status === 304) return '';
  if (headers['transfer-encoding'] === 'chunked') return /^[\s\S]*?(?:^|\n)0\r?\n(?:[^\r\n]+\r?\n)*\r?\n/.exec(rest)?.[0] ?? rest;
  return headers['content-length'] === undefined ? rest : rest.slice(0, Number(headers['content-length']));
}
