import * as http from 'node:http';
import type { Answer } from './answer';

/** Parse the final answers of a connection in order. Interim answers such as 100 are left out. */
export function answersIn(bytes: Buffer): Answer[] {
  const answers: Answer[] = [];
  let rest = bytes.toString('latin1');
  if (rest !== '' && !rest.startsWith('HTTP/')) return [bodyAlone(rest)];
  for (;;) {
    const head = /^HTTP\/\d(?:\.\d)? (\d{3})[^\r\n]*\r?\n(|[\s\S]*?\r?\n)\r?\n/.exec(rest);
    if (!head) return answers;
    const lines = head[2]
      .split(/\r?\n/)
      .map((line) => /^([^:]+):[ \t]*(.*)$/.exec(line))
      .filter((line): line is RegExpExecArray => line !== null);
    const headers: http.IncomingHttpHeaders = {};
    for (const [, name, value] of lines) if (name.toLowerCase() !== 'set-cookie') headers[name.toLowerCase()] = value;
    const cookies = lines.filter(([, name]) => name.toLowerCase() === 'set-cookie').map(([, , value]) => value);
    const status = Number(head[1]);
    rest = rest.slice(head[0].length);
    const { body, length } = bodyIn(rest, status, headers);
    rest = rest.slice(length);
    if (status >= 200) answers.push({ status, headers, cookies, body });
  }
}

/** An HTTP/0.9 answer has neither status nor headers. Error pages of the edge still name their status. */
const bodyAlone = (body: string): Answer => ({
  status: Number(/<title>([345]\d\d) /.exec(body)?.[1] ?? 200),
  headers: {},
  cookies: [],
  body,
});

/** A body and its length in bytes. */
interface Body {
  readonly body: string;
  readonly length: number;
}

function bodyIn(rest: string, status: number, headers: http.IncomingHttpHeaders): Body {
  if (status < 200 || status === 204 || status === 304) return { body: '', length: 0 };
  if (/\bchunked\s*$/i.test(headers['transfer-encoding'] ?? '')) return chunksIn(rest);
  const body = headers['content-length'] === undefined ? rest : rest.slice(0, Number(headers['content-length']));
  return { body, length: body.length };
}

/** Join chunks (RFC 9112, 7.1). Data that is not a valid chunk is added as it is. */
function chunksIn(rest: string): Body {
  const size = /([0-9a-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n/iy;
  const lineEnd = /\r?\n/y;
  const trailers = /(?:[^\r\n]+\r?\n)*\r?\n/y;
  /** The index after a match at this index, or `undefined` if there is no match. */
  const behind = (what: RegExp, at: number) => {
    what.lastIndex = at;
    return what.test(rest) ? what.lastIndex : undefined;
  };
  let body = '';
  for (let at = 0; ;) {
    size.lastIndex = at;
    const line = size.exec(rest);
    if (line === null) return { body: body + rest.slice(at), length: rest.length };
    const [begin, length] = [size.lastIndex, parseInt(line[1], 16)];
    if (length === 0) return { body, length: behind(trailers, begin) ?? rest.length };
    body += rest.slice(begin, begin + length);
    at = behind(lineEnd, begin + length) ?? begin + length;
  }
}
