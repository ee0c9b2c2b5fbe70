import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { provided } from './provided';
import { describeIf } from '../support/conditional';
import { removeFolder, run, temporaryFolder } from '../support/process';

const folder = temporaryFolder('audit');
afterAll(() => removeFolder(folder));

/** The command of docs/audit.md below a heading, without the alignment of columns. */
function documented(heading: string): string {
  const [, section] = readFileSync(path.join(__dirname, '../../docs/audit.md'), 'utf8').split(`\n## ${heading}\n`);
  return /```sh\n(jq [\s\S]*?) \| column [^\n]*\n```/.exec(section!)![1]!;
}

/** Rows of the command's output, by column. */
async function answer(heading: string, edge: readonly object[], proxy: readonly object[]): Promise<string[][]> {
  for (const [name, lines] of Object.entries({ edge, proxy })) {
    writeFileSync(
      path.join(folder, `${name}.log`),
      ['no JSON', ...lines.map((line) => JSON.stringify(line)), ''].join('\n'),
    );
  }
  const { status, stdout, stderr } = await run(['sh', '-c', documented(heading)], { cwd: folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
}

describeIf(provided.jq !== undefined)('the documented query', () => {
  const access = (id: string, second: number, status: string, user = '', rest = {}) => ({
    kind: 'access',
    time: `2026-11-22T03:07:0${second}+00:00`,
    request_id: id,
    client: '198.51.100.10',
    user,
    method: 'GET',
    host: 'monitoring.example.com',
    path: `/${id}`,
    status,
    ...rest,
  });
  const decision = (id: string, status: number, user: string | null = null) => ({
    kind: 'request',
    endpoint: 'auth',
    request_id: id,
    status,
    user,
    allowed_groups: '/developers',
  });

  test.each([
    ['a request is allowed', access('a', 1, '200', 'alice'), decision('a', 202, 'alice'), ['alice', 'let in']],
    ['a request is refused', access('a', 1, '403'), decision('a', 403, 'mallory'), ['mallory', 'refused']],
    ['a request of an unknown person is refused', access('a', 1, '403'), decision('a', 403), ['unknown', 'refused']],
    ['a request has no session', access('a', 1, '302'), decision('a', 401), ['nobody', 'not signed in']],
    [
      'the decision comes from the cache',
      access('a', 1, '200', 'alice'),
      decision('b', 202, 'alice'),
      ['alice', 'let in, as decided before'],
    ],
    [
      'the application fails after a cached decision',
      access('a', 1, '502', 'alice'),
      decision('b', 202, 'alice'),
      ['alice', 'let in, as decided before'],
    ],
    [
      'the route is closed',
      access('a', 1, '403', '', { ingress: 'monitoring-sso-sso-prometheus-closed-c8d1e2f3' }),
      decision('b', 202),
      ['nobody', 'closed'],
    ],
    ['the decision fails', access('a', 1, '500'), decision('a', 500), ['nobody', 'error']],
    ['no proxy answers', access('a', 1, '500'), decision('b', 202), ['nobody', 'error']],
    [
      'a person signs in',
      access('a', 1, '302'),
      { kind: 'authentication', request_id: 'a', user: 'alice', outcome: 'AuthSuccess' },
      ['alice', 'AuthSuccess'],
    ],
    ['another endpoint is requested', access('a', 1, '302'), decision('b', 202), ['nobody', 'no decision found']],
    [
      'the line of the proxy is missing',
      access('a', 1, '403', '', { ingress: 'monitoring-sso-sso-prometheus-open-c8d1e2f3' }),
      decision('b', 202),
      ['nobody', 'no decision found'],
    ],
  ])('tells with ingress-nginx that %s', async (_, edge, proxy, expected) => {
    expect((await answer('With ingress-nginx', [edge], [proxy])).map((row) => row.slice(2, 4))).toEqual([expected]);
  });

  test('sorts by time, and leaves out other hosts', async () => {
    const rows = await answer(
      'With ingress-nginx',
      [access('b', 2, '200'), access('a', 1, '200'), access('c', 0, '200', '', { host: 'other.example.com' })],
      [],
    );
    expect(rows.map(([, , , , , where]) => where)).toEqual(['/a', '/b']);
  });

  const routed = (second: number, status: number, reached: boolean, rest = {}) => ({
    'StartUTC': `2026-11-22T03:07:0${second}.123456Z`,
    'ClientHost': '198.51.100.10',
    'RequestHost': 'monitoring.example.com',
    'RequestMethod': 'GET',
    'RequestPath': '/prometheus',
    'OriginStatus': reached ? status : 0,
    'DownstreamStatus': status,
    'request_X-Auth-Request-Email': 'alice',
    ...rest,
  });
  const refusal = (second: number, user: string) => ({
    kind: 'request',
    endpoint: 'auth',
    status: 403,
    time: `2026-11-22T03:07:0${second}Z`,
    client: '198.51.100.10',
    user,
  });

  test.each([
    ['a request is allowed', routed(1, 200, true), ['alice', 'let in']],
    ['a request is refused', routed(4, 403, false), ['mallory', 'refused']],
    ['a request of an unknown person is refused', routed(8, 403, false), ['unknown', 'refused']],
    ['a request has no session', routed(1, 302, false), ['nobody', 'not signed in']],
    ['no proxy answers', routed(1, 500, false), ['nobody', 'error']],
    [
      'an endpoint of the proxy is requested',
      routed(1, 200, true, { RequestPath: '/oauth2/start' }),
      ['-', 'not asked'],
    ],
  ])('tells with Traefik that %s', async (_, edge, expected) => {
    expect((await answer('With Traefik', [edge], [refusal(4, 'mallory')])).map((row) => row.slice(2, 4))).toEqual([
      expected,
    ]);
  });

  test('prints with Traefik all people who were refused at the address within that second or the next', async () => {
    const refusals = [
      refusal(3, 'early'),
      refusal(4, 'mallory'),
      refusal(4, 'mallory'),
      refusal(4, 'oscar'),
      refusal(5, 'next'),
      refusal(6, 'late'),
      { ...refusal(4, 'elsewhere'), client: '198.51.100.11' },
    ];
    expect((await answer('With Traefik', [routed(4, 403, false)], refusals)).map(([, , who]) => who)).toEqual([
      'mallory or next or oscar',
    ]);
  });

  test('sorts by time also with Traefik', async () => {
    const rows = await answer(
      'With Traefik',
      [routed(2, 200, true, { RequestPath: '/b' }), routed(1, 200, true, { RequestPath: '/a' })],
      [],
    );
    expect(rows.map(([, , , , , where]) => where)).toEqual(['/a', '/b']);
  });
});
