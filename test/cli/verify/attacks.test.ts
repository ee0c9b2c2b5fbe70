import * as fs from 'node:fs';
import { STATUS_CODES } from 'node:http';
import * as os from 'node:os';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { gullibleDeployment, soundDeployment } from './deployments';
import { Family, Opened } from '../../../cli/verify/attack';
import { ATTACKS } from '../../../cli/verify/attacks';
import { clientRequest, deniedEntries, sendAll } from '../../../cli/verify/attacks/attack-requests';
import { INDISTINGUISHABLE } from '../../../cli/verify/attacks/comparison';
import { type Answer, AskedTooOften, NoHttp2, NotNamed, type Question } from '../../../cli/verify/http';
import type { Credential, Target } from '../../../cli/verify/target';
import {
  Edge,
  Grafana,
  IIdentity,
  KeycloakRealm,
  MonitoringSso,
  MonitoringSsoProps,
  Purpose,
  ServiceAccountIssuer,
  Sessions,
  WebApplication,
} from '../../../lib';
import type { AccessTable } from '../../../lib/report/access-table';
import { inCase } from '../../support/in-case';
import { joined } from '../../support/joined';
import { Alertmanager, Program, Prometheus } from '../../support/program';

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

const table = tableOf(
  (sso, developers, operators) => {
    sso.protect(Prometheus.ofService('p'), { path: '/prometheus', read: [developers, operators] });
    sso.protect(Alertmanager.ofService('a'), {
      path: '/alertmanager',
      read: [developers],
      write: [operators],
      ingest: [operators],
    });
    sso.protect(Grafana.ofService('g'), { path: '/grafana', read: [developers, operators] });
  },
  { edge: Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'], methodMaps: true }) },
);
const others: Record<string, AccessTable> = {
  'hosts of their own': tableOf(
    (sso, developers, operators) => {
      sso.protect(Prometheus.ofService('p'), {
        host: 'prometheus.sso.example.com',
        read: [developers],
        administer: [operators],
        administerByBrowser: true,
      });
      sso.protect(Grafana.ofService('g'), { host: 'grafana.sso.example.com', read: [developers, operators] });
    },
    { host: 'login.sso.example.com', cookieDomain: 'sso.example.com', sessions: Sessions.cookie() },
  ),
  'one application at the root': tableOf((sso, developers) => {
    sso.protect(
      WebApplication.ofService('w', {
        port: 80,
        podLabels: { app: 'w' },
        routes: [{ path: '/admin', purpose: Purpose.ADMINISTER }],
      }),
      { read: [developers] },
    );
  }),
  'everything open to everyone': tableOf((sso, _developers, _operators, realm) => {
    sso.protect(WebApplication.ofService('w', { port: 80, podLabels: { app: 'w' } }), {
      path: '/w',
      read: [realm.everyoneSignedIn()],
    });
  }),
  'machines beside people': tableOf((sso, developers) => {
    const cluster = new ServiceAccountIssuer({ issuerUrl: 'https://kubernetes.default.svc.cluster.local' });
    sso.addMachines('cluster', { issuer: cluster, host: 'machines.example.com' });
    const agent = cluster.serviceAccount('monitoring', 'agent');
    sso.protect(Prometheus.ofService('p'), { path: '/prometheus', read: [developers, agent], ingest: [agent] });
    sso.protect(Grafana.ofService('g'), { path: '/grafana', read: [developers] });
  }),
  'a host that is called like what attacks look for': tableOf(
    (sso, developers) => sso.protect(Prometheus.ofService('p'), { read: [developers] }),
    { host: 'verify-front-end.example.com' },
  ),
  'nothing at all': tableOf(() => undefined),
};
const session = (ticket: string, name: string, ...claims: string[]): Credential =>
  sessionAt(table, ticket, name, ...claims);
const sessionAt = ({ signOn }: AccessTable, ticket: string, name: string, ...claims: string[]): Credential => ({
  name,
  claims,
  signedIn: true,
  headers: {
    Cookie: `${signOn.cookie}=${Buffer.from(ticket).toString('base64url')}|17${name.length}|signature-of-${name}`,
  },
});
const people = [
  session('a-id.a-key', 'alice', '/developers'),
  session('o-id.o-key', 'oscar', '/operators'),
  session('m-id.m-key', 'mallory'),
];
const readable = [
  session('alice@example.com', 'alice', '/developers'),
  session('oscar@example.com', 'oscar', '/operators'),
];

describe('every attack', () => {
  test('has an id, a title and a reason of its own, and a reference', () => {
    for (const field of ['id', 'title'] as const) {
      expect(new Set(ATTACKS.map((attack) => attack[field])).size).toBe(ATTACKS.length);
    }
    for (const { id, reason, reference } of ATTACKS) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      inCase(id, () => expect(reason.length > 10 && reference.length > 3).toBe(true));
    }
  });

  test.each(ATTACKS.map((attack) => [attack.id, attack] as const))(
    '%s fails on a deployment that does as the table says',
    async (_, attack) => {
      expect(['held', 'known', 'not-tried']).toContain((await attack.run(soundDeployment(table, people))).result);
    },
  );

  test.each(Object.entries(others))('fails on a deployment with %s, whoever is signed in there', async (_, other) => {
    for (const signedIn of [[], [sessionAt(other, 'a-id.a-key', 'alice', '/developers')]]) {
      for (const attack of ATTACKS) {
        const { result } = await attack.run(soundDeployment(other, signedIn));
        inCase(attack.id, () => expect(['held', 'known', 'not-tried']).toContain(result));
      }
    }
  });

  test.each(ATTACKS.map((attack) => [attack.id, attack] as const))(
    '%s is noticed on a deployment that believes what it is told',
    async (_, attack) => {
      await expect(attack.run(gullibleDeployment(table, readable))).rejects.toThrow(Opened);
    },
  );

  test.each(ATTACKS.map((attack) => [attack.id, attack] as const))(
    '%s asks for nothing that changes anything, of no other host, and not too often',
    async (_, attack) => {
      const target = soundDeployment(table, people);
      const asked: string[] = [];
      const hosts = new Set([table.signOn.host, ...table.rows.map(({ host }) => host)]);
      await attack.run({
        ...target,
        ask: (url, question = {}) => {
          asked.push(`${question.method ?? 'GET'} ${url}`);
          // Whoever is signed in stays so, and nobody hears of it.
          if (url.includes('sign_out') || url.startsWith('http:')) {
            expect(people.some(({ headers }) => JSON.stringify(question.headers ?? {}).includes(headers.Cookie!))).toBe(
              false,
            );
          }
          return target.ask(url, question);
        },
        raw: (host, bytes, wire) => {
          asked.push(bytes.toString('latin1').replace(/^(\S*) (\S*)[\s\S]*/, `$1 https://${host}/ $2`));
          if (wire?.anyCertificate) {
            expect(people.some(({ headers }) => bytes.toString('latin1').includes(headers.Cookie!))).toBe(false);
          }
          return target.raw(host, bytes, wire);
        },
      });
      expect(asked.length).toBeLessThanOrEqual(130);
      for (const line of asked) {
        const [, method, host] = /^(\S*) https?:\/\/([^/:?]*)/.exec(line)!;
        expect(hosts).toContain(host);
        // TRACK and DEBUG are TRACE by other names.
        if (['GET', 'HEAD', 'OPTIONS', 'TRACE', 'TRACK', 'DEBUG', 'CONNECT'].includes(method!)) continue;
        inCase(line, () => expect(attack.unsafe).toBe(true));
        expect(line).toMatch(/^[^?]*cdk8s-monitoring-sso-verify/);
      }
    },
  );
});

