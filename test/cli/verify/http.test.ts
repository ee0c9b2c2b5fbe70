import * as http2 from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import * as tls from 'node:tls';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Answer, AskedTooOften, HttpClient, NoHttp2 } from '../../../cli/verify/http';
import { wildcardCertificate } from '../../support/fake-edge';

const url = 'https://m.example.com/';
/** What a client waits for at most, in milliseconds: long, but where waiting is what a test is about. */
const [PATIENT, IMPATIENT] = [20_000, 400];
const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

async function clientOf(
  server: Server,
  {
    authority = true,
    timeoutMilliseconds = PATIENT,
    firstByteMilliseconds,
  }: {
    readonly authority?: boolean;
    readonly timeoutMilliseconds?: number;
    readonly firstByteMilliseconds?: number;
  } = {},
): Promise<HttpClient> {
  const { cert } = await wildcardCertificate();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => sockets.push(socket)).on('tlsClientError', () => undefined);
  ends.push(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  return new HttpClient({
    hosts: new Map([['m.example.com', { address: '127.0.0.1', port: (server.address() as AddressInfo).port }]]),
    authority: authority ? () => cert : undefined,
    timeoutMilliseconds,
    firstByteMilliseconds,
  });
}

/** A server that writes what it likes, whatever was asked. */
async function writes(
  write: (socket: tls.TLSSocket) => void,
  timeoutMilliseconds?: number,
  firstByteMilliseconds?: number,
): Promise<HttpClient> {
  return clientOf(
    tls.createServer(await wildcardCertificate(), (socket) =>
      socket.on('error', () => undefined).once('data', () => write(socket)),
    ),
    { timeoutMilliseconds, firstByteMilliseconds },
  );
}

async function streams(
  answer: (stream: http2.ServerHttp2Stream, connection: tls.TLSSocket) => void,
  timeoutMilliseconds?: number,
): Promise<HttpClient> {
  const server = http2.createSecureServer(await wildcardCertificate());
  let connection: tls.TLSSocket;
  server
    .on('secureConnection', (socket) => {
      connection = socket;
    })
    .on('sessionError', () => undefined)
    .on('stream', (stream) =>
      answer(
        stream.on('error', () => undefined),
        connection,
      ),
    );
  return clientOf(server as unknown as Server, { timeoutMilliseconds });
}

const WAYS: Readonly<Record<string, (client: HttpClient) => Promise<Answer | Answer[]>>> = {
  'HTTP/1.1': (client) => client.ask(url),
  'HTTP/2': (client) => client.ask(url, { http2: true }),
  'bytes of its own': (client) => client.raw('m.example.com', 'GET / HTTP/1.1\r\nHost: m.example.com\r\n\r\n'),
};

/** A server that goes on in the same way over whatever it was asked by. */
async function goesOn(
  way: string,
  chunk: Buffer,
  milliseconds: number,
  timeoutMilliseconds?: number,
): Promise<HttpClient> {
  const forever = (to: { write(data: Buffer): unknown; on(event: 'close', listener: () => void): unknown }) => {
    const timer = setInterval(() => to.write(chunk), milliseconds);
    to.on('close', () => clearInterval(timer));
  };
  return way === 'HTTP/2'
    ? streams((stream) => {
        stream.respond({ ':status': 200 });
        forever(stream);
      }, timeoutMilliseconds)
    : writes((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nX: y\r\n\r\n');
        forever(socket);
      }, timeoutMilliseconds);
}

describe.each(Object.entries(WAYS))('a request by %s', (way, ask) => {
  test('waits for no answer that trickles on', async () => {
    // A machine that is busy may not even get as far as the answer.
    await expect(ask(await goesOn(way, Buffer.from('x'), 50, IMPATIENT))).rejects.toThrow(
      /did not (end its )?answer in time/,
    );
  });
  test('reads no more of an answer than it needs', async () => {
    const [answer] = [await ask(await goesOn(way, Buffer.alloc(300_000, 'x'), 1))].flat();
    expect(answer!.status).toBe(200);
    expect(answer!.body.length).toBeLessThan(8 * 1024 * 1024);
  });
  test('fails when it was asked too often', async () => {
    const client =
      way === 'HTTP/2'
        ? await streams((stream) => {
            stream.respond({ ':status': 429 });
            stream.end('Too Many Requests');
          })
        : await writes((socket) => socket.end('HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n'));
    await expect(ask(client)).rejects.toThrow(AskedTooOften);
  });
  test("fails when the certificate is nobody's, whatever the environment says", async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      let asked = 0;
      const client = await clientOf(
        tls.createServer({ ...(await wildcardCertificate()), ALPNProtocols: ['h2', 'http/1.1'] }, (socket) =>
          socket
            .on('error', () => undefined)
            .on('data', () => {
              asked += 1;
            }),
        ),
        { authority: false },
      );
      await expect(ask(client)).rejects.toThrow(/self-signed/);
      expect(asked).toBe(0);
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });
});

