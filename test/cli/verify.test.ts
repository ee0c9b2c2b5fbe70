import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { Outcome } from '../../lib/access/decide';
import { ACCESS_TABLE_FORMAT, type AccessTable } from '../../lib/report/access-table';
import { FakeEdge, Fault } from '../support/fake-edge';
import { inCase } from '../support/in-case';
import { run } from '../support/process';
import { prometheusProgram } from '../support/program';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'verify-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const file = (name: string, content?: unknown) => {
  const place = path.join(folder, name);
  if (content !== undefined) fs.writeFileSync(place, typeof content === 'string' ? content : JSON.stringify(content));
  return place;
};

const program = path.join(__dirname, '../../build/cli/main.js');
const { sso } = prometheusProgram();
sso.writeReport(folder);
const access = path.join(folder, 'access.json');
const table = JSON.parse(fs.readFileSync(access, 'utf8')) as AccessTable;
const cookie = `${table.signOn.cookie}=dGlja2V0LW9mLWFsaWNl|1700000000|c2lnbmF0dXJl`;

let edge: FakeEdge | undefined;
afterEach(async () => {
  await edge?.stop();
  edge = undefined;
});

async function verify(
  args: readonly string[],
  { fault, env, unread = false }: { fault?: Fault; env?: Record<string, string>; unread?: boolean } = {},
) {
  edge = await FakeEdge.start(
    table,
    [{ name: 'alice', headers: { Cookie: cookie }, signedIn: true, claims: ['/developers'] }],
    fault,
  );
  // Whoever reads nothing closes the pipe.
  return run(
    [
      ...(unread ? ['bash', '-c', '"$@" > >(exec true)', 'bash'] : []),
      process.execPath,
      program,
      'verify',
      `https://monitoring.example.com:${edge.port}`,
      '--resolve',
      'monitoring.example.com:127.0.0.1',
      '--ca',
      file('ca.crt', edge.certificate),
      '--rate',
      '1000',
      ...args,
    ],
    { env: { ...process.env, ...env } },
  );
}
const withRow = (name: string, change: object) => file(name, { ...table, rows: [{ ...table.rows[0]!, ...change }] });
const withPages = (name: string, errorPages: object) =>
  file(name, { ...table, signOn: { ...table.signOn, errorPages } });
const credentials = (entry: object) => ['--credentials', file('credentials.json', [entry])];