const attackOf = (id: string) => ATTACKS.find((each) => each.id === id)!;
const HAS_ITS_OWN_QUERY = /[?&]cdk8s-monitoring-sso-verify=[0-9a-f]{12}/;

test.each(ATTACKS.map((attack) => [attack.id, attack] as const))(
  '%s sends no odd headers, hosts or lines to an address that others ask for',
  async (_, attack) => {
    const target = soundDeployment(table, people);
    const odd: string[] = [];
    await attack.run({
      ...target,
      ask: (url, question = {}) => {
        if (Object.keys(question.headers ?? {}).some((name) => name !== 'Cookie')) odd.push(url);
        return target.ask(url, question);
      },
      raw: (host, bytes, wire) => {
        const text = bytes.toString('latin1');
        if (
          /^GET /.test(text) &&
          !joined(
            /^GET (?![a-z]+:\/\/)[^\r\n]* HTTP\/1\.1\r\n/i,
            /Host: monitoring\.example\.com\r\n(Cookie: [^\r\n]*\r\n)?Connection: [\w-]+\r\n\r\n/,
          ).test(text)
        ) {
          odd.push(text.split('\n')[0]!);
        }
        return target.raw(host, bytes, wire);
      },
    });
    for (const address of odd) expect(address).toMatch(HAS_ITS_OWN_QUERY);
  },
);

test('an attack is tried at each application as everybody, however many there are', async () => {
  const many = tableOf((sso, developers) => {
    for (let index = 0; index < 20; index += 1) {
      sso.protect(WebApplication.ofService(`w${index}`, { port: 80, podLabels: { app: `w${index}` } }), {
        id: `w${index}`,
        path: `/w${index}`,
        read: [developers],
      });
    }
  });
  const strangers = ['mallory', 'mary', 'max'].map((name) => sessionAt(many, `${name}-id.key`, name));
  const sound = soundDeployment(many, strangers);
  for (const id of ['methods-safe', 'identity-headers-plainly', 'forgery-from-another-site', 'paths-case']) {
    const asked = new Set<string>();
    await attackOf(id).run({
      ...sound,
      ask: async (url, question = {}) => {
        asked.add(`${/w\d+/i.exec(url)![0].toLowerCase()} ${question.headers?.Cookie}`);
        return sound.ask(url, question);
      },
    });
    inCase(id, () => expect(asked.size).toBe(20 * 4));
  }
});

test.each(['post', 'Post', 'DELETES', 'PUT'])(
  'an edge that answers %s as reading is noticed, on the connection that has the fault',
  async (fault) => {
    const sound = soundDeployment(table, people);
    const http1: Target = {
      ...sound,
      raw: (host, bytes, wire) =>
        sound.raw(
          host,
          Buffer.from(bytes.toString('latin1').replace(new RegExp(`^${fault} `), 'GET '), 'latin1'),
          wire,
        ),
    };
    const http2: Target = {
      ...sound,
      ask: (url, question = {}) =>
        sound.ask(url, question.http2 && question.method === fault ? { ...question, method: 'GET' } : question),
    };
    for (const target of [http1, http2]) {
      await expect(attackOf('methods-of-a-neighbouring-right').run(target)).rejects.toThrow(
        new RegExp(`${fault}.* as alice: the application answered`),
      );
    }
  },
);

