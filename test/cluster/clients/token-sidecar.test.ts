import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, readFileSync } from 'node:fs';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Testing } from 'cdk8s';
import { TokenSidecar } from '../../../lib';
import { freePorts } from '../../support/api-server';
import { describeIf } from '../../support/conditional';
import { eventually, output, removeFolder, sleep, temporaryFolder } from '../../support/process';
import { Pod, type Container } from '../container';
import type { KubernetesObject } from '../objects';
import { Authority, hostsFile, tokenOf, Upstream, type Asked } from './upstream';
import { provided } from '../provided';

const caddy = provided.caddy;
const HOST = 'machines.example.com';

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

describeIf(caddy !== undefined)('the token sidecar', () => {
  const folder = temporaryFolder('sidecar');
  let authority: Authority;
  let stranger: Authority;
  let prometheus: Upstream;
  let impostor: Upstream;
  let pod: Pod;
  let container: Container;
  let sidecar: TokenSidecar;
  let ready: string;

  beforeAll(async () => {
    authority = await Authority.create();
    stranger = await Authority.create();
    prometheus = await Upstream.start(await authority.issue(HOST));
    impostor = await Upstream.start(await stranger.issue(HOST));
    const misnamed = await Upstream.start(await authority.issue('other.example.com'));
    wrong.push(impostor, misnamed);

    const [first] = await freePorts(1);
    const chart = Testing.chart();
    const at = ({ port }: Upstream, route: string) => `https://${HOST}:${port}${route}`;
    sidecar = new TokenSidecar(chart, 'sidecar', {
      firstPort: Math.min(first!, 60_000),
      certificateAuthority: { configMapName: 'authority' },
      targets: [
        { name: 'prometheus', url: at(prometheus, '/prometheus'), audience: 'a' },
        { name: 'reader', url: at(prometheus, '/alertmanager'), audience: 'b', methods: ['GET', 'HEAD'] },
        { name: 'root', url: at(prometheus, ''), audience: 'a' },
        { name: 'impostor', url: at(impostor, ''), audience: 'a' },
        { name: 'misnamed', url: at(misnamed, ''), audience: 'a' },
        { name: 'absent', url: `https://${HOST}:1`, audience: 'a' },
      ],
    });
    const template = sidecar.withSidecar({ spec: { containers: [{ name: 'program' }], securityContext: {} } });
    const objects = [
      ...Testing.synth(chart),
      {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: { name: 'authority' },
        data: { 'ca.crt': readFileSync(authority.file, 'utf8') },
      },
    ] as KubernetesObject[];

    // As in the official image, whose binary does not start without the file's capability in the bounding set.
    const program = path.join(folder, 'caddy');
    copyFileSync(caddy!, program);
    chmodSync(program, 0o755);
    await output(['setcap', 'cap_net_bind_service=+ep', program]);
    pod = new Pod({ title: 'program', namespace: 'default', template: template as any }, objects, {
      hostNetwork: true,
      files: { '/usr/bin/caddy': program, '/etc/hosts': hostsFile(folder, HOST) },
    });
    setTokens('first');
    container = pod.start('token-sidecar');
    ready = container.definition.startupProbe.exec.command.at(-1);
    await eventually(20, async () =>
      expect(await container.exec(container.definition.startupProbe.exec.command)).toMatchObject({ status: 0 }),
    );
  }, 120_000);
  afterAll(async () => {
    await pod?.stop();
    for (const upstream of [prometheus, ...wrong]) await upstream?.stop();
    for (const each of [authority, stranger]) each?.remove();
    removeFolder(folder);
  }, 120_000);
  beforeEach(() => {
    prometheus.asked.length = 0;
  });

  const wrong: Upstream[] = [];
  const setTokens = (name: string) =>
    pod.project('token-sidecar', { 'token-0': tokenOf(`${name}-a`), 'token-1': tokenOf(`${name}-b`) });

  /** Sends the request target unchanged, which `fetch` does not. */
  function ask(
    target: string,
    route = '',
    options: { method?: string; headers?: Record<string, string | string[]>; body?: Buffer; agent?: Agent } = {},
  ): Promise<Answer> {
    const base = new URL(target.startsWith('http') ? target : sidecar.localUrl(target));
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: base.port,
          path: `${base.pathname === '/' ? '' : base.pathname}${route}` || '/',
          method: options.method ?? 'GET',
          headers: options.headers ?? {},
          agent: options.agent,
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () => resolve({ status: response.statusCode!, text, headers: response.headers }));
        },
      );
      sent.on('error', reject);
      sent.end(options.body);
    });
  }
  async function echoed(target: string, route = '', options: Parameters<typeof ask>[2] = {}): Promise<Asked> {
    const answer = await ask(target, route, options);
    expect(answer).toMatchObject({ status: 200 });
    return JSON.parse(answer.text);
  }

  test('adds the token of each target, and calls the upstream with its own host name', async () => {
    expect((await echoed('prometheus', '/api/v1/query?query=up')).headers).toMatchObject({
      authorization: `Bearer ${tokenOf('first-a')}`,
      host: `${HOST}:${prometheus.port}`,
    });
    expect((await echoed('reader', '/api/v2/alerts')).headers.authorization).toBe(`Bearer ${tokenOf('first-b')}`);
  });

  test.each([
    ['another token', { Authorization: 'Bearer of.the.client' }],
    ['a password', { Authorization: 'Basic dXNlcjpwYXNz' }],
    ['two tokens', { Authorization: ['Bearer a.b.c', 'Bearer d.e.f'] }],
    ['a token that is declared as a hop-by-hop header', { Authorization: 'Bearer a.b.c', Connection: 'authorization' }],
  ])('replaces what the client calls its authorization: %s', async (_, headers) => {
    expect((await echoed('prometheus', '/', { headers })).headers.authorization).toBe(`Bearer ${tokenOf('first-a')}`);
  });

  test('sends the upstream no header of the client that called the program', async () => {
    const headers = {
      'Cookie': 'session=1',
      'X-Forwarded-For': '203.0.113.7',
      'X-Forwarded-User': 'alice',
      'X-Auth-Request-Email': 'alice@example.com',
      'X-Auth-Request-Groups': '/operators',
      'Forwarded': 'for=203.0.113.7',
      'X-Real-IP': '203.0.113.7',
      'Remote-User': 'alice',
      'Proxy-Authorization': 'Basic eA==',
      'X-WEBAUTH-USER': 'alice',
    };
    const received = (
      await echoed('prometheus', '/', { headers: { ...headers, 'X-Scope': 'kept', 'User-Agent': 'karma' } })
    ).headers;
    expect(Object.keys(headers).filter((name) => name.toLowerCase() in received)).toEqual([]);
    expect(Object.keys(received).filter((name) => /^x-forwarded|^x-auth/.test(name))).toEqual([]);
    expect(received).toMatchObject({ 'x-scope': 'kept', 'user-agent': 'karma' });
  });

  test.each([
    '/api/v1/label/a%2Fb/values',
    '/a%20b',
    '/a//b',
    '/a/%2e%2e%5c/b',
    '/%C3%A4/%E2%82%AC',
    '/a;b=c',
    '/a+b',
    '/a:b@c',
    '/?a=b%26c&d=%2F&e=1;2',
    '/?match[]={job="x"}',
    '/a%25252F',
    '/?q=a%0Ab',
    '/%7Euser',
    '/a?',
    '/~._-',
    `/?${'q'.repeat(8000)}`,
  ])('passes the path and query on as they are: %.40s', async (route) => {
    expect((await echoed('prometheus', route)).target).toBe(`/prometheus${route}`);
  });

  test('also forwards to the root of a host', async () => {
    expect((await echoed('root', '/x%2Fy')).target).toBe('/x%2Fy');
    expect((await echoed('root')).target).toBe('/');
  });

  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])('forwards %s', async (method) => {
    expect((await echoed('prometheus', '/', { method })).method).toBe(method);
  });

  test.each(['POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS'])(
    'forwards only the named methods, not %s',
    async (method) => {
      expect((await ask('reader', '/api/v2/silences', { method })).status).toBe(405);
      expect(prometheus.asked).toEqual([]);
    },
  );

  test.each([1, 8 * 2 ** 20])('forwards bodies of %d bytes, with and without a length', async (size) => {
    const body = randomBytes(size);
    const sha256 = createHash('sha256').update(body).digest('hex');
    for (const headers of [{ 'Content-Length': String(size) }, { 'Transfer-Encoding': 'chunked' }]) {
      expect(
        await echoed('prometheus', '/api/v1/write', { method: 'POST', body, headers: headers as any }),
      ).toMatchObject({ bytes: size, sha256 });
    }
  });

  test.each([
    '/alertmanager',
    '/prometheusx',
    '/',
    '/prometheus/../alertmanager',
    '/prometheus/%2e%2e/alertmanager',
    '/prometheus/..%2falertmanager',
    '/prometheus/a/../../x',
    '//prometheus/../x',
  ])('sends no token beside the target: %s', async (route) => {
    const { origin } = new URL(sidecar.localUrl('prometheus'));
    const answer = await new Promise<number>((resolve, reject) => {
      request({ host: '127.0.0.1', port: new URL(origin).port, path: route }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      })
        .on('error', reject)
        .end();
    });
    expect(answer).toBe(404);
    expect(prometheus.asked).toEqual([]);
  });

  test.each([401, 403, 302, 500])('returns the response of the upstream: %d', async (status) => {
    prometheus.decide = () => status;
    expect((await ask('prometheus')).status).toBe(status);
    prometheus.decide = () => 200;
  });

  test.each(['impostor', 'misnamed', 'absent'])(
    'sends no request to an upstream that it cannot verify or reach: %s',
    async (target) => {
      expect((await ask(target)).status).toBe(502);
      expect(wrong.flatMap(({ asked }) => asked)).toEqual([]);
    },
  );

  test('uses the next token immediately, without a lost request under load, and without a restart', async () => {
    const before = container.daemon.pid;
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const statuses = new Map<number, number>();
    let load = true;
    let current = 'first-a';
    let late = 0;
    const worker = async () => {
      while (load) {
        const due = current;
        const { status, text } = await ask('prometheus', '/api/v1/query', {
          method: 'POST',
          body: Buffer.alloc(2000, 'x'),
          agent,
        });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        // The request is sent after the link was changed, so the old token would be an error.
        if (
          due === current &&
          status === 200 &&
          (JSON.parse(text) as Asked).headers.authorization !== `Bearer ${tokenOf(due)}`
        ) {
          late += 1;
        }
      }
    };
    const workers = Array.from({ length: 16 }, worker);
    for (let generation = 1; generation <= 50; generation++) {
      await sleep(50);
      setTokens(`next-${generation}`);
      current = `next-${generation}-a`;
    }
    await sleep(200);
    load = false;
    await Promise.all(workers);
    agent.destroy();
    const known = new Set(
      [tokenOf('first-a'), ...Array.from({ length: 50 }, (_, index) => tokenOf(`next-${index + 1}-a`))].map(
        (token) => `Bearer ${token}`,
      ),
    );
    const seen = new Set(prometheus.asked.map(({ headers }) => headers.authorization!));
    console.log(
      `${prometheus.asked.length} requests over 50 rotations; statuses ` +
        `${JSON.stringify([...statuses])}; ${seen.size} ` +
        `different tokens; ${late} late; resident ${resident()}`,
    );
    expect([...statuses.keys()]).toEqual([200]);
    expect(prometheus.asked.length).toBeGreaterThan(500);
    expect([...seen].filter((token) => !known.has(token))).toEqual([]);
    expect(seen.size).toBeGreaterThan(40);
    expect(late).toBe(0);
    expect(container.daemon.pid).toBe(before);
    container.daemon.check();
  });

  test.each([
    ['an empty file', ''],
    ['a newline', '\n'],
    ['two lines', `${tokenOf('x')}\nX-Injected: 1`],
    ['a blank in it', `${tokenOf('x')} y`],
    ['a placeholder', '{env.HOME}.{file./etc/passwd}.x'],
    ['other text', 'not a token'],
  ])('answers 503 and sends nothing while the token file holds %s', async (_, text) => {
    pod.project('token-sidecar', { 'token-0': text, 'token-1': tokenOf('b') });
    expect((await ask('prometheus')).status).toBe(503);
    expect((await ask(ready)).status).toBe(503);
    expect(prometheus.asked).toEqual([]);
    expect((await ask('reader')).status).toBe(200);
  });

  test('responds with 503 and sends no request without a token file, and continues when there is one', async () => {
    pod.project('token-sidecar', {});
    expect((await ask('prometheus', '', { headers: { Authorization: `Bearer ${tokenOf('client')}` } })).status).toBe(
      503,
    );
    expect(await container.exec(container.definition.startupProbe.exec.command)).not.toMatchObject({ status: 0 });
    expect(prometheus.asked).toEqual([]);
    setTokens('again');
    expect((await echoed('prometheus')).headers.authorization).toBe(`Bearer ${tokenOf('again-a')}`);
  });

  test('accepts a token with a newline at the end', async () => {
    pod.project('token-sidecar', { 'token-0': `${tokenOf('line')}\n`, 'token-1': tokenOf('b') });
    expect((await echoed('prometheus')).headers.authorization).toBe(`Bearer ${tokenOf('line')}`);
  });

  test('listens only on loopback, and only at the ports of its targets', async () => {
    const inodes = (
      await output(['sh', '-c', `ls -l /proc/${server()}/fd | sed -n 's/.*socket:\\[\\([0-9]*\\)\\].*/\\1/p'`])
    )
      .trim()
      .split('\n');
    const listening = ['tcp', 'tcp6']
      .flatMap((kind) => readFileSync(`/proc/net/${kind}`, 'utf8').trim().split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === '0A' && inodes.includes(inode!))
      .map(([, local]) => local!);
    const first = Number(new URL(sidecar.localUrl('prometheus')).port);
    expect(listening.sort()).toEqual(
      Array.from(
        { length: 6 },
        (_, index) => `0100007F:${(first + index).toString(16).toUpperCase().padStart(4, '0')}`,
      ).sort(),
    );
  });

  test('runs without any capability, although its file has one, and without privileges', () => {
    const status = readFileSync(`/proc/${server()}/status`, 'utf8');
    expect(/^CapEff:\s*(\S+)/m.exec(status)![1]).toBe('0000000000000000');
    expect(/^CapPrm:\s*(\S+)/m.exec(status)![1]).toBe('0000000000000000');
    expect(/^Uid:\s*(\d+)/m.exec(status)![1]).toBe('65532');
    expect(/^NoNewPrivs:\s*(\d)/m.exec(status)![1]).toBe('1');
  });

  test('writes no token to its log, and logs no unexpected error', () => {
    const log = readFileSync(container.daemon.log, 'utf8');
    for (const name of ['first-a', 'next-1-a', 'again-a', 'line', 'client']) expect(log).not.toContain(tokenOf(name));
    const messages = log
      .trim()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    const loggers = [
      ...new Set(
        messages
          .filter(({ level }) => level !== 'info')
          .map(({ level, logger, msg }) => `${level} ${logger ?? ''} ${msg}`.replace(/\d+/g, 'N').slice(0, 90)),
      ),
    ];
    console.log(loggers.join('\n'));
    expect(messages.filter(({ msg }) => /read-only|permission denied/.test(JSON.stringify(msg)))).toEqual([]);
  });

  /** The process of the program, a descendant of its wrappers. */
  function server(): string {
    let pid = String(container.daemon.pid);
    for (
      let child = pid;
      child !== '';
      child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]!
    ) {
      pid = child;
    }
    return pid;
  }
  function resident(): string {
    return /^VmRSS:\s*(.*)$/m.exec(readFileSync(`/proc/${server()}/status`, 'utf8'))![1]!;
  }
});