describe('the command verify', () => {
  test('ends with 0 where everything holds, and writes a table, JSON and JUnit XML', async () => {
    const { status, stdout, stderr } = await verify([
      '--access',
      access,
      '--only',
      'cells',
      ...credentials({ name: 'alice', claims: ['/developers'], cookie }),
      '--json',
      file('out.json'),
      '--junit',
      file('out.xml'),
    ]);
    inCase(stderr, () => expect(status).toBe(0));
    expect(stdout).toMatch(/\| alice +\| prometheus +\| +\d+ +\| 0 +\|/);
    expect(stdout.trim().split('\n').at(-1)).toMatch(
      /^monitoring\.example\.com: \d+ cells, 0 disagreements; 0 attacks, 0 succeeded/,
    );
    expect(stderr).toMatch(/\d+ of \d+: GET https:/);
    expect(JSON.parse(fs.readFileSync(file('out.json'), 'utf8'))).toMatchObject({
      format: 'cdk8s-monitoring-sso/verification/1',
      verdict: 'holds',
      counts: { disagreements: 0 },
    });
    expect(fs.readFileSync(file('out.xml'), 'utf8')).toContain('<testsuite name="access as alice"');
  });
  test('ends with 1 where a door is open, and says which, and why it should not be', async () => {
    const { status, stdout } = await verify(['--access', access, '--only', 'cells'], {
      fault: ({ path: place }) => (place.startsWith('/prometheus/api/v1/write') ? { status: 200 } : undefined),
    });
    expect(status).toBe(1);
    expect(stdout).toContain(
      '! GET https://monitoring.example.com/prometheus/api/v1/write as nobody: refuse was expected (ingest of ' +
        'prometheus is not granted to any identity), got 200',
    );
  });
  test('takes a session from the environment, and shows it nowhere', async () => {
    const { status, stdout, stderr } = await verify(
      [
        '--access',
        access,
        '--only',
        'cells',
        ...credentials({ name: 'alice', claims: ['/developers'], cookieFromEnv: 'ALICE' }),
      ],
      { env: { ALICE: cookie } },
    );
    expect(status).toBe(0);
    expect(stdout + stderr).not.toContain('dGlja2V0');
  });
  test("treats a token on people's routes as nobody", async () => {
    const { status, stdout } = await verify([
      '--access',
      access,
      '--only',
      'cells',
      ...credentials({ name: 'karma', claims: ['/developers'], token: 'e30.e30.e30' }),
    ]);
    expect(status).toBe(0);
    expect(edge!.arrived.some(({ headers }) => headers.authorization === 'Bearer e30.e30.e30')).toBe(true);
    expect(stdout).toMatch(/\| karma +\| prometheus/);
  });
  test.each<[string, readonly string[], RegExp]>([
    [
      'the table is of another format',
      ['--access', file('old.json', { rows: [] })],
      /its format is undefined; allowed: cdk8s-monitoring-sso\/access\/2; fix: synthesize again/,
    ],
    [
      'the table is a fragment',
      ['--access', file('fragment.json', { format: ACCESS_TABLE_FORMAT })],
      /it has no signOn, no machines or no rows; fix: synthesize again/,
    ],
    [
      'a row of the table is cut short',
      [
        '--access',
        file('short.json', {
          format: ACCESS_TABLE_FORMAT,
          signOn: {
            host: 'monitoring.example.com',
            issuer: 'https://x.example.com',
            groupsClaim: 'groups',
            cookie: 'c',
          },
          machines: [],
          rows: [{ application: 'a' }],
        }),
      ],
      /row 1 has no kind; fix: synthesize again/,
    ],
    [
      'a page of an edge is found in every answer',
      ['--access', withPages('every.json', { anyStatus: [''], notFound: [] })],
      /the errorPages of signOn, anyStatus: is found in an empty text; fix: synthesize again/,
    ],
    [
      'a page of an edge is no pattern',
      ['--access', withPages('pattern.json', { anyStatus: [], notFound: ['('] })],
      /notFound: is not a regular expression; fix: synthesize again/,
    ],
    [
      'the pages of an edge are no lists',
      ['--access', withPages('lists.json', { anyStatus: 'x' })],
      /anyStatus: are not a list; fix: synthesize again/,
    ],
    [
      'the table has no rows',
      ['--access', file('empty.json', { ...table, rows: [] })],
      /it has no signOn, no machines or no rows; fix: synthesize again/,
    ],
    [
      'a path of the table is another port',
      ['--access', withRow('port.json', { path: ':9999/x' })],
      /\[row 1\] path is malformed; got ":9999\/x"; allowed: .*; fix: synthesize again/,
    ],
    [
      'a path of the table holds a second request',
      ['--access', withRow('lines.json', { path: '/a HTTP/1.1\r\nHost: x\r\n\r\nDELETE /b' })],
      /\[row 1\] path is malformed/,
    ],
    [
      'a path of the table is no encoding',
      ['--access', withRow('encoding.json', { path: '/%zz' })],
      /\[row 1\] path is malformed/,
    ],
    [
      'a host of the table has a port',
      ['--access', withRow('host.json', { host: 'monitoring.example.com:8443' })],
      /\[row 1\] host is malformed/,
    ],
    [
      'a row of the table is compared in an unknown way',
      ['--access', withRow('match.json', { match: 'regex' })],
      /row 1 has the match "regex"; allowed: exact, prefix/,
    ],
    [
      'a row of the table is granted to nothing',
      ['--access', withRow('granted.json', { permitted: [{}] })],
      /row 1 has no permitted/,
    ],
    [
      'a row of the table is granted to null',
      ['--access', withRow('null.json', { permitted: [null] })],
      /row 1 has no permitted/,
    ],
    [
      "the table's issuer is no address",
      ['--access', file('issuer.json', { ...table, signOn: { ...table.signOn, issuer: 'javascript:x' } })],
      /\[signOn\] issuer is not usable as an https address/,
    ],
    [
      "the table's cookie is no name",
      ['--access', file('cookie.json', { ...table, signOn: { ...table.signOn, cookie: 'a b' } })],
      /\[signOn\] cookie is malformed/,
    ],
    ['there is no table', ['--access', file('absent.json')], /ENOENT/],
    [
      'a cookie goes over two lines',
      [
        '--access',
        access,
        '--credentials',
        file('lines2.json', [{ name: 'alice', claims: [], cookie: `${cookie}\n` }]),
      ],
      /entry 1 \(alice\) has a cookie that cannot be in a header/,
    ],
    [
      'a token has characters that cannot be in a header',
      ['--access', access, '--credentials', file('signs.json', [{ name: 'karma', claims: [], token: '\u2026' }])],
      /entry 1 \(karma\) has a token that cannot be in a header/,
    ],
    [
      'a cookie is no text',
      ['--access', access, '--credentials', file('list.json', [{ name: 'alice', claims: [], cookie: ['a=b'] }])],
      /has a cookie that cannot be in a header/,
    ],
    [
      'the authority is none',
      ['--access', access, '--ca', file('empty.crt', '')],
      /it does not begin with a certificate in PEM/,
    ],
    [
      'a host is named twice',
      ['--access', access, 'https://monitoring.example.com:444'],
      /monitoring\.example\.com is named twice/,
    ],
    [
      'an address has a fragment',
      ['--access', access, 'https://monitoring.example.com#x'],
      /allowed: addresses such as/,
    ],
    [
      'an address to connect to has a port',
      ['--access', access, '--resolve', 'monitoring.example.com:443:127.0.0.1'],
      /allowed: host:address without a port/,
    ],
    [
      'the result would be written over the table',
      ['--access', access, '--json', access],
      /--json would overwrite .*access\.json, which is read/,
    ],
    [
      'two results would be written to one file',
      ['--access', access, '--json', file('same'), '--junit', file('same')],
      /--junit would overwrite .*same, which --json writes/,
    ],
    ['the rate is next to none', ['--access', access, '--rate', '0.0000001'], /allowed: numbers from 0\.1/],
    [
      'a credential has no claims',
      ['--access', access, '--credentials', file('bad.json', [{ name: 'alice', cookie }])],
      /entry 1 lacks name or claims/,
    ],
    [
      'a credential is a value without a name',
      ['--access', access, '--credentials', file('bad2.json', [{ name: 'alice', claims: [], cookie: 'abc' }])],
      /a cookie without a name; allowed: name=value/,
    ],
    [
      'a credential names a variable that is not set',
      [
        '--access',
        access,
        '--credentials',
        file('bad3.json', [{ name: 'alice', claims: [], cookieFromEnv: 'NOT_SET' }]),
      ],
      /NOT_SET, which is not set/,
    ],
    [
      'two people have one name',
      [
        '--access',
        access,
        '--credentials',
        file('twice.json', [
          { name: 'alice', claims: [], cookie },
          { name: 'alice', claims: ['/developers'], cookie },
        ]),
      ],
      /entry 2 has the name of another one, alice; fix: give each entry a name of its own/,
    ],
    [
      'somebody is called like nobody',
      ['--access', access, '--credentials', file('nobody.json', [{ name: 'nobody', claims: [], cookie }])],
      /entry 1 has the name of another one, nobody/,
    ],
    [
      'attacks are chosen and none is to be tried',
      ['--access', access, '--only', 'cells', '--family', 'paths'],
      /--only cells tries none/,
    ],
    [
      'a family is one that only the live run has',
      ['--access', access, '--family', 'tenancy'],
      /Allowed choices are identity headers/,
    ],
    [
      'an address is given for a host that is not asked',
      ['--access', access, '--resolve', 'other.example.com:127.0.0.1'],
      /--resolve names other\.example\.com, which is not among the hosts to request/,
    ],
    ['the result cannot be written', ['--access', access, '--json', '/absent/result.json'], /ENOENT/],
    ['the rate is none', ['--access', access, '--rate', '0'], /allowed: numbers from 0\.1 to 1000/],
  ])('ends with 2 when %s', async (_what, args, message) => {
    const { status, stderr } = await verify(args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(status).toBe(2);
    expect(edge!.arrived).toEqual([]);
  });
  test('leaves an earlier result as it was, and no other behind, where nothing can be judged', async () => {
    const [json, xml] = [file('earlier.json', '{"verdict":"fails"}'), file('new.xml')];
    expect(
      (await verify(['--access', access, '--json', json, '--junit', xml], { fault: () => ({ status: 429 }) })).status,
    ).toBe(2);
    expect(fs.readFileSync(json, 'utf8')).toBe('{"verdict":"fails"}');
    expect(fs.existsSync(xml)).toBe(false);
  });
  test('writes one result though the other cannot be written, and ends with 2', async () => {
    const { status, stderr } = await verify([
      '--access',
      access,
      '--only',
      'cells',
      '--json',
      '/dev/full',
      '--junit',
      file('whole.xml'),
    ]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/ENOSPC/);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(fs.readFileSync(file('whole.xml'), 'utf8')).toContain('</testsuites>');
  });
  test('ends with what it found where nobody reads what it prints', async () => {
    const verified = verify(['--access', access, '--only', 'cells', '--quiet', '--json', file('unread.json')], {
      unread: true,
    });
    expect(await verified).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(fs.readFileSync(file('unread.json'), 'utf8'))).toMatchObject({ verdict: 'holds' });
  });
  test('prints nothing that would move a cursor, whatever the table or a server says', async () => {
    const named = withRow('named.json', { application: 'prometheus\u001b[2J' });
    const { stdout, stderr } = await verify(['--access', named, '--only', 'attacks', '--family', 'tokens'], {
      fault: (_request, right) =>
        right === Outcome.SIGN_IN ? { status: 302, headers: { location: '/x\u009b2J' } } : undefined,
    });
    expect(stdout).toContain('are not answered as the program says');
    expect(stdout + stderr + (await verify(['--access', named, '--only', 'cells'])).stdout).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/,
    );
  });
  test('ends with 2 for a host that the table does not have, whatever it answers', async () => {
    const { status, stderr } = await run([
      process.execPath,
      program,
      'verify',
      'https://other.example.com',
      '--access',
      access,
    ]);
    expect(stderr).toMatch(/the table says nothing of other\.example\.com/);
    expect(status).toBe(2);
  });
  test('says when a claim is none that the table knows', async () => {
    const { stderr } = await verify([
      '--access',
      access,
      '--only',
      'cells',
      ...credentials({ name: 'alice', claims: ['/developers', 'developers'], cookie }),
    ]);
    expect(stderr).toContain('note: nothing is granted to developers, a claim of alice; the table knows');
  });
  test('ends with 2 when the address has no TLS', async () => {
    const { status, stderr } = await run([
      process.execPath,
      program,
      'verify',
      'http://monitoring.example.com',
      '--access',
      access,
    ]);
    expect(stderr).toMatch(/allowed: addresses such as https:/);
    expect(status).toBe(2);
  });
});
