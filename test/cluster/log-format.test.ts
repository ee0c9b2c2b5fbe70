import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parse } from 'smol-toml';
import { examples } from './examples';
import { describeIf } from '../support/conditional';
import { loggedBytes } from '../support/log-value';
import { onPath } from '../support/tools';

const go = onPath('go');
const settings = examples
  .flatMap(({ objects }) => objects)
  .flatMap(({ kind, data }) => (kind === 'ConfigMap' ? Object.entries(data ?? {}) : []))
  .filter(([name]) => name === 'oauth2-proxy.cfg')
  .map(([, text]) => parse(text as string) as Record<string, string>)[0]!;

const request = {
  Client: '203.0.113.7',
  RequestID: 'id',
  Username: 'alice@example.com',
  RequestMethod: 'GET',
  Host: 'monitoring.example.com',
  Protocol: 'HTTP/1.1',
};
const samples = {
  auth_logging_format: { ...request, Status: 'AuthSuccess', Message: 'Authenticated' },
  request_logging_format: {
    ...request,
    RequestURI: '"/oauth2/auth?allowed_groups=/developers"',
    StatusCode: '202',
    ResponseSize: '0',
    RequestDuration: '0.003',
  },
  standard_logging_format: { File: 'oauthproxy.go:893', Message: 'hello' },
};
type Format = keyof typeof samples;
type Values = Readonly<Record<string, string | Uint8Array>>;

/** Counts as the proxy does: an invalid byte of UTF-8 counts as a character. */
function firstCharacters(bytes: Uint8Array, count: number): Buffer {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let end = 0;
  for (; count > 0 && end < bytes.length; count--) {
    const length = [1, 2, 3, 4].find((n) => {
      try {
        return end + n <= bytes.length && utf8.decode(bytes.subarray(end, end + n)) !== undefined;
      } catch {
        return false;
      }
    });
    end += length ?? 1;
  }
  return Buffer.from(bytes.subarray(0, end));
}

