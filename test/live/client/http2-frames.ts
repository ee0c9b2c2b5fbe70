import { readFileSync } from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { runFolder } from '../places';

/**
 * Names and values of a request's header block, in order, pseudo-headers first. They are written unchanged, also if
 * they are invalid.
 */
export type Fields = readonly (readonly [string, string])[];

/** The response of a server. */
export interface Stream {
  /** All DATA frames of the stream. */
  readonly body: string;
  /** Whether the server ended the stream or the connection with an error. */
  readonly refused: boolean;
}

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const [DATA, HEADERS, RST_STREAM, SETTINGS, GOAWAY] = [0, 1, 3, 4, 7];
const [END_STREAM, END_HEADERS] = [1, 4];

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A string in HPACK without compression (RFC 7541, 5.2): its length with a seven-bit prefix, then its bytes. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1');
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const length = [127];
  let rest = bytes.length - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) length.push((rest % 128) + 128);
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}

/**
 * Sends a request over HTTP/2 with hand-written frames, since clients refuse to send newlines in values, or wrong
 * lengths.
 */
export function askInFrames(host: string, fields: Fields, body = '', milliseconds = 2500): Promise<Stream> {
  const block = Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
  return new Promise((resolve, reject) => {
    const socket = tls.connect(
      {
        host,
        port: 443,
        servername: host,
        ALPNProtocols: ['h2'],
        ca: readFileSync(path.join(runFolder, 'authority/ca.crt')),
      },
      () => {
        socket.write(
          Buffer.concat([
            Buffer.from(PREFACE),
            frame(SETTINGS, 0, 0, Buffer.alloc(0)),
            frame(HEADERS, END_HEADERS | (body === '' ? END_STREAM : 0), 1, block),
            ...(body === '' ? [] : [frame(DATA, END_STREAM, 1, Buffer.from(body, 'latin1'))]),
          ]),
        );
      },
    );
    let received = Buffer.alloc(0);
    const data: Buffer[] = [];
    let refused = false;
    const done = () => {
      clearTimeout(patience);
      socket.destroy();
      resolve({ body: Buffer.concat(data).toString('utf8'), refused });
    };
    const patience = setTimeout(done, milliseconds);
    socket
      .on('error', (error) => (received.length > 0 ? done() : reject(error)))
      .on('close', done)
      .on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        while (received.length >= 9) {
          const length = received.readUIntBE(0, 3);
          if (received.length < 9 + length) return;
          const [type, flags] = [received.readUInt8(3), received.readUInt8(4)];
          if (type === DATA) data.push(received.subarray(9, 9 + length));
          if (type === RST_STREAM || type === GOAWAY) refused = true;
          received = received.subarray(9 + length);
          if (
            type === RST_STREAM ||
            type === GOAWAY ||
            ((type === DATA || type === HEADERS) && (flags & END_STREAM) !== 0)
          ) {
            return done();
          }
        }
        return undefined;
      });
  });
}