describe('an attack', () => {
  const reset = async () => {
    throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  };
  const answersWith = (wrong: (url: string, question: Question) => (() => Promise<Answer>) | undefined): Target => {
    const sound = soundDeployment(table, people);
    return {
      ...sound,
      ask: async (url, question = {}) => (wrong(url, question) ?? (() => sound.ask(url, question)))(),
    };
  };
  const outage = async (): Promise<Answer> => ({
    status: 503,
    headers: {},
    cookies: [],
    body: '<hr><center>nginx</center>',
  });

  test('is held where requests that are odd have no answer, and plain ones do', async () => {
    const target = answersWith((_url, { headers = {} }) => ('X-Auth-Request-User' in headers ? reset : undefined));
    expect(await attackOf('identity-headers-plainly').run(target)).toMatchObject({
      result: 'held',
      detail: expect.stringMatching(/^(\d+) requests, \1 without an answer$/),
    });
    const mute: Target = {
      ...soundDeployment(table, people),
      raw: async (_host, bytes) =>
        bytes.includes('HTTP/1.1\r\n') ? [{ status: 400, headers: {}, cookies: [], body: '' }] : [],
    };
    expect(await attackOf('smuggling-line-ends').run(mute)).toMatchObject({ result: 'held' });
  });
  test.each<[string, () => Promise<Answer>]>([
    ['reset', reset],
    ['answered by an edge that reaches nothing', outage],
  ])('could not be judged where one of many requests has an answer, and plain ones are %s', async (_what, fails) => {
    let asked = 0;
    await expect(
      attackOf('identity-headers-plainly').run(answersWith(() => ((asked += 1) % 10 === 0 ? undefined : fails))),
    ).rejects.toThrow(/has no answer, nor has a plain request/);
    expect(asked).toBeLessThan(60);
  });
  test('could not be judged, and asks no more, where it is asked too often', async () => {
    let asked = 0;
    await expect(
      attackOf('identity-headers-plainly').run(
        answersWith(() =>
          (asked += 1) > 3
            ? async () => {
                throw new AskedTooOften();
              }
            : undefined,
        ),
      ),
    ).rejects.toThrow(AskedTooOften);
    expect(asked).toBeLessThan(10);
  });
  test('could not be judged where a request cannot be sent at all', async () => {
    await expect(
      attackOf('identity-headers-plainly').run(
        answersWith(() => async () => {
          throw new TypeError('Invalid character in header content');
        }),
      ),
    ).rejects.toThrow(TypeError);
  });
  test.each(['cookies-tampered', 'cookies-truncated', 'cookies-look-alikes', 'cookies-swapped'])(
    '%s is tried without HTTP/2 where there is none, and not held where nothing answers over it',
    async (id) => {
      const both = /^(\d+) requests$/.exec((await attackOf(id).run(soundDeployment(table, people))).detail)![1];
      const one = answersWith((_url, { http2 }) =>
        http2
          ? async () => {
              throw new NoHttp2('no');
            }
          : undefined,
      );
      expect(await attackOf(id).run(one)).toMatchObject({ result: 'held', detail: `${Number(both) / 2} requests` });
      await expect(attackOf(id).run(answersWith((_url, { http2 }) => (http2 ? reset : undefined)))).rejects.toThrow(
        /ECONNRESET/,
      );
      await expect(
        attackOf(id).run(
          answersWith((_url, { http2, headers = {} }) =>
            http2 || headers.Cookie
              ? async () => {
                  throw new AskedTooOften();
                }
              : undefined,
          ),
        ),
      ).rejects.toThrow(AskedTooOften);
    },
  );
  test(
    'over HTTP/2 is not tried where there is none, and could not be judged where it is asked too ' + 'often',
    async () => {
      const attack = attackOf('cookies-remembered-for-another-over-http2');
      expect(
        await attack.run(
          answersWith((_url, { http2 }) =>
            http2
              ? async () => {
                  throw new NoHttp2('no');
                }
              : undefined,
          ),
        ),
      ).toMatchObject({ result: 'not-tried' });
      await expect(
        attack.run(
          answersWith(() => async () => {
            throw new AskedTooOften();
          }),
        ),
      ).rejects.toThrow(AskedTooOften);
    },
  );
  test.each([
    'cookies-remembered-for-another',
    'caches-between-people',
    'caches-between-applications',
    'caches-between-methods',
    'caches-deceived',
    'caches-conditions',
  ])('%s could not be judged where whoever may is let in nowhere', async (id) => {
    for (const status of [403, 503]) {
      const shut = answersWith((_url, { headers = {} }) =>
        headers.Cookie ? async () => ({ status, headers: {}, cookies: [], body: STATUS_CODES[status]! }) : undefined,
      );
      await expect(attackOf(id).run(shut)).rejects.not.toThrow(Opened);
    }
  });
  test.each(ATTACKS.map((attack) => [attack.id, attack] as const))(
    '%s does not succeed because no sign-in begins',
    async (_, attack) => {
      await attack
        .run(answersWith((url) => (url.includes('/oauth2/start') ? outage : undefined)))
        .catch((error) => expect(error).not.toBeInstanceOf(Opened));
    },
  );
  const sticky = 'AWSALB=abc; Expires=Tue, 01 Dec 2026 00:00:00 GMT; Path=/';
  test.each(ATTACKS.map((attack) => [attack.id, attack] as const))(
    '%s takes no cookie of a load balancer for one of the sign-on',
    async (_, attack) => {
      const sound = soundDeployment(table, people);
      let asked = 0;
      const sets = (got: Answer): Answer => ({
        ...got,
        cookies: [...((asked += 1) % 2 === 0 ? [sticky] : []), ...got.cookies],
      });
      await expect(
        attack.run({ ...sound, ask: async (url, question) => sets(await sound.ask(url, question)) }),
      ).resolves.toBeDefined();
    },
  );
  test('forgery-of-a-sign-in brings the cookie of the sign-in, whatever else is set', async () => {
    const sound = soundDeployment(table, []);
    const brought = new Set<unknown>();
    await attackOf('forgery-of-a-sign-in').run({
      ...sound,
      ask: async (url, question = {}) => {
        brought.add(question.headers?.Cookie);
        const got = await sound.ask(url, question);
        return { ...got, cookies: [sticky, ...got.cookies] };
      },
    });
    expect(
      [...brought].filter((cookie) => cookie !== undefined && !String(cookie).startsWith(table.signOn.cookie)),
    ).toEqual([]);
    expect(brought.size).toBe(3);
  });
  test(
    'forwarded-headers-at-the-sign-in is held where a header is refused, and could not be judged where every ' +
      'sign-in is',
    async () => {
      const refused = async () => answer(400, '<hr><center>nginx</center>');
      expect(
        (
          await attackOf('forwarded-headers-at-the-sign-in').run(
            answersWith((_url, { headers = {} }) =>
              Object.keys(headers).some((name) => /[_.]/.test(name)) ? refused : undefined,
            ),
          )
        ).result,
      ).toBe('held');
      await expect(attackOf('forwarded-headers-at-the-sign-in').run(answersWith(() => refused))).rejects.not.toThrow(
        Opened,
      );
    },
  );
  test(
    'return-addresses-other-schemes is held where a firewall answers with a page and a link of its ' + 'own',
    async () => {
      const page = async () =>
        answer(
          403,
          '<h1>Sorry, you have been blocked</h1><a href="https://www.cloudflare.com/5xx-error-landing">Cloudflare</a>',
        );
      expect(
        (
          await attackOf('return-addresses-other-schemes').run(
            answersWith((url) => (/script/i.test(url) ? page : undefined)),
          )
        ).result,
      ).toBe('held');
    },
  );
  test('on plain HTTP is held where nothing listens for it', async () => {
    const refused = async () => {
      throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:80'), { code: 'ECONNREFUSED' });
    };
    expect(
      await attackOf('forwarded-headers-over-plain-http').run(
        answersWith((url) => (url.startsWith('http:') ? refused : undefined)),
      ),
    ).toMatchObject({ result: 'held' });
  });
  test.each([
    'caches-poisoned',
    'forwarded-headers-one-by-one',
    'forwarded-headers-together',
    'forwarded-headers-twice',
  ])(
    '%s is noticed on an edge that keeps what a header has changed, whatever it was asked before, and leaves ' +
      'nothing there for others',
    async (id) => {
      const sound = soundDeployment(table, []);
      const kept = new Map<string, Answer>();
      const poisonable: Target = {
        ...sound,
        ask: async (url, question = {}) => {
          const { location, ...headers } = (await sound.ask(url, question)).headers;
          const host = [question.headers?.['X-Forwarded-Host'] ?? table.signOn.host].flat()[0]!;
          const answer = kept.get(url) ?? {
            ...(await sound.ask(url, question)),
            headers: {
              ...headers,
              ...(location && { location: location.replace(/rd=https%3A%2F%2F[^%]*/, `rd=https%3A%2F%2F${host}`) }),
            },
          };
          if (location) kept.set(url, answer);
          return answer;
        },
      };
      const places = table.rows.map(({ host, path: place }) => `https://${host}${place}`);
      for (const url of places) await poisonable.ask(url);
      await expect(attackOf(id).run(poisonable)).rejects.toThrow(Opened);
      for (const url of kept.keys()) {
        if (kept.get(url)!.headers.location?.includes('evil')) {
          expect(url).toMatch(/\?cdk8s-monitoring-sso-verify=[0-9a-f]{12}$/);
        }
      }
    },
  );
  test.each<[string, (url: string) => boolean]>([
    ['keeps what looks like a file', (url) => url.endsWith('.css')],
    ['keeps what has no query', (url) => !url.includes('?')],
  ])('caches-deceived is noticed on a cache that %s', async (_what, keeps) => {
    const sound = soundDeployment(table, people);
    const kept = new Map<string, Answer>();
    await expect(
      attackOf('caches-deceived').run({
        ...sound,
        ask: async (url, question) => {
          const answer = kept.get(url) ?? (await sound.ask(url, question));
          if (keeps(url) && answer.status === 200) kept.set(url, answer);
          return answer;
        },
      }),
    ).rejects.toThrow(Opened);
  });
  test.each<[string, (rd: string) => string]>([
    ['the token', (rd) => rd.replace('{id_token}', 'eyJhbGciOiJub25lIn0')],
    ['nothing', (rd) => rd.replace('{id_token}', '')],
  ])('return-addresses-with-a-token is noticed where %s is put into addresses', async (_what, put) => {
    await expect(
      attackOf('return-addresses-with-a-token').run(
        answersWith((url) =>
          url.includes('/sign_out')
            ? async () => ({
                status: 302,
                headers: { location: put(new URL(url).searchParams.get('rd') ?? '/') },
                cookies: [],
                body: '',
              })
            : undefined,
        ),
      ),
    ).rejects.toThrow(/puts something in place of/);
  });
  test('return-addresses-with-a-token is noticed where a placeholder comes as far as the proxy', async () => {
    await expect(
      attackOf('return-addresses-with-a-token').run(
        answersWith((url) =>
          url.includes('/sign_out')
            ? async () => ({
                status: 302,
                headers: { location: new URL(url).searchParams.get('rd') ?? '/' },
                cookies: [],
                body: '',
              })
            : undefined,
        ),
      ),
    ).rejects.toThrow(/lets a placeholder through/);
  });
  test('return-addresses-with-a-token finds nothing where the sign-out leads to the sign-in', async () => {
    const returnTo = encodeURIComponent(encodeURIComponent('/?verify_{id_token}_end'));
    const location = `${table.signOn.issuer}/auth?state=nonce:${returnTo}`;
    const answer: Answer = { status: 302, headers: { location }, cookies: [], body: '' };
    const target = answersWith((url) => (url.includes('/sign_out') ? async () => answer : undefined));
    expect(await attackOf('return-addresses-with-a-token').run(target)).toMatchObject({ result: 'held' });
  });
  test('cookies-with-control-characters is noticed where the question fails', async () => {
    const sound = soundDeployment(table, people);
    const raw: Target['raw'] = async (host, bytes, wire) =>
      /[\x01\x0b]/.test(bytes.toString('latin1'))
        ? [{ status: 500, headers: {}, cookies: [], body: '' }]
        : sound.raw(host, bytes, wire);
    await expect(attackOf('cookies-with-control-characters').run({ ...sound, raw })).rejects.toThrow(/status 500/);
  });
  test('return-addresses-foreign-hosts is noticed where the address is escaped once more in the state', async () => {
    const led = (url: string): Answer => {
      const state = `nonce:${encodeURIComponent(new URL(url).searchParams.get('rd') ?? '/')}`;
      return {
        status: 302,
        headers: { location: `${table.signOn.issuer}/auth?${new URLSearchParams({ state })}` },
        cookies: [],
        body: '',
      };
    };
    const target = answersWith((url) => (url.includes('/oauth2/start') ? async () => led(url) : undefined));
    await expect(attackOf('return-addresses-foreign-hosts').run(target)).rejects.toThrow(/leads to https:\/\/evil/);
  });
  test('return-addresses-ports is noticed where the scheme is left out', async () => {
    await expect(
      attackOf('return-addresses-ports').run(
        answersWith((url) =>
          url.includes('rd=%2F%2F')
            ? async () => ({
                status: 302,
                headers: { location: new URL(url).searchParams.get('rd')! },
                cookies: [],
                body: '',
              })
            : undefined,
        ),
      ),
    ).rejects.toThrow(/leads to the port/);
  });
  // Quadratic work would take minutes.
  test.each(['return-addresses-foreign-hosts', 'leaks-by-the-referrer', 'leaks-in-headers'])(
    '%s reads long pages and headers at once',
    async (id) => {
      const sound = soundDeployment(table, people);
      const long = ['name="rd"', '<img ', '<img src', 'href="x"']
        .map((text) => text.repeat((1024 * 1024) / text.length))
        .join('\n');
      await attackOf(id)
        .run({
          ...sound,
          ask: async (url, question) => {
            const answer = await sound.ask(url, question);
            return url.includes('/oauth2/')
              ? { ...answer, status: 200, headers: {}, body: long }
              : { ...answer, headers: { ...answer.headers, x: 'eyJ'.repeat(40_000) } };
          },
        })
        .catch(() => undefined);
    },
  );
});

