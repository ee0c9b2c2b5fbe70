import { behindClosed, closed, type InsideAttack } from './inside';
import { Family, held, nothingOpened } from '../../../cli/verify/attack';
import { host, site } from '../checks/addresses';
import { type Answer, ask, raw } from '../client/http';
import { askInFrames, type Fields } from '../client/http2-frames';

type Target = Parameters<InsideAttack['run']>[0];

const inner = `GET ${new URL(closed).pathname} HTTP/1.1\r\nHost: ${host}\r\nX-Smuggled: yes\r\n\r\n`;
const chunked = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

/** The length headers of a request, and its body. */
interface Shape {
  readonly lines: readonly string[];
  readonly body: string;
}

// A query for Prometheus. The variants differ in where the body ends.
const query = 'query=up';
const end = `0\r\n\r\n${inner}`;

const SHAPES: Readonly<
  Record<string, Pick<InsideAttack, 'title' | 'reason' | 'reference'> & { readonly shapes: readonly Shape[] }>
> = {
  'length-or-chunks': {
    title: 'a body with both a length and chunks brings no second request past the edge',
    reason:
      'the edge uses one of them, the application the other, and the rest becomes the next request on ' +
      'their connection',
    reference: 'RFC 9112, 6.1; CL.TE and TE.CL (James Kettle, 2019)',
    shapes: [
      { lines: [`Content-Length: ${end.length}`, 'Transfer-Encoding: chunked'], body: end },
      { lines: ['Transfer-Encoding: chunked', 'Content-Length: 5'], body: `${chunked(query)}${end}` },
      { lines: ['Content-Length: 4', 'Transfer-Encoding: chunked'], body: `${chunked(inner)}0\r\n\r\n` },
      { lines: ['Content-Length: 0', 'Transfer-Encoding: chunked'], body: end },
    ],
  },
  'disguised-chunks': {
    title: 'a body with a disguised Transfer-Encoding brings no second request past the edge',
    reason: 'one program reads the disguised value as chunked, the other ignores it',
    reference: 'RFC 9112, 6.1; TE.TE',
    shapes: [
      'Transfer-Encoding: xchunked',
      'Transfer-Encoding : chunked',
      'Transfer-Encoding:\tchunked',
      'Transfer-Encoding: \x0bchunked',
      ' Transfer-Encoding: chunked',
      'X: X\nTransfer-Encoding: chunked',
      'Transfer-Encoding\r\n : chunked',
      'Transfer-Encoding: identity, chunked',
      'Transfer-Encoding: chunked, identity',
      'Transfer-Encoding: chunked\r\nTransfer-Encoding: x',
      'Transfer_Encoding: chunked',
      'Transfer-Encoding: "chunked"',
      'Transfer-Encoding: CHUNKED',
      'Transfer-Encoding: chunked;x',
    ].map((line) => ({ lines: [`Content-Length: ${end.length}`, line], body: end })),
  },
  'odd-lengths': {
    title:
      'a body with several lengths, or with lengths that are not plain numbers, brings no second request ' +
      'past the edge',
    reason: 'parsers read signs, blanks, hexadecimal and lists differently',
    reference: 'RFC 9110, 8.6; CVE-2022-24761',
    shapes: [
      ['Content-Length: 8', `Content-Length: ${query.length + inner.length}`],
      [`Content-Length: ${query.length + inner.length}`, 'Content-Length: 8'],
      ['Content-Length: +8'],
      ['Content-Length: -1'],
      ['Content-Length: 0x8'],
      ['Content-Length: 8, 8'],
      ['Content-Length: 8 8'],
      ['Content-Length: 08'],
      ['Content-Length: 8\x00'],
      ['Content-Length: 99999999999999999999'],
      ['Content_Length: 8'],
      ['Content-Length : 8'],
    ].map((lines) => ({ lines, body: query + inner })),
  },
  'odd-chunks': {
    title:
      'chunks with extensions, bare line ends or sizes that are not plain numbers bring no second ' +
      'request past the edge',
    reason: 'tolerant parsers find the end of a chunk at different places',
    reference: 'RFC 9112, 7.1; CVE-2025-22871',
    shapes: [
      `0;x=\n\r\n${inner}`,
      `0;a\r\n\r\n${inner}`,
      `0\n\n${inner}`,
      `0\r\r\n${inner}`,
      `0x0\r\n\r\n${inner}`,
      `-0\r\n\r\n${inner}`,
      `00000000000000000\r\n\r\n${inner}`,
      `8;x=\n${query}\r\n${end}`,
      `+8\r\n${query}\r\n${end}`,
      `0_8\r\n${query}\r\n${end}`,
      `100000008\r\n${query}\r\n${end}`,
    ].map((body) => ({ lines: ['Transfer-Encoding: chunked'], body })),
  },
  'bodies-of-readers': {
    title: 'a reading request with a body, or with Expect: 100-continue, brings no second request past the edge',
    reason: 'some programs do not read the body of a GET request, or of a refused request',
    reference: 'RFC 9110, 9.3.1; CL.0',
    shapes: [
      { lines: [`Content-Length: ${inner.length}`], body: inner },
      { lines: ['Transfer-Encoding: chunked'], body: `${chunked(inner)}0\r\n\r\n` },
      { lines: [`Content-Length: ${inner.length}`, 'Expect: 100-continue'], body: inner },
      { lines: [`Content-Length: ${inner.length}`, 'Expect: x'], body: inner },
      { lines: [`Content-Length: ${inner.length}`, 'Connection: Content-Length'], body: inner },
      { lines: ['Transfer-Encoding: chunked', 'Connection: Transfer-Encoding'], body: `${chunked(inner)}0\r\n\r\n` },
      { lines: [`Content-Length: ${inner.length}`, 'Upgrade: websocket', 'Connection: Upgrade'], body: inner },
    ],
  },
};

