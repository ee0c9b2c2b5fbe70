import * as http from 'node:http';
import * as http2 from 'node:http2';
import * as https from 'node:https';
import * as net from 'node:net';
import * as tls from 'node:tls';
import type { Answer } from './answer';
import { answersIn } from './raw-answers';

export type { Answer } from './answer';

/** Headers by name; a list of values becomes as many headers, and `undefined` none. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The parts of a request besides its address. */
export interface Question {
  readonly method?: string;
  readonly headers?: Headers;
  readonly body?: string;
  /**
   * Use HTTP/2, where the server itself joins header lines. Fails if the server supports only HTTP/1.1.
   *
   * @default false
   */
  readonly http2?: boolean;
}

/** The maximum length of a body in bytes. */
const LONGEST_BODY = 1024 * 1024;

/** Thrown when a request is for a host that the user did not name. */
export class NotNamed extends Error {}

/** Thrown in place of an answer with status 429, which says nothing about the request. */
export class AskedTooOften extends Error {
  constructor() {
    super('asked too often (status 429): lower the rate');
  }
}

/** Thrown when a server does not support HTTP/2. */
export class NoHttp2 extends Error {}

/** Options of a connection for a raw request. */
export interface Wire {
  /** The name given in the TLS handshake. @default - the host */
  readonly servername?: string;
  /** Without TLS, to the port for plain HTTP. @default false */
  readonly plain?: boolean;
  /**
   * Accept any certificate: for server names that no certificate covers. Send no secret then.
   *
   * @default false
   */
  readonly anyCertificate?: boolean;
  /**
   * Idle time after which an answer that has begun counts as complete. An answer that has not begun after a few
   * seconds counts as missing.
   *
   * @default - the timeout of the client
   */
  readonly quietMilliseconds?: number;
}

export interface HttpClientOptions {
  /** The only hosts that are asked, each with the endpoint to connect to. */
  readonly hosts?: ReadonlyMap<string, Endpoint>;
  /** Certificate authorities in PEM, in place of the public ones. Called for each request. */
  readonly authority?: () => string | Buffer;
  /** @default 30_000 */
  readonly timeoutMilliseconds?: number;
  /**
   * How long a raw request waits for the first byte, where a server may send no answer. An application has begun its
   * page by then. Servers that wait for the rest of an incomplete request wait for a minute, and there are many such
   * requests.
   *
   * @default 5000
   */
  readonly firstByteMilliseconds?: number;
}

export interface Endpoint {
  /** @default - the host itself */
  readonly address?: string;
  /** Port for HTTPS. @default 443 */
  readonly port?: number;
}

/** The parts of an address, and the endpoint to connect to. */
interface Place {
  readonly url: string;
  readonly secure: boolean;
  /** The host of the address. */
  readonly name: string;
  readonly authority: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** The bytes of an answer received so far. */
class ReceivedBytes {
  private readonly chunks: Buffer[] = [];
  public size = 0;

  constructor(private readonly enough: () => void) {}

  public add(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size > LONGEST_BODY) this.enough();
  }

  public get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

/** A request in progress. */
interface Exchange {
  destroy(): void;
}

/**
 * An HTTP client that sends the path unchanged; other clients normalize `..` and `%2F`. It follows no redirects,
 * stores no cookies and, given a list of hosts, asks no other host. Every request has a timeout, and at most one
 * mebibyte of a body is read.
 */
export class HttpClient {
  /** The duration of the slowest answer so far in milliseconds. */
  private slowest = 0;

  constructor(private readonly options: HttpClientOptions = {}) {}

  /** Send a request and return its answer. Throws if there is no answer, and `AskedTooOften` for status 429. */
  public async ask(url: string, question: Question = {}): Promise<Answer> {
    const parts = /^(https?):\/\/([^/:?#]+)(?::(\d+))?([^#]*)/.exec(url);
    if (!parts) throw new Error(`${url} is no address`);
    const [, scheme, host, port, rest] = parts;
    const endpoint = this.endpoint(host);
    const secure = scheme === 'https';
    const to: Place = {
      url,
      secure,
      name: host,
      authority: port ? `${host}:${port}` : host,
      host: endpoint.address ?? host,
      port: Number(port ?? (secure ? (endpoint.port ?? 443) : 80)),
      path: rest === '' || rest.startsWith('?') ? `/${rest}` : rest,
    };
    return withoutRateLimit([await (question.http2 ? this.multiplexed(to, question) : this.plainly(to, question))])[0];
  }

  /**
   * Send raw bytes to a host and return all answers: for requests that a correct client cannot write. An empty list
   * means that the server closed the connection without an answer.
   */
  public async raw(host: string, bytes: string | Buffer, wire: Wire = {}): Promise<Answer[]> {
    const endpoint = this.endpoint(host);
    const place = { host: endpoint.address ?? host, port: wire.plain ? 80 : (endpoint.port ?? 443) };
    const bytesBack = await this.inTime<Buffer>(host, (resolve, reject) => {
      const socket = wire.plain
        ? net.connect(place)
        : tls.connect({
            ...place,
            ...this.handshake(wire.servername ?? host),
            // The certificate is for the host, whatever name the handshake was given.
            checkServerIdentity: (_name, certificate) => tls.checkServerIdentity(host, certificate),
            rejectUnauthorized: !wire.anyCertificate,
          });
      const received = new ReceivedBytes(() => done());
      const done = () => resolve(received.bytes);
      // Wait longer than the slowest answer so far.
      const quietFor = (milliseconds: number) =>
        wire.quietMilliseconds !== undefined &&
        socket.setTimeout(Math.min(this.patience, Math.max(wire.quietMilliseconds, milliseconds, 3 * this.slowest)));
      socket.once(wire.plain ? 'connect' : 'secureConnect', () => {
        socket.write(bytes);
        quietFor(this.options.firstByteMilliseconds ?? 5000);
      });
      socket.once('data', () => quietFor(0));
      socket.setTimeout(this.patience, () =>
        received.size > 0 || wire.quietMilliseconds !== undefined
          ? done()
          : reject(new Error(`${host} did not answer in time`)),
      );
      socket
        .on('data', (chunk: Buffer) => received.add(chunk))
        .on('end', done)
        .on('close', done)
        .on('error', (error) =>
          received.size > 0 || ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')
            ? done()
            : reject(error),
        );
      return socket;
    });
    return withoutRateLimit(answersIn(bytesBack));
  }

  /** Over HTTP/1.1. */
  private plainly(to: Place, { method = 'GET', headers = {}, body }: Question): Promise<Answer> {
    return this.inTime(to.url, (resolve, reject) => {
      const begin = Date.now();
      const request = (to.secure ? https : http).request(
        {
          host: to.host,
          port: to.port,
          path: to.path,
          method,
          agent: false,
          timeout: this.patience,
          maxHeaderSize: 128 * 1024,
          headers: {
            Host: to.authority,
            ...present(headers),
            ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }),
          } as http.OutgoingHttpHeaders,
          ...(to.secure ? this.handshake(to.name) : {}),
        },
        (answer) => {
          const received = new ReceivedBytes(() => done());
          const done = () => {
            this.slowest = Math.max(this.slowest, Date.now() - begin);
            resolve(answered(answer.statusCode, answer.headers, received));
          };
          answer
            .on('data', (chunk: Buffer) => received.add(chunk))
            .on('error', reject)
            .on('end', done);
        },
      );
      // The upgrade itself is the answer; the new protocol is not used.
      request.on('upgrade', (answer, socket) => {
        socket.destroy();
        resolve(answered(answer.statusCode ?? 101, answer.headers));
      });
      request.on('error', reject).on('timeout', () => reject(new Error(`${to.url} did not answer in time`)));
      request.end(body);
      return request;
    });
  }