describe('a single hole is noticed, whatever the application behind it says', () => {
  const answers: Record<string, { status: number; headers?: Record<string, string>; body: string }> = {
    'a page': { status: 200, body: 'a page' },
    'nothing': { status: 204, body: '' },
    'a sign-in of its own': { status: 302, headers: { location: '/login' }, body: '' },
    'that it knows nobody': { status: 401, body: '{"message":"Unauthorized"}' },
    'that it refuses': { status: 403, body: 'Lifecycle API is not enabled.' },
    'that the method is wrong': { status: 405, body: 'Only POST or PUT requests allowed' },
    'that it failed': { status: 500, body: '{"message":"internal error"}' },
  };
  const holes: Record<string, (question: Question) => boolean> = {
    'forwarded-headers-one-by-one': ({ headers = {} }) => 'X-Forwarded-Uri' in headers,
    'identity-headers-plainly': ({ headers = {} }) => 'X-Auth-Request-User' in headers,
    'tokens-of-no-worth': ({ headers = {} }) => String(headers.Authorization).startsWith('Bearer'),
  };
  test.each(Object.keys(holes).flatMap((id) => Object.keys(answers).map((what) => [id, what] as const)))(
    '%s: %s',
    async (id, what) => {
      const attack = attackOf(id);
      const sound = soundDeployment(table, people);
      await expect(
        attack.run({
          ...sound,
          ask: async (url, question = {}) =>
            holes[id]!(question) ? { headers: {}, cookies: [], ...answers[what]! } : sound.ask(url, question),
        }),
      ).rejects.toThrow(Opened);
    },
  );
});