const cookieOf = async ({ scene: { people } }: Target) => (await people.session(await people.alice())).jar.header(host);
const tells = (answers: readonly { readonly body: string }[]) =>
  answers.some(({ body }) => body.includes(behindClosed));

/**
 * Sends variants to a page that alice may read, several at once, and searches for the response of the smuggled request
 * in these responses and in later ones on the same connections.
 */
async function nothingSmuggled(target: Target, shapes: readonly Shape[]) {
  const Cookie = await cookieOf(target);
  const opened: string[] = [];
  let answered = 0;
  const methods = ['POST', 'GET'];
  await Promise.all(
    methods.flatMap((method) =>
      shapes.map(async ({ lines, body }) => {
        const head = [
          `${method} /prometheus/api/v1/query?query=up HTTP/1.1`,
          `Host: ${host}`,
          `Cookie: ${Cookie}`,
          'Content-Type: application/x-www-form-urlencoded',
          ...lines,
          '',
          '',
        ].join('\r\n');
        const answers: readonly Answer[] = await raw(host, Buffer.from(head + body, 'latin1'), {
          quietMilliseconds: 800,
        });
        answered += answers.length;
        if (tells(answers)) opened.push(`${method} with ${JSON.stringify(lines)}: the smuggled request was answered`);
      }),
    ),
  );
  // A remaining request on a connection between edge and application would affect one of these.
  const after = await Promise.all(
    Array.from({ length: 16 }, () => ask(`${site}/prometheus/api/v1/query?query=up`, { headers: { Cookie } })),
  );
  if (tells(after)) opened.push("a later request got the smuggled one's answer");
  const wrong = after.find(({ status }) => status !== 200);
  if (wrong) opened.push(`a later request got ${wrong.status}`);
  nothingOpened(opened);
  return held(`${shapes.length * 2} requests, ${answered} answers`);
}

const injected = 'x\r\nX-Auth-Request-Email: forged-administrator\r\nX: ';

/** HTTP/2 requests that become other requests when an edge converts them to HTTP/1.1. */
const FRAMES: Readonly<
  Record<
    string,
    Pick<InsideAttack, 'title' | 'reason' | 'reference'> & {
      readonly requests: readonly { readonly change: Fields; readonly method?: string; readonly body?: string }[];
    }
  >