  /** Over HTTP/2, on a connection of its own. */
  private multiplexed(to: Place, { method = 'GET', headers = {}, body }: Question): Promise<Answer> {
    return this.inTime(to.url, (resolve, reject) => {
      const late = () => reject(new Error(`${to.url} did not answer in time`));
      const socket = tls.connect({
        host: to.host,
        port: to.port,
        ...this.handshake(to.name),
        ALPNProtocols: ['h2', 'http/1.1'],
      });
      socket.once('secureConnect', () => {
        if (socket.alpnProtocol !== 'h2') return reject(new NoHttp2(`${to.authority} does not support HTTP/2`));
        const session = http2
          .connect(`https://${to.authority}`, { createConnection: () => socket })
          .on('error', reject);
        // From here on the HTTP/2 session has the timeout.
        socket.setTimeout(0);
        session.setTimeout(this.patience, late);
        const stream = session.request(
          { ...(present(headers) as http2.OutgoingHttpHeaders), ':method': method, ':path': to.path },
          { endStream: body === undefined },
        );
        let head: http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader = {};
        const received = new ReceivedBytes(() => resolve(answered(head[':status'], head, received)));
        stream
          .on('response', (answer) => {
            head = answer;
          })
          .on('data', (chunk: Buffer) => received.add(chunk))
          .on('error', reject)
          .on('close', () =>
            head[':status'] === undefined || stream.rstCode !== http2.constants.NGHTTP2_NO_ERROR
              ? reject(new Error(`${to.url} was not answered before its stream was closed`))
              : resolve(answered(head[':status'], head, received)),
          );
        if (body !== undefined) stream.end(body);
      });
      socket.setTimeout(this.patience, late).on('error', reject);
      return socket;
    });
  }

  /** Run an exchange and end it: with its answer, its error, or after the time limit. */
  private async inTime<T>(
    what: string,
    begin: (resolve: (value: T) => void, reject: (error: Error) => void) => Exchange,
  ): Promise<T> {
    let exchange: Exchange | undefined;
    let deadline: NodeJS.Timeout | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        // The other timeouts restart with each byte.
        deadline = setTimeout(() => reject(new Error(`${what} did not end its answer in time`)), 2 * this.patience);
        exchange = begin(resolve, reject);
      });
    } finally {
      clearTimeout(deadline);
      exchange?.destroy();
    }
  }

  /** Verify the certificate of the server, whatever the environment of this process says. */
  private handshake(servername: string): tls.ConnectionOptions {
    return {
      ca: this.options.authority?.(),
      rejectUnauthorized: true,
      servername: net.isIP(servername) ? '' : servername,
    };
  }

  private get patience(): number {
    return this.options.timeoutMilliseconds ?? 30_000;
  }

  private endpoint(host: string): Endpoint {
    const { hosts } = this.options;
    if (!hosts) return {};
    const endpoint = hosts.get(host.toLowerCase());
    if (!endpoint) {
      throw new NotNamed(`${host} is none of the hosts that may be asked: ${[...hosts.keys()].join(', ')}`);
    }
    return endpoint;
  }
}

const present = (headers: Headers) =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));

function withoutRateLimit(answers: Answer[]): Answer[] {
  if (answers.some(({ status }) => status === 429)) throw new AskedTooOften();
  return answers;
}

const answered = (status: number | undefined, headers: http.IncomingHttpHeaders, received?: ReceivedBytes): Answer => ({
  status: status ?? 0,
  headers,
  cookies: headers['set-cookie'] ?? [],
  body: received?.bytes.toString('utf8') ?? '',
});