const answer = (status: number, body = '', headers: Answer['headers'] = {}): Answer => ({
  status,
  headers,
  cookies: [],
  body,
});

describe('an application that has one place alone', () => {
  const at = (place?: string) =>
    tableOf((sso, developers) => {
      sso.protect(WebApplication.ofService('w', { port: 80, podLabels: { app: 'w' } }), {
        path: place,
        read: [developers],
      });
    });
  const withHole = (of: AccessTable, isHole: (rawPath: string) => boolean): Target => {
    const sound = soundDeployment(of, []);
    const hole = answer(200, 'the application, without a lock');
    return {
      ...sound,
      ask: async (url, question) => (isHole(url.replace(/^https:\/\/[^/]*/, '')) ? hole : sound.ask(url, question)),
      raw: async (host, bytes, wire) =>
        isHole(/^GET (\S*)/.exec(bytes.toString('latin1'))?.[1] ?? '') ? [hole] : sound.raw(host, bytes, wire),
    };
  };
  test.each<[string, (rawPath: string) => boolean]>([
    ['paths-case', (raw) => raw === '/JAEGER'],
    ['paths-double-slashes', (raw) => raw === '//jaeger'],
    ['paths-encoded-letters', (raw) => raw === '/%6aaeger'],
    ['paths-dot-segments', (raw) => raw === '/x/../jaeger'],
    ['paths-encoded-dots', (raw) => raw === '/oauth2/start/%2e%2e/%2e%2e/jaeger'],
    ['paths-ends', (raw) => raw === '/jaeger.json'],
    ['paths-absolute-form', (raw) => raw.startsWith('https://monitoring.example.com:443/jaeger?')],
  ])('%s is tried there', async (id, isHole) => {
    await expect(attackOf(id).run(withHole(at('/jaeger'), isHole))).rejects.toThrow(Opened);
    expect((await attackOf(id).run(withHole(at('/jaeger'), () => false))).result).toBe('held');
  });
  test('is tried by what leads to the root of a host, too', async () => {
    await expect(
      attackOf('paths-dot-segments').run(withHole(at(), (raw) => raw === '/oauth2/start/../')),
    ).rejects.toThrow(Opened);
    expect((await attackOf('paths-case').run(withHole(at(), () => false))).result).toBe('not-tried');
  });
});