> = {
  'line-ends-over-http2': {
    title: 'line ends, colons and blanks in names and values over HTTP/2 add no header and no request',
    reason: 'HTTP/2 treats them as ordinary bytes; in HTTP/1.1 they end a line',
    reference: 'RFC 9113, 8.2.1; H2.CL and H2.TE (James Kettle, 2021)',
    requests: [
      ['x', injected],
      ['x\r\nx-auth-request-email: forged-administrator\r\nx', 'y'],
      ['x-auth-request-email: forged-administrator', 'y'],
      ['x', `y\nX-Auth-Request-Email: forged-administrator`],
      ['x', `y\r\n\r\n${inner}`],
      ['x\0', 'y'],
      ['X-Auth-Request-Email', 'forged-administrator'],
      ['', 'y'],
      ['x', 'y\0'],
    ].map((field) => ({ change: [field as unknown as readonly [string, string]] })),
  },
  'pseudo-headers-over-http2': {
    title: 'pseudo-headers with line ends or blanks, or in two copies, make no other request',
    reason: 'method, path, scheme and host are joined to a request line',
    reference: 'RFC 9113, 8.3',
    requests: [
      [':path', `/grafana/x HTTP/1.1\r\nX-Auth-Request-Email: forged-administrator\r\nX: `],
      [':path', `/grafana/x\r\n\r\n${inner}`],
      [':path', '/grafana/x /prometheus/-/healthy'],
      [':path', 'prometheus/-/healthy'],
      [':path', ''],
      [':method', `GET /prometheus/-/healthy HTTP/1.1\r\nX: `],
      [':method', 'GET /x'],
      [':scheme', `https://x/prometheus/-/healthy?`],
      [':scheme', 'http\r\nX: y'],
      [':authority', `${host}\r\nX-Auth-Request-Email: forged-administrator`],
      [':authority', `${host}/prometheus/-/healthy?`],
      [':authority', ''],
      [':status', '200'],
      [':x', 'y'],
    ].map((field) => ({ change: [field as unknown as readonly [string, string]] })),
  },
  'lengths-over-http2': {
    title: 'lengths, chunks and connection headers over HTTP/2 bring no second request past the edge',
    reason: 'HTTP/2 has its own lengths; an edge that forwards the headers leaves a rest on its connection',
    reference: 'RFC 9113, 8.1.1 and 8.2.2',
    requests: [
      { change: [['content-length', '0']], method: 'POST', body: inner },
      { change: [['content-length', '8']], method: 'POST', body: query + inner },
      { change: [['transfer-encoding', 'chunked']], method: 'POST', body: end },
      {
        change: [
          ['content-length', '8'],
          ['content-length', '0'],
        ],
        method: 'POST',
        body: query + inner,
      },
      { change: [['connection', 'transfer-encoding']], method: 'POST', body: end },
      { change: [['transfer-encoding ', 'chunked']], method: 'POST', body: end },
      { change: [['content-length', '0']], body: inner },
      {
        change: [
          ['upgrade', 'h2c'],
          ['connection', 'upgrade'],
        ],
      },
    ],
  },
  'hosts-over-http2': {
    title: 'a Host header that differs from the host of an HTTP/2 request changes nothing',
    reason: 'the edge routes by one host, and the application or the proxy reads the other',
    reference: 'RFC 9113, 8.3.1',
    requests: [
      { change: [['host', 'evil.example.org']] },
      {
        change: [
          ['host', host],
          ['host', 'evil.example.org'],
        ],
      },
      {
        change: [
          [':authority', 'evil.example.org'],
          ['host', host],
        ],
      },
    ],
  },
};

async function framesRefused(target: Target, requests: (typeof FRAMES)[string]['requests']) {
  const Cookie = await cookieOf(target);
  const opened: string[] = [];
  const places = ['/grafana/api/user', '/prometheus/api/v1/query?query=up'];
  let refused = 0;
  await Promise.all(
    requests.map(async ({ change, method = 'GET', body = '' }) => {
      for (const place of places) {
        const pseudo = { ':method': method, ':scheme': 'https', ':path': place, ':authority': host };
        const own = Object.fromEntries(change.filter(([name]) => name in pseudo));
        const fields: Fields = [
          ...Object.entries({ ...pseudo, ...own }),
          ...change.filter(([name]) => name.startsWith(':') && !(name in pseudo)),
          ['cookie', Cookie],
          ...change.filter(([name]) => !name.startsWith(':')),
        ];
        const stream = await askInFrames(host, fields, body);
        if (stream.refused) refused += 1;
        const said = `${JSON.stringify(change).slice(0, 200)} at ${place}`;
        if (stream.body.includes(behindClosed)) opened.push(`${said}: the smuggled request was answered`);
        if (/"x-auth-request-email":"[^"]*forged/.test(stream.body)) {
          opened.push(`${said}: a header arrived: ${stream.body}`);
        }
        if (/"(x-forwarded-host|host)":"evil/.test(stream.body)) {
          opened.push(`${said}: a foreign host arrived: ${stream.body}`);
        }
      }
    }),
  );
  const after = await Promise.all(
    Array.from({ length: 8 }, (_, index) => ask(site + places[index % 2], { headers: { Cookie } })),
  );
  if (tells(after) || after.some(({ status }) => status !== 200)) {
    opened.push(`later requests got ${after.map(({ status }) => status).join(', ')}`);
  }
  nothingOpened(opened);
  return held(`${requests.length * places.length} requests, ${refused} refused by the connection`);
}

/**
 * Requests that contain other requests. They may leave bytes on connections of other clients: only for a stack of the
 * tests.
 */
export const HIDDEN_REQUESTS: readonly InsideAttack[] = [
  ...Object.entries(SHAPES).map(([id, { shapes, ...rest }]): InsideAttack => ({
    id: `smuggling-${id}`,
    family: Family.SMUGGLING,
    ...rest,
    run: (target) => nothingSmuggled(target, shapes),
  })),
  ...Object.entries(FRAMES).map(([id, { requests, ...rest }]): InsideAttack => ({
    id: `smuggling-${id}`,
    family: Family.SMUGGLING,
    ...rest,
    run: (target) => framesRefused(target, requests),
  })),
];