describe('answers to bytes of its own', () => {
  const answersTo = async (text: string) =>
    WAYS['bytes of its own']!(await writes((socket) => socket.end(Buffer.from(text, 'latin1')))) as Promise<Answer[]>;

  test.each([
    [
      'with a length, one after the other',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nc',
      [
        [200, 'ab'],
        [404, 'c'],
      ],
    ],
    ['after interim ones', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na', [[200, 'a']]],
    ['without any header', 'HTTP/1.1 400 Bad Request\r\n\r\nno', [[400, 'no']]],
    [
      'in chunks',
      'HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n400 B\r\nA;x=y\r\nad ' +
        'Request\r\n0\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na',
      [
        [400, '400 Bad Request'],
        [200, 'a'],
      ],
    ],
    ['in an empty chunk alone', 'HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n', [[400, '']]],
    [
      'that say they come in chunks and do not',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nServer is Healthy',
      [[200, 'Server is Healthy']],
    ],
    ['of a version that does not exist', 'HTTP/9.9 200 OK\r\nContent-Length: 1\r\n\r\na', [[200, 'a']]],
    ['of HTTP/0.9, which has a body alone', 'Server is Healthy', [[200, 'Server is Healthy']]],
    [
      'of HTTP/0.9, whose pages of an edge name their status',
      '<html><head><title>404 Not Found</title></head></html>',
      [[404, '<html><head><title>404 Not Found</title></head></html>']],
    ],
    ['unless their head is cut off', 'HTTP/1.1 200 OK\r\nContent-', []],
    ['unless there are none', '', []],
    [
      'that are cut off in a chunk',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nServer is',
      [[200, 'Server is']],
    ],
  ])('are read %s', async (_what, text, expected) => {
    expect((await answersTo(text)).map(({ status, body }) => [status, body])).toEqual(expected);
  });
  // Quadratic work would take minutes.
  test('are read at once, however they were made', async () => {
    for (const body of [
      '0\n'.repeat(400_000),
      '1\r\na\r\n'.repeat(100_000),
      'HTTP/1.1 100 x\r\n\r\n'.repeat(40_000),
      'a: b\r\n'.repeat(100_000),
    ]) {
      await answersTo(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}x`);
    }
  }, 30_000);
});

describe('an answer of a server that may stay silent', () => {
  const raw = (client: HttpClient) => client.raw('m.example.com', 'GET / HTTP/1.1\n\n', { quietMilliseconds: 1 });

  test('is waited for, however soon it counts as complete once it has begun', async () => {
    const late = await writes((socket) =>
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na'), 300),
    );
    expect(await raw(late)).toMatchObject([{ status: 200, body: 'a' }]);
  });
  test('is none where nothing comes', async () =>
    expect(await raw(await writes(() => undefined, IMPATIENT))).toEqual([]));
  test('is waited for over the seconds that a page may take to begin', async () => {
    const late = await writes((socket) =>
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na'), 4000),
    );
    expect(await raw(late)).toMatchObject([{ status: 200, body: 'a' }]);
  });
  test(
    'is none where nothing comes for as long as a first byte may take, long before the patience of ' + 'the client',
    async () => {
      expect(await raw(await writes(() => undefined, PATIENT, 100))).toEqual([]);
    },
    4000,
  );
});

describe('an answer over HTTP/2', () => {
  test('is read where its stream has ended as it should', async () => {
    const client = await streams((stream) => {
      stream.respond({ ':status': 403, 'set-cookie': ['a=b'], 'x': 'y' });
      stream.end('Forbidden');
    });
    expect(await client.ask(url, { http2: true })).toMatchObject({
      status: 403,
      cookies: ['a=b'],
      headers: { x: 'y' },
      body: 'Forbidden',
    });
  });
  test.each<[string, Parameters<typeof streams>[0]]>([
    ['the stream is closed', (stream) => stream.close(http2.constants.NGHTTP2_NO_ERROR)],
    ['the stream is refused', (stream) => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM)],
    ['the connection is closed', (_stream, connection) => connection.end()],
    ['the connection is reset', (_stream, connection) => connection.destroy()],
    [
      'the answer is broken off',
      (stream, connection) => {
        stream.respond({ ':status': 200 });
        stream.write('x');
        setTimeout(() => connection.destroy(), 50);
      },
    ],
    [
      'the answer goes on after the end of its connection',
      (stream, connection) => {
        stream.respond({ ':status': 200 });
        stream.write('x');
        setTimeout(() => connection.end(), 50);
      },
    ],
  ])('is none where %s', async (_what, answer) => {
    await expect((await streams(answer, IMPATIENT)).ask(url, { http2: true })).rejects.toThrow();
  });
  test('is none of a server that speaks HTTP/1.1 alone', async () => {
    await expect((await writes(() => undefined)).ask(url, { http2: true })).rejects.toThrow(NoHttp2);
  });
});