describe('an application that reads a path in its own way', () => {
  const other = tableOf((sso, developers, operators) => {
    sso.protect(
      WebApplication.ofService('w', {
        port: 80,
        podLabels: { app: 'w' },
        routes: [{ path: '/admin', purpose: Purpose.ADMINISTER }],
      }),
      { path: '/w', read: [developers], administer: [operators], administerByBrowser: true },
    );
  });
  const [alice, oscar] = [
    sessionAt(other, 'a-id.a-key', 'alice', '/developers'),
    sessionAt(other, 'o-id.o-key', 'oscar', '/operators'),
  ];
  /** Path parameters are cut off, as by servers of the Java world. */
  const withPages = (signedIn: readonly Credential[], page: (path: string) => Answer): Target => {
    const sound = soundDeployment(other, signedIn);
    return {
      ...sound,
      ask: async (url, question = {}) => {
        const right = await sound.ask(url, question);
        return right.status === 200 ? page(new URL(url).pathname.replace(/;[^/]*/g, '')) : right;
      },
    };
  };
  const pages = (place: string) =>
    place.startsWith('/w/admin')
      ? answer(200, 'the page for operators')
      : place === '/w'
        ? answer(200, 'the page for developers')
        : answer(200, 'nothing of note');

  test('is noticed where somebody was given who may', async () => {
    await expect(attackOf('paths-semicolons').run(withPages([alice!, oscar!], pages))).rejects.toThrow(
      /the content of the denied address was shown/,
    );
  });
  test('is not judged where what it is compared with has no answer, but is once there is one', async () => {
    const target = withPages([alice!, oscar!], pages);
    let lost = false;
    const losing: Target = {
      ...target,
      ask: async (url, question) => {
        if (lost || question?.headers?.Cookie !== oscar!.headers.Cookie || !url.endsWith('/w/admin')) {
          return target.ask(url, question);
        }
        lost = true;
        throw new Error('did not answer in time');
      },
    };
    await expect(attackOf('paths-semicolons').run(losing)).rejects.toThrow('did not answer in time');
    await expect(attackOf('paths-semicolons').run(losing)).rejects.toThrow(
      /the content of the denied address was shown/,
    );
  });
  test('is told from nothing where nobody was given who may, and the result says so', async () => {
    expect((await attackOf('paths-semicolons').run(withPages([alice!], pages))).detail).toMatch(
      /\d+ whose answer could not be told from that of a closed page/,
    );
  });
  test('is no hole where it shows the same page as everywhere, or one that is open', async () => {
    for (const page of [
      () => answer(200, 'one page for every address'),
      (place: string) => answer(200, place.length > 2 ? 'the page for developers' : ''),
    ]) {
      expect(await attackOf('paths-semicolons').run(withPages([alice!, oscar!], page))).toMatchObject({
        result: 'held',
        detail: expect.not.stringContaining('told'),
      });
    }
  });
  test('is not judged where no answer tells anything', async () => {
    const target = soundDeployment(table, people);
    await expect(
      sendAll(
        target,
        deniedEntries(target).map((knock) => clientRequest(target, knock, 'plainly')),
        () => INDISTINGUISHABLE,
      ),
    ).rejects.toThrow('no answer of the application could be told from that of a closed page');
  });
});

describe('requests for other hosts', () => {
  test.each(ATTACKS.filter(({ family }) => family === Family.HOSTS).map(({ id }) => id))(
    "of %s hold nobody's session",
    async (id) => {
      const target = soundDeployment(table, people);
      const named: string[] = [];
      await attackOf(id).run({
        ...target,
        raw: async (host, bytes, wire) => {
          const text = bytes.toString('latin1');
          if (people.some(({ headers }) => text.includes(headers.Cookie!))) {
            const names = [
              ...text.matchAll(/^ ?host ?:[ \t]*(.*?)[ \t]*\r?$/gim),
              ...text.matchAll(/^\w+ https?:\/\/([^/ ]*)/g),
            ].map(([, name]) => name!);
            named.push(...(names.length > 0 ? names : ['none']), wire?.servername ?? host);
          }
          return target.raw(host, bytes, wire);
        },
      });
      for (const name of named) expect(name.toLowerCase()).toMatch(/^monitoring\.example\.com\.?(:\d*)?$/);
      expect(named.length > 0).toBe(['hosts-ports', 'hosts-spellings', 'hosts-absolute-form'].includes(id));
    },
  );
  test("name no parent domain, which is somebody else's site", async () => {
    const target = soundDeployment(table, people);
    await attackOf('hosts-unknown').run({
      ...target,
      raw: async (host, bytes, wire) =>
        /^Host: example\.com\r$/m.test(bytes.toString('latin1'))
          ? [answer(200, 'the company')]
          : target.raw(host, bytes, wire),
    });
  });
  test.each([
    ['an empty page', answer(200)],
    ['a sign-in of its own', answer(302, '', { location: '/login' })],
  ])('are noticed where they get %s', async (_what, got) => {
    const target = soundDeployment(table, people);
    for (const id of ['hosts-unknown', 'hosts-address', 'hosts-none']) {
      await expect(attackOf(id).run({ ...target, raw: async () => [got] })).rejects.toThrow(Opened);
    }
  });
});

