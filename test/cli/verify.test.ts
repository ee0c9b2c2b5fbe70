import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ACCESS_TABLE_FORMAT, type AccessTable } from '../../lib/report/access-table';
import { FakeEdge, Fault } from '../support/fake-edge';
import { run } from '../support/process';
import { prometheusProgram } from '../support/program';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'verify-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const file = (name: string, content?: unknown) => {
  const place = path.join(folder, name);
  if (content !== undefined) fs.writeFileSync(place, typeof content === 'string' ? content : JSON.stringify(content));
  return place;
};

const program = path.join(__dirname, '../../build/lib/cli/main.js');
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

async function verify(args: readonly string[], { fault, env }: { fault?: Fault; env?: Record<string, string> } = {}) {
  edge = await FakeEdge.start(table, [{ name: 'alice', headers: { Cookie: cookie }, signedIn: true, claims: ['/developers'] }], fault);
  return run([
    process.execPath, program, 'verify', `https://monitoring.example.com:${edge.port}`, '--resolve', 'monitoring.example.com:127.0.0.1', '--ca', file('ca.crt', edge.certificate),
    '--rate', '1000', ...args,
  ], { env: { ...process.env, ...env } });
}
const credentials = (entry: object) => ['--credentials', file('credentials.json', [entry])];

describe('the command verify', () => {
  test('ends with 0 where everything holds, and writes a table, JSON and JUnit XML', async () => {
    const { status, stdout, stderr } = await verify(['--access', access, '--only', 'cells', ...credentials({ name: 'alice', claims: ['/developers'], cookie }), '--json', file('out.json'), '--junit', file('out.xml')]);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/\| alice +\| prometheus +\| +\d+ +\| 0 +\|/);
    expect(stdout.trim().split('\n').at(-1)).toMatch(/^monitoring\.example\.com: \d+ cells, 0 disagreements; 0 attacks, 0 succeeded/);
    expect(stderr).toMatch(/\d+ of \d+: GET https:/);
    expect(JSON.parse(fs.readFileSync(file('out.json'), 'utf8'))).toMatchObject({ format: 'cdk8s-monitoring-sso/verification/1', verdict: 'holds', counts: { disagreements: 0 } });
    expect(fs.readFileSync(file('out.xml'), 'utf8')).toContain('<testsuite name="access as alice"');
  });
  test('ends with 1 where a door is open, and says which, and why it should not be', async () => {
    const { status, stdout } = await verify(['--access', access, '--only', 'cells'], { fault: ({ path: place }) => (place.startsWith('/prometheus/api/v1/write') ? { status: 200 } : undefined) });
    expect(status).toBe(1);
    expect(stdout).toContain('! GET https://monitoring.example.com/prometheus/api/v1/write as nobody: refuse was expected (ingest of prometheus is granted to nobody), got 200');
  });
  test('takes a session from the environment, and shows it nowhere', async () => {
    const { status, stdout, stderr } = await verify(['--access', access, '--only', 'cells', ...credentials({ name: 'alice', claims: ['/developers'], cookieFromEnv: 'ALICE' })], { env: { ALICE: cookie } });
    expect(status).toBe(0);
    expect(stdout + stderr).not.toContain('dGlja2V0');
  });
  test('treats a token on people\'s routes as nobody', async () => {
    const { status, stdout } = await verify(['--access', access, '--only', 'cells', ...credentials({ name: 'karma', claims: ['/developers'], token: 'e30.e30.e30' })]);
    expect(status).toBe(0);
    expect(edge!.arrived.some(({ headers }) => headers.authorization === 'Bearer e30.e30.e30')).toBe(true);
    expect(stdout).toMatch(/\| karma +\| prometheus/);
  });
  test.each<[string, readonly string[], RegExp]>([
    ['the table is of another format', ['--access', file('old.json', { rows: [] })], /its format is undefined; allowed: cdk8s-monitoring-sso\/access\/2; fix: synthesize again/],
    ['the table is a fragment', ['--access', file('fragment.json', { format: ACCESS_TABLE_FORMAT })], /it has no signOn, no machines or no rows; fix: synthesize again/],
    ['a row of the table is cut short', ['--access', file('short.json', { format: ACCESS_TABLE_FORMAT, signOn: { host: 'monitoring.example.com', issuer: 'x', groupsClaim: 'groups', cookie: 'c' }, machines: [], rows: [{ application: 'a' }] })], /row 1 has no kind; fix: synthesize again/],
    ['there is no table', ['--access', file('absent.json')], /ENOENT/],
    ['a credential has no claims', ['--access', access, '--credentials', file('bad.json', [{ name: 'alice', cookie }])], /entry 1 lacks name or claims/],
    ['a credential is a value without a name', ['--access', access, '--credentials', file('bad2.json', [{ name: 'alice', claims: [], cookie: 'abc' }])], /a cookie without a name; allowed: name=value/],
    ['a credential names a variable that is not set', ['--access', access, '--credentials', file('bad3.json', [{ name: 'alice', claims: [], cookieFromEnv: 'NOT_SET' }])], /NOT_SET, which is not set/],
    ['attacks are chosen and none is to be tried', ['--access', access, '--only', 'cells', '--family', 'paths'], /--only cells tries none/],
    ['a family is one that only the live run has', ['--access', access, '--family', 'tenancy'], /Allowed choices are identity headers/],
    ['an address is given for a host that is not asked', ['--access', access, '--resolve', 'other.example.com:127.0.0.1'], /--resolve names other\.example\.com, which is not to be asked/],
    ['the result cannot be written', ['--access', access, '--json', '/absent/result.json'], /ENOENT/],
    ['the rate is none', ['--access', access, '--rate', '0'], /allowed: numbers above 0/],
  ])('ends with 2 when %s', async (_what, args, message) => {
    const { status, stderr } = await verify(args);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
  test('ends with 2 for a host that the table does not have, whatever it answers', async () => {
    const { status, stderr } = await run([process.execPath, program, 'verify', 'https://other.example.com', '--access', access]);
    expect(stderr).toMatch(/the table says nothing of other\.example\.com/);
    expect(status).toBe(2);
  });
  test('says when a claim is none that the table knows', async () => {
    const { stderr } = await verify(['--access', access, '--only', 'cells', ...credentials({ name: 'alice', claims: ['/developers', 'developers'], cookie })]);
    expect(stderr).toContain('note: nothing is granted to developers, a claim of alice; the table knows');
  });
  test('ends with 2 when the address has no TLS', async () => {
    const { status, stderr } = await run([process.execPath, program, 'verify', 'http://monitoring.example.com', '--access', access]);
    expect(stderr).toMatch(/allowed: addresses such as https:/);
    expect(status).toBe(2);
  });
});
