import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Grafana, IIdentity, KeycloakRealm, MonitoringSso, MonitoringSsoProps, Purpose, ServiceAccountIssuer, Sessions, WebApplication } from '../../lib';
import type { AccessTable } from '../../lib/report/access-table';
import { Opened } from '../../lib/verify/attack';
import { ATTACKS } from '../../lib/verify/attacks';
import type { Question } from '../../lib/verify/http';
import type { Credential } from '../../lib/verify/target';
import { Alertmanager, Program, Prometheus } from '../support/program';
import { gullibleDeployment, soundDeployment } from './deployments';

type Protect = (sso: MonitoringSso, developers: IIdentity, operators: IIdentity, realm: KeycloakRealm) => void;

function tableOf(protect: Protect, props: Partial<MonitoringSsoProps> = {}): AccessTable {
  const program = new Program();
  const [developers, operators] = ['developers', 'operators'].map((name) => program.realm.addGroup(name));
  const sso = program.sso(props);
  protect(sso, developers!, operators!, program.realm);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attacks-'));
  try {
    sso.writeReport(folder);
    return JSON.parse(fs.readFileSync(path.join(folder, 'access.json'), 'utf8')) as AccessTable;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const table = tableOf((sso, developers, operators) => {
  sso.protect(Prometheus.ofService('p'), { path: '/prometheus', read: [developers, operators] });
  sso.protect(Alertmanager.ofService('a'), { path: '/alertmanager', write: [operators], ingest: [operators] });
  sso.protect(Grafana.ofService('g'), { path: '/grafana', read: [developers, operators] });
});
const others: Record<string, AccessTable> = {
  'hosts of their own': tableOf((sso, developers, operators) => {
    sso.protect(Prometheus.ofService('p'), { host: 'prometheus.sso.example.com', read: [developers], administer: [operators], administerByBrowser: true });
    sso.protect(Grafana.ofService('g'), { host: 'grafana.sso.example.com', read: [developers, operators] });
  }, { host: 'login.sso.example.com', cookieDomain: 'sso.example.com', sessions: Sessions.cookie() }),
  'one application at the root': tableOf((sso, developers) => {
    sso.protect(WebApplication.ofService('w', { port: 80, podLabels: { app: 'w' }, routes: [{ path: '/admin', purpose: Purpose.ADMINISTER }] }), { read: [developers] });
  }),
  'everything open to everyone': tableOf((sso, _developers, _operators, realm) => {
    sso.protect(WebApplication.ofService('w', { port: 80, podLabels: { app: 'w' } }), { path: '/w', read: [realm.everyoneSignedIn()] });
  }),
  'machines beside people': tableOf((sso, developers) => {
    const cluster = new ServiceAccountIssuer({ issuerUrl: 'https://kubernetes.default.svc.cluster.local' });
    sso.addMachines('cluster', { issuer: cluster, host: 'machines.example.com' });
    const agent = cluster.serviceAccount('monitoring', 'agent');
    sso.protect(Prometheus.ofService('p'), { path: '/prometheus', read: [developers, agent], ingest: [agent] });
    sso.protect(Grafana.ofService('g'), { path: '/grafana', read: [developers] });
  }),
  'nothing at all': tableOf(() => undefined),
};
const session = (ticket: string, name: string, ...claims: string[]): Credential => sessionAt(table, ticket, name, ...claims);
const sessionAt = ({ signOn }: AccessTable, ticket: string, name: string, ...claims: string[]): Credential => ({
  name, claims, signedIn: true, headers: { Cookie: `${signOn.cookie}=${Buffer.from(ticket).toString('base64url')}|17${name.length}|signature-of-${name}` },
});
const people = [session('a-id.a-key', 'alice', '/developers'), session('o-id.o-key', 'oscar', '/operators'), session('m-id.m-key', 'mallory')];
const readable = [session('alice@example.com', 'alice', '/developers'), session('oscar@example.com', 'oscar', '/operators')];

describe('every attack', () => {
  test('has an id, a title and a reason of its own, and a reference', () => {
    for (const field of ['id', 'title'] as const) expect(new Set(ATTACKS.map((attack) => attack[field])).size).toBe(ATTACKS.length);
    for (const { id, reason, reference } of ATTACKS) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(reason.length > 10 && reference.length > 3, id).toBe(true);
    }
  });

  test.each(ATTACKS.map((attack) => [attack.id, attack] as const))('%s fails on a deployment that does as the table says', async (_, attack) => {
    expect(['held', 'known', 'not-tried']).toContain((await attack.run(soundDeployment(table, people))).result);
  });

  test.each(Object.entries(others))('fails on a deployment with %s, whoever is signed in there', async (_, other) => {
    for (const signedIn of [[], [sessionAt(other, 'a-id.a-key', 'alice', '/developers')]]) {
      for (const attack of ATTACKS) expect(['held', 'known', 'not-tried'], attack.id).toContain((await attack.run(soundDeployment(other, signedIn))).result);
    }
  });

  test.each(ATTACKS.map((attack) => [attack.id, attack] as const))('%s is noticed on a deployment that believes what it is told', async (_, attack) => {
    await expect(attack.run(gullibleDeployment(table, readable))).rejects.toThrow(Opened);
  });

  test.each(ATTACKS.map((attack) => [attack.id, attack] as const))('%s asks for nothing that changes anything, of no other host, and not too often', async (_, attack) => {
    const target = soundDeployment(table, people);
    const asked: string[] = [];
    const hosts = new Set([table.signOn.host, ...table.rows.map(({ host }) => host)]);
    await attack.run({
      ...target,
      ask: (url, question = {}) => {
        asked.push(`${question.method ?? 'GET'} ${url}`);
        // Whoever is signed in stays so, and nobody hears of it.
        if (url.includes('sign_out') || url.startsWith('http:')) expect(people.some(({ headers }) => JSON.stringify(question.headers ?? {}).includes(headers.Cookie!))).toBe(false);
        return target.ask(url, question);
      },
      raw: (host, bytes, wire) => {
        asked.push(bytes.toString('latin1').replace(/^(\S*) (\S*)[\s\S]*/, `$1 https://${host}/ $2`));
        if (wire?.anyCertificate) expect(people.some(({ headers }) => bytes.toString('latin1').includes(headers.Cookie!))).toBe(false);
        return target.raw(host, bytes, wire);
      },
    });
    expect(asked.length).toBeLessThanOrEqual(130);
    for (const line of asked) {
      const [, method, host] = /^(\S*) https?:\/\/([^/:?]*)/.exec(line)!;
      expect(hosts).toContain(host);
      // TRACK and DEBUG are TRACE by other names.
      if (['GET', 'HEAD', 'OPTIONS', 'TRACE', 'TRACK', 'DEBUG', 'CONNECT'].includes(method!)) continue;
      expect(attack.unsafe, line).toBe(true);
      expect(line).toContain('cdk8s-monitoring-sso-verify');
    }
  });
});

describe('a single hole is noticed, whatever the application behind it says', () => {
  const answers: Record<string, { status: number; headers?: Record<string, string>; body: string }> = {
    'a page': { status: 200, body: 'a page' }, 'nothing': { status: 204, body: '' }, 'a sign-in of its own': { status: 302, headers: { location: '/login' }, body: '' },
    'that it knows nobody': { status: 401, body: '{"message":"Unauthorized"}' }, 'that it refuses': { status: 403, body: 'Lifecycle API is not enabled.' },
    'that the method is wrong': { status: 405, body: 'Only POST or PUT requests allowed' }, 'that it failed': { status: 500, body: '{"message":"internal error"}' },
  };
  const holes: Record<string, (question: Question) => boolean> = {
    'forwarded-headers-one-by-one': ({ headers = {} }) => 'X-Forwarded-Uri' in headers,
    'identity-headers-plainly': ({ headers = {} }) => 'X-Auth-Request-User' in headers,
    'tokens-of-no-worth': ({ headers = {} }) => String(headers.Authorization).startsWith('Bearer'),
  };
  test.each(Object.keys(holes).flatMap((id) => Object.keys(answers).map((what) => [id, what] as const)))('%s: %s', async (id, what) => {
    const attack = ATTACKS.find((each) => each.id === id)!;
    const sound = soundDeployment(table, people);
    await expect(attack.run({ ...sound, ask: async (url, question = {}) => (holes[id]!(question) ? { headers: {}, cookies: [], ...answers[what]! } : sound.ask(url, question)) })).rejects.toThrow(Opened);
  });
});
