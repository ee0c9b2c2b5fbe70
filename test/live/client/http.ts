import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { runFolder } from '../places';

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly cookies: readonly string[];
  readonly body: string;
}

const authority = path.join(runFolder, 'authority/ca.crt');

/**
 * One request, its path sent as it is written: other clients would tidy up `..` and `%2F`. It follows nothing, keeps nothing,
 * and trusts the test's authority only.
 */
export function ask(url: string, { method = 'GET', headers = {}, body }: Question = {}): Promise<Answer> {
  const [, scheme, host, port, rest] = /^(https?):\/\/([^/:?#]+)(?::(\d+))?([^#]*)/.exec(url)!;
  const client = scheme === 'https' ? https : http;
  return new Promise((resolve, reject) => {
    const request = client.request({
      host, port, method, path: rest === '' || rest!.startsWith('?') ? `/${rest}` : rest, agent: false, timeout: 30_000,
      headers: { ...headers, ...body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) } } as http.OutgoingHttpHeaders,
      ...scheme === 'https' ? { ca: readFileSync(authority), servername: host } : {},
    }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject).on('end', () => resolve({
        status: answer.statusCode ?? 0, headers: answer.headers, cookies: answer.headers['set-cookie'] ?? [],
        body: Buffer.concat(chunks).toString('utf8'),
      }));
    });
    request.on('error', reject).on('timeout', () => request.destroy(new Error(`${url} did not answer in time`)));
    request.end(body);
  });
}

export const form = (fields: Readonly<Record<string, string>>) => ({
  method: 'POST', body: new URLSearchParams(fields).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
});
