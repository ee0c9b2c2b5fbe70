import * as http from 'node:http';
import * as http2 from 'node:http2';
import * as https from 'node:https';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { answersIn } from './raw-answers';

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

/** Thrown in place of an answer with status 429, which says nothing about the request. */
export class AskedTooOften extends Error {
  constructor() {
    super('asked too often (status 429): lower the rate');
  }
}

/** Thrown when a server was to be asked over HTTP/2 that has no such thing. */
export class NoHttp2 extends Error {}

/** How a connection for a request of one's own making is opened. */
export interface Wire {
  /** The name given in the TLS handshake. @default - the host */
  readonly servername?: string;
  /** Without TLS, to the port for plain HTTP. @default false */
  readonly plain?: boolean;
  /** Whoever answers: for names in the handshake that no certificate is for. Nothing secret must be sent. @default false */
  readonly anyCertificate?: boolean;
  /** Time without any byte after which an answer that has begun counts as complete, and one that has not begun in a few seconds as none. @default - the client's own patience */
  readonly quietMilliseconds?: number;
}

export interface HttpClientOptions {
  /** The only hosts that are ever asked, by the name in the address; each with what is connected to in its place. */
  readonly hosts?: ReadonlyMap<string, Endpoint>;
  /** Certificate authorities in PEM, in place of the public ones; asked for anew for each request. */
  readonly authority?: () => string | Buffer;
  /** @default 30_000 */
  readonly timeoutMilliseconds?: number;
  /**
   * How long bytes of one's own making wait for the first one of an answer, where a server may stay silent: by then a page that an application makes has begun. Servers that wait for
   * the rest of an odd request are silent for a minute, and many are asked. @default 5000
   */
  readonly firstByteMilliseconds?: number;
}

export interface Endpoint {
  /** @default - the host itself */
  readonly address?: string;
  /** Port for HTTPS. @default 443 */
  readonly port?: number;
}

/** An address in parts, and what is connected to for it. */
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

/** What has come of an answer so far. */
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

/** What is under way, and is over with its answer. */
interface Exchange {
  destroy(): void;
}

/**
 * One request at a time, its path sent as it is written: other clients would tidy up `..` and `%2F`. It follows nothing, keeps nothing and, given a list
 * of hosts, asks no other. It waits for no answer without end, and reads no more of one than a mebibyte.
 */
export class HttpClient {
  /** The longest time that an answer has taken, in milliseconds. */
  private slowest = 0;

  constructor(private readonly options: HttpClientOptions = {}) {}

  /** Sends a request and gives its answer, whatever that is but `AskedTooOften`; throws when there is none. */
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
   * Sends bytes of one's own making to a host and gives every answer that comes back: for requests that a well-behaved client cannot write. An empty list means that the
   * connection was closed without an answer.
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
      // Longer than the server has taken for anything yet.
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
      // What the server upgrades to is nobody's business here; that it did is the answer.
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
        if (socket.alpnProtocol !== 'h2') return reject(new NoHttp2(`${to.authority} does not speak HTTP/2`));
        const session = http2
          .connect(`https://${to.authority}`, { createConnection: () => socket })
          .on('error', reject);
        // Which of the two sees what comes is the session's affair from here on.
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

  /** Ends every exchange: with its answer, with what it failed by, or because it goes on and on. */
  private async inTime<T>(
    what: string,
    begin: (resolve: (value: T) => void, reject: (error: Error) => void) => Exchange,
  ): Promise<T> {
    let exchange: Exchange | undefined;
    let deadline: NodeJS.Timeout | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        // Other time-outs start anew with each byte.
        deadline = setTimeout(() => reject(new Error(`${what} did not end its answer in time`)), 2 * this.patience);
        exchange = begin(resolve, reject);
      });
    } finally {
      clearTimeout(deadline);
      exchange?.destroy();
    }
  }

  /** Whose certificate is good: nobody's who has none, whatever the environment says of this process. */
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
    if (!endpoint)
      throw new NotNamed(`${host} is none of the hosts that may be asked: ${[...hosts.keys()].join(', ')}`);
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
