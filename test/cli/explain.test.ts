import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Purpose } from '../../lib';
import { run } from '../support/process';
import { Alertmanager, prometheusProgram } from '../support/program';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'explain-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const { sso, developers, operators } = prometheusProgram();
sso.protect(Alertmanager.ofService('a'), { path: '/alertmanager', write: [operators], ingest: [operators] });
sso.writeReport(folder);

const explain = (...args: string[]) =>
  run([
    process.execPath,
    path.join(__dirname, '../../build/cli/main.js'),
    'explain',
    ...args,
    '--access',
    path.join(folder, 'access.json'),
  ]);
const at = (place: string) => `https://monitoring.example.com${place}`;

describe('the command explain', () => {
  test('says what would be answered, to whom, by which row and construct', async () => {
    const { status, stdout, stderr } = await explain('POST', at('/prometheus/-/quit'), '--as', 'developers');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      [
        'refuse: administer of prometheus is granted to /operators',
        '  as        developers',
        '  row       /prometheus/- and below, any method: administer for /operators',
        '  construct chart/sso/prometheus',
        '',
      ].join('\n'),
    );
  });
  test.each([
    ['GET', '/prometheus', ['--as', '/developers'], /^allow: read of prometheus is granted to \/developers/],
    ['GET', '/prometheus/x/..%2f-/reload', ['--as', 'developers'], /^refuse: administer/],
    ['GET', '/prometheus', [], /^sign-in: the request has no session\n {2}as +nobody/],
    ['GET', '/prometheus', ['--as', 'signed-in'], /^refuse: read of prometheus is granted to/],
    [
      'GET',
      '/prometheus/api/v1/write',
      ['--as', 'operators'],
      /^refuse: ingest of prometheus is not granted to any identity/,
    ],
    [
      'GET',
      '/elsewhere',
      ['--as', 'operators'],
      /^not-found: no application is served at monitoring\.example\.com\/elsewhere/,
    ],
  ])('explains %s %s %j', async (method, place, who, wanted) =>
    expect((await explain(method, at(place), ...who)).stdout).toMatch(wanted),
  );
  test('writes JSON for programs', async () => {
    expect(JSON.parse((await explain('GET', at('/prometheus'), '--as', 'developers', '--json')).stdout)).toMatchObject({
      outcome: 'allow',
      application: 'prometheus',
      purpose: 'read',
      construct: 'chart/sso/prometheus',
      path: '/prometheus',
    });
  });
  test('fails for somebody whom the table does not know, and names those whom it does', async () => {
    const { status, stderr } = await explain('GET', at('/prometheus'), '--as', 'developer');
    expect(status).toBe(2);
    expect(stderr).toMatch(/this table grants nothing to developer; allowed: \/operators, \/developers, signed-in/);
  });
  test('takes roles by name or by claim, and fails where a name can be a role and a group', async () => {
    const { realm, sso: roles } = (({ program, sso: one }) => ({ realm: program.realm, sso: one }))(
      prometheusProgram(),
    );
    roles.protect(Alertmanager.ofService('a'), {
      path: '/alertmanager',
      write: [realm.addRole('on-call'), realm.addRole('operators')],
      ingest: [realm.role('on-call'), realm.role('operators')],
    });
    const report = path.join(folder, 'roles');
    roles.writeReport(report);
    const as = (who: string) =>
      run([
        process.execPath,
        path.join(__dirname, '../../build/cli/main.js'),
        'explain',
        'GET',
        at('/alertmanager'),
        '--as',
        who,
        '--access',
        path.join(report, 'access.json'),
      ]);
    for (const who of ['on-call', 'role:on-call', 'role:operators']) {
      expect((await as(who)).stdout).toMatch(/^allow: read of alertmanager is granted to (on-call|operators)/);
    }
    expect((await as('/operators')).stdout).toMatch(/^refuse: /);
    expect(await as('operators')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/operators is ambiguous; allowed: \/operators \(group\), role:operators \(role\)/),
    });
    expect(fs.readFileSync(path.join(report, 'access.md'), 'utf8')).toMatch(/\| role on-call, role operators +\|/);
  });
  test('fails without a report', async () =>
    expect(
      (
        await run([
          process.execPath,
          path.join(__dirname, '../../build/cli/main.js'),
          'explain',
          'GET',
          at('/'),
          '--access',
          '/absent.json',
        ])
      ).status,
    ).toBe(2));
});

describe('allows()', () => {
  test('says who may do what, without rendering anything', () => {
    expect(sso.allows(developers, Purpose.READ, 'prometheus')).toBe(true);
    expect(sso.allows(operators, Purpose.READ, 'prometheus')).toBe(true);
    expect(sso.allows(developers, Purpose.ADMINISTER, 'prometheus')).toBe(false);
    expect(sso.allows(developers, Purpose.READ, 'alertmanager')).toBe(false);
  });
  test('fails for an application that is not protected', () =>
    expect(() => sso.allows(developers, Purpose.READ, 'grafana')).toThrow(
      /no application of this id is protected; got "grafana"; allowed: prometheus, alertmanager/,
    ));
});