describe('what leads away', () => {
  test.each([
    ['a redirect to another host', answer(301, '', { location: 'https://evil.example.org/' })],
    ['an application that has nothing there', answer(404, '{"message":"not found"}')],
  ])('is noticed over plain HTTP: %s', async (_what, got) => {
    const target = soundDeployment(table, people);
    await expect(
      attackOf('forwarded-headers-over-plain-http').run({
        ...target,
        ask: async (url, question) => (url.startsWith('http:') ? got : target.ask(url, question)),
      }),
    ).rejects.toThrow(Opened);
  });
  test('is no 404 over plain HTTP that the edge could have written', async () => {
    const target = soundDeployment(table, people);
    for (const body of ['404 page not found\n', '', '<hr><center>nginx</center>']) {
      expect(
        (
          await attackOf('forwarded-headers-over-plain-http').run({
            ...target,
            ask: async (url, question) => (url.startsWith('http:') ? answer(404, body) : target.ask(url, question)),
          })
        ).result,
      ).toBe('held');
    }
  });
  test.each<[string, (rd: string) => Answer]>([
    ['a Refresh header', (rd) => answer(200, '', { refresh: `0; url=${rd}` })],
    ['a refresh in the page', (rd) => answer(200, `<meta http-equiv="refresh" content="0; url=${rd}">`)],
    ['a refresh in the page, without quotes', (rd) => answer(200, `<meta http-equiv=refresh content='0;URL=${rd}'>`)],
    ['a form', (rd) => answer(200, `<form method="get" action="${rd}">`)],
    ['a script', (rd) => answer(200, `<script>window.location.href = '${rd}'</script>`)],
    ['a script that replaces', (rd) => answer(200, `<script>location.replace("${rd}")</script>`)],
  ])('is noticed after signing out: %s', async (_what, page) => {
    const target = soundDeployment(table, people);
    await expect(
      attackOf('return-addresses-foreign-hosts').run({
        ...target,
        ask: async (url, question) =>
          url.includes('/sign_out') ? page(new URL(url).searchParams.get('rd')!) : target.ask(url, question),
      }),
    ).rejects.toThrow(/leads to/);
  });
  test("is no page of the proxy's own", async () => {
    const page =
      '<link rel="stylesheet" href="https://cdn.jsdelivr.net/npm/bulma"><form method="GET" ' +
      'action="/oauth2/start"><input type="hidden" name="rd" value="/"></form><script>var location_of = 1; ' +
      'let url = "https://x.example.net/";</script>';
    const target = soundDeployment(table, people);
    expect(
      (
        await attackOf('return-addresses-foreign-hosts').run({
          ...target,
          ask: async (url, question) => (url.includes('/sign_in') ? answer(200, page) : target.ask(url, question)),
        })
      ).result,
    ).toBe('held');
  });
});