describeIf(go !== undefined)('what Go makes of the log formats', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'log-format-'));
    execFileSync(go!, ['build', '-o', path.join(folder, 'log'), path.join(__dirname, 'log-format/main.go')], {
      env: { ...process.env, GOTOOLCHAIN: 'local' },
    });
    for (const name of Object.keys(samples) as Format[]) writeFileSync(path.join(folder, name), settings[name]!);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  function write(format: Format, ...lines: Values[]): { text: string; line: any }[] {
    const input = lines.map((values) =>
      JSON.stringify(
        Object.fromEntries(
          Object.entries({ Timestamp: '2026/11/22 02:38:12', ...samples[format], ...values }).map(([name, value]) => [
            name,
            Buffer.from(value as string).toString('base64'),
          ]),
        ),
      ),
    );
    const written = new TextDecoder('utf-8', { fatal: true }).decode(
      execFileSync(path.join(folder, 'log'), [path.join(folder, format)], {
        input: input.join('\n'),
        maxBuffer: 2 ** 28,
      }),
    );
    return written
      .split('\n')
      .slice(0, -1)
      .map((text) => ({ text, line: JSON.parse(text) }));
  }

  const common = {
    time: '2026-11-22T02:38:12Z',
    request_id: 'id',
    client: '203.0.113.7',
    user: 'alice@example.com',
    method: 'GET',
    host: 'monitoring.example.com',
    protocol: 'HTTP/1.1',
  };
  test.each([
    ['auth_logging_format', { ...common, kind: 'authentication', outcome: 'AuthSuccess', message: 'Authenticated' }],
    [
      'request_logging_format',
      {
        ...common,
        kind: 'request',
        endpoint: 'auth',
        allowed_groups: '/developers',
        status: 202,
        size: 0,
        duration: 0.003,
      },
    ],
    [
      'standard_logging_format',
      { time: '2026-11-22T02:38:12Z', kind: 'message', source: 'oauthproxy.go:893', message: 'hello' },
    ],
  ] as const)('%s gives one object with all that is known', (format, wanted) =>
    expect(write(format, {})[0]!.line).toEqual(wanted),
  );

  test.each([
    ['auth_logging_format', 'RequestID', 'request_id', 256],
    ['auth_logging_format', 'Message', 'message', 1000],
    ['request_logging_format', 'Host', 'host', 256],
    ['request_logging_format', 'Username', 'user', 256],
    ['standard_logging_format', 'Message', 'message', 1000],
  ] as const)('%s gives every byte of %s back, and adds no field', (format, name, field, longest) => {
    const hostile: (string | Uint8Array)[] = [
      '',
      '"',
      '\\',
      'a"b\\c',
      '"quoted"',
      '","user":"admin',
      '{{.Message}}',
      '\0\x07\b\t\n\v\f\r\x1b\x7f',
      '\u0085\u2028\u2029\ufeff\ufffd',
      'é😀𝒳\u{e0001}',
      "o'brien <x@y> &=%s",
      Buffer.from('61ff80c3', 'hex'),
      Buffer.from('eda080', 'hex'),
      'x'.repeat(longest),
      'x'.repeat(longest + 1),
      '"'.repeat(5000),
      '😀'.repeat(5000),
      '\u{e0001}'.repeat(5000),
      ...fc.sample(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.string({ unit: 'binary' }), fc.string()), {
        numRuns: 2000,
        seed: 7,
      }),
    ];
    const plain = Object.keys(write(format, {})[0]!.line);
    write(format, ...hostile.map((value) => ({ [name]: value }))).forEach(({ text, line }, index) => {
      expect(Object.keys(line)).toEqual(plain);
      expect(Buffer.byteLength(text)).toBeLessThan(16_384);
      if (line[field] === null) return expect(Buffer.from(hostile[index] as string).toString()).toBe('-'); // no user
      expect(loggedBytes(line[field]).toString('hex')).toBe(
        firstCharacters(Buffer.from(hostile[index] as string), longest).toString('hex'),
      );
    });
  });

  test.each([
    ['"/oauth2/auth"', 'auth', null],
    ['"/oauth2/auth?allowed_groups=/a,role:b~c"', 'auth', '/a,role:b~c'],
    ['"/oauth2/auth?allowed_groups="', 'auth', null],
    ['"/oauth2/auth?allowed_groups=/a&code=secret"', 'auth', null],
    ['"/oauth2/auth?allowed_groups=a\\"b"', 'auth', null],
    ['"/oauth2/auth?code=secret&allowed_groups=/a"', 'auth', null],
    ['"/oauth2/callback?code=secret&state=secret"', 'callback', null],
    ['"/oauth2/start?rd=secret"', 'start', null],
    ['"/oauth2/sign_in"', 'sign_in', null],
    ['"/oauth2/sign_out?rd=secret"', 'sign_out', null],
    ['"/oauth2/authsecret"', 'other', null],
    ['"/oauth2/%61uth?secret"', 'other', null],
    ['"/?secret"', 'other', null],
    ['"', 'other', null],
  ])('a request for %s is one to %s', (RequestURI, endpoint, allowed_groups) => {
    const [{ text, line }] = write('request_logging_format', { RequestURI }) as [{ text: string; line: any }];
    expect(line).toMatchObject({ endpoint, allowed_groups });
    expect(text).not.toContain('secret');
  });

  test.each([
    '&{GET /oauth2/callback?code=secret',
    'Rejecting invalid redirect "secret"',
    'Invalid redirect: secret',
    'error while calling backend logout: Get "https://secret"',
  ])('the message %j is withheld', (Message) =>
    expect(write('standard_logging_format', { Message })[0]!.line.message).toBe('details withheld'),
  );
  test('a request without a session has no user', () =>
    expect(write('request_logging_format', { Username: '-' })[0]!.line.user).toBeNull());
});