describe('leaks', () => {
  const rooted = tableOf((sso, developers) => {
    sso.protect(WebApplication.ofService('w', { port: 80, podLabels: { app: 'w' } }), { read: [developers] });
  });
  const open =
    (sound: Target): Target['ask'] =>
    async (url, question) =>
      url.endsWith('/oauth2/userinfo') ? answer(200, '{"email":"alice@example.com"}') : sound.ask(url, question);
  test.each(['leaks-the-proxy-s-other-pages', 'leaks-the-edge-s-own-pages'])(
    "%s is not tried where every address is an application's",
    async (id) => {
      expect((await attackOf(id).run(soundDeployment(rooted, []))).result).toBe('not-tried');
    },
  );
  test('leaks-in-malformed-requests is not tried where no door is shut', async () => {
    expect(
      (await attackOf('leaks-in-malformed-requests').run(soundDeployment({ ...table, rows: [] }, []))).result,
    ).toBe('not-tried');
  });
  test('are told of every host, however many there are', async () => {
    const many = {
      ...table,
      rows: Array.from({ length: 20 }, (_, index) => ({
        ...table.rows[0]!,
        host: `w${index}.example.com`,
        path: '/w',
      })),
    };
    const sound = soundDeployment(many, []);
    await expect(
      attackOf('leaks-the-edge-s-own-pages').run({
        ...sound,
        ask: async (url, question) =>
          url === 'https://w19.example.com/nginx_status' ? answer(200, 'active') : sound.ask(url, question),
      }),
    ).rejects.toThrow(/w19/);
  });
  test.each<[string, string, (question: Question) => Answer]>([
    [
      'leaks-who-is-signed-in',
      'https://w19.example.com/oauth2/userinfo',
      () => answer(200, '{"email":"alice@example.com"}'),
    ],
    ['leaks-who-is-signed-in', 'https://w19.example.com/oauth2/auth', () => answer(401, 'Unauthorized')],
    [
      'leaks-to-other-sites',
      'https://w19.example.com/w',
      ({ headers }) =>
        answer(302, '', {
          'access-control-allow-origin': String(headers?.Origin),
          'access-control-allow-credentials': 'true',
        }),
    ],
  ])('%s looks at the last of many hosts: %s', async (id, place, leak) => {
    const many = {
      ...table,
      rows: Array.from({ length: 20 }, (_, index) => ({
        ...table.rows[0]!,
        application: `w${index}`,
        host: `w${index}.example.com`,
        path: '/w',
      })),
    };
    const sound = soundDeployment(many, []);
    await expect(
      attackOf(id).run({
        ...sound,
        ask: async (url, question = {}) => (url.startsWith(place) ? leak(question) : sound.ask(url, question)),
      }),
    ).rejects.toThrow(/w19/);
  });
  test(
    'are no page of an application that names whoever reads it at any address, nor 401 where ' + 'machines come in',
    async () => {
      const [own, beside] = [others['hosts of their own']!, others['machines beside people']!];
      const alice = sessionAt(own, 'a-id.a-key', 'alice', '/developers');
      const sound = soundDeployment(own, [alice]);
      const grafana = (nonce: number) =>
        answer(404, `<script nonce="${nonce}">window.bootData = {"user":{"email":"alice@example.com"}}</script>`);
      let nonce = 0;
      const named: Target = {
        ...sound,
        ask: async (url, question) =>
          (await sound.ask(url, question)).status === 200 ? grafana((nonce += 1)) : sound.ask(url, question),
      };
      expect((await attackOf('leaks-who-is-signed-in').run(named)).result).toBe('held');
      await expect(attackOf('leaks-who-is-signed-in').run({ ...named, ask: open(named) })).rejects.toThrow(Opened);
      expect((await soundDeployment(beside, []).ask('https://machines.example.com/oauth2/userinfo')).status).toBe(401);
      expect((await attackOf('leaks-who-is-signed-in').run(soundDeployment(beside, []))).result).toBe('held');
    },
  );
  test.each([
    ["the proxy's", 'User-agent: *\nDisallow: /\n', true],
    ["somebody else's", '# Managed content\nUser-agent: GPTBot\nDisallow: /\n', false],
  ])('hold a page for robots that is %s', async (_whose, body, leaks) => {
    const sound = soundDeployment(table, []);
    const run = attackOf('leaks-the-proxy-s-other-pages').run({
      ...sound,
      ask: async (url, question) => (url.endsWith('/robots.txt') ? answer(200, body) : sound.ask(url, question)),
    });
    await (leaks ? expect(run).rejects.toThrow(Opened) : expect(run).resolves.toMatchObject({ result: 'held' }));
  });
  test.each<[string, (sent: unknown) => string, boolean]>([
    ['whatever site asks', String, true],
    ['documents without a site', (sent) => (sent === 'null' ? 'null' : ''), true],
    ['every site at once, which browsers refuse', () => '*', false],
    ['its own site', () => 'https://monitoring.example.com', false],
  ])('are told where an application allows reading with credentials to %s', async (_whom, allowed, leaks) => {
    const sound = soundDeployment(table, people);
    const run = attackOf('leaks-to-other-sites').run({
      ...sound,
      ask: async (url, question = {}) => {
        const right = await sound.ask(url, question);
        return right.status === 200
          ? {
              ...right,
              headers: {
                'access-control-allow-origin': allowed(question.headers?.Origin),
                'access-control-allow-credentials': 'true',
              },
            }
          : right;
      },
    });
    await (leaks ? expect(run).rejects.toThrow(Opened) : expect(run).resolves.toMatchObject({ result: 'held' }));
  });
  test.each(
    ATTACKS.filter(({ family }) => family === Family.LEAKS)
      .map(({ id }) => id)
      .filter((id) => id !== 'leaks-the-session-in-plain-sight'),
  )('%s asks no more once it is asked too often', async (id) => {
    let asked = 0;
    const tooOften = async () => {
      asked += 1;
      throw new AskedTooOften();
    };
    await expect(attackOf(id).run({ ...soundDeployment(table, people), ask: tooOften, raw: tooOften })).rejects.toThrow(
      AskedTooOften,
    );
    expect(asked).toBeLessThan(10);
  });
  test('are reported, though another request has no answer', async () => {
    const sound = soundDeployment(table, people);
    await expect(
      attackOf('leaks-who-is-signed-in').run({
        ...sound,
        ask: async (url, question) => {
          if (url.includes('%00')) throw new Error('reset');
          return open(sound)(url, question);
        },
      }),
    ).rejects.toThrow(Opened);
  });
  test('are looked for at the hosts that may be asked, whichever these are', async () => {
    const other = others['hosts of their own']!;
    const sound = soundDeployment(other, []);
    const named = (ask: Target['ask']): Target => ({
      ...sound,
      ask: async (url, question) => {
        if (new URL(url).host !== 'prometheus.sso.example.com') throw new NotNamed(`${url} is not to be asked`);
        return ask(url, question);
      },
    });
    await expect(attackOf('leaks-who-is-signed-in').run(named(open(sound)))).rejects.toThrow(Opened);
    expect((await attackOf('leaks-who-is-signed-in').run(named(sound.ask))).result).toBe('held');
  });
});

test('an edge that answers one request on a connection is not asked for two', async () => {
  const sound = soundDeployment(table, people);
  expect(
    await attackOf('smuggling-pipelined').run({
      ...sound,
      raw: async (...args) => (await sound.raw(...args)).slice(0, 1),
    }),
  ).toMatchObject({ result: 'not-tried', detail: 'the edge answers one request on a connection' });
});

test('no method that changes something goes to where the program lets it through', async () => {
  const row = {
    application: 'w',
    kind: 'WebApplication',
    construct: 'sso/w',
    host: 'monitoring.example.com',
    path: '/w/push',
    match: 'prefix',
    purpose: 'ingest',
    permitted: [{ kind: 'group', name: 'developers', claim: '/developers' }],
  };
  const pushing = {
    ...table,
    rows: [
      { ...row, methods: 'POST' },
      { ...row, methods: 'any other', purpose: 'administer', permitted: [] },
    ],
  };
  const [alice] = [sessionAt(pushing, 'a-id.a-key', 'alice', '/developers')];
  const sound = soundDeployment(pushing, [alice!]);
  const changing: string[] = [];
  for (const attack of ATTACKS.filter(({ unsafe }) => unsafe)) {
    await attack.run({
      ...sound,
      ask: async (url, question = {}) => {
        if (question.method === 'POST' && question.headers?.Cookie === alice!.headers.Cookie) {
          changing.push(`${attack.id}: ${url}`);
        }
        return sound.ask(url, question);
      },
    });
  }
  expect(changing).toEqual([]);
});
