import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { accessChecksOf, UNUSED_NAME } from '../../../cli/verify/access-checks';
import { Meaning, meaningOf } from '../../../cli/verify/answers';
import { Attack, Family, held, known, notTried, Opened } from '../../../cli/verify/attack';
import { junit } from '../../../cli/verify/junit';
import { countsOf, Verdict, verdictOf } from '../../../cli/verify/result';
import { withoutSecrets } from '../../../cli/verify/secrets';
import { summary } from '../../../cli/verify/summary';
import { Credential, NOBODY_SIGNED_IN } from '../../../cli/verify/target';
import { NothingToVerify, verify, VerifyOptions } from '../../../cli/verify/verify';
import { Outcome } from '../../../lib/access/decide';
import type { AccessTable } from '../../../lib/report/access-table';
import { MyEdge } from '../../edge/my-edge';
import { FakeEdge, Fault } from '../../support/fake-edge';
import { prometheusProgram } from '../../support/program';
import { tableOf } from '../../support/sign-on';

const table: AccessTable = JSON.parse(JSON.stringify(tableOf(prometheusProgram().sso)));
const session = 'c2Vzc2lvbi1vZi1hbGljZQ|1700000000|signature';
const alice: Credential = {
  name: 'alice',
  headers: { Cookie: `__Host-sso_monitoring_sso=${session}` },
  signedIn: true,
  claims: ['/developers'],
};

let edge: FakeEdge | undefined;
afterEach(async () => {
  await edge?.stop();
  edge = undefined;
});

async function verified(fault?: Fault, options: Partial<VerifyOptions> = {}) {
  edge = await FakeEdge.start(table, [alice], fault);
  return verify({
    table,
    hosts: edge.hosts,
    credentials: [alice],
    attacks: [],
    cells: true,
    unsafeMethods: false,
    requestsPerSecond: 10_000,
    timeoutMilliseconds: 5000,
    authority: edge.certificate,
    ...options,
  });
}

describe('the cells of a table', () => {
  const cells = accessChecksOf(table, [NOBODY_SIGNED_IN, alice], {
    methods: ['GET', 'POST', 'DELETE'],
    harmless: true,
  });

  test('change nothing: methods that are not safe go to places of no meaning, and nowhere that anybody may', () => {
    const unsafe = cells.filter(({ method }) => method !== 'GET');
    expect(unsafe.length).toBeGreaterThan(20);
    for (const { url, decision } of unsafe) {
      expect(url).toContain(UNUSED_NAME);
      expect(decision.outcome).not.toBe(Outcome.ALLOW);
    }
  });
  test('hold every place of every row, for everybody', () => {
    for (const { path } of table.rows) {
      for (const name of ['nobody', 'alice']) {
        expect(cells.some(({ url, credential }) => new URL(url).pathname === path && credential.name === name)).toBe(
          true,
        );
      }
    }
  });
  test('hold every outcome', () =>
    expect(new Set(cells.map(({ decision }) => decision.outcome))).toEqual(new Set(Object.values(Outcome))));
});

describe('a verification', () => {
  test('agrees with a deployment that answers as its program says', async () => {
    const result = await verified();
    expect(result.cells.flatMap(({ problem }) => problem ?? [])).toEqual([]);
    expect(verdictOf(result)).toBe(Verdict.HOLDS);
    expect(countsOf(result).cells).toBeGreaterThan(50);
  });
  test.each<[string, Fault]>([
    [
      'a door that is open to everybody',
      ({ path }) => (path.startsWith('/prometheus/-') ? { status: 200 } : undefined),
    ],
    [
      'a door that is open by one method',
      ({ method }, right) => (method === 'OPTIONS' && right === Outcome.REFUSE ? { status: 200 } : undefined),
    ],
    [
      'a refusal of somebody who may',
      ({ path }, right) => (right === Outcome.ALLOW && path === '/prometheus' ? { status: 403 } : undefined),
    ],
    [
      'a sign-in that leads back to another place',
      (_request, right) =>
        right === Outcome.SIGN_IN
          ? {
              status: 302,
              headers: { location: 'https://monitoring.example.com/oauth2/start?rd=https://monitoring.example.com/' },
            }
          : undefined,
    ],
    [
      'a sign-in at another place',
      (_request, right) =>
        right === Outcome.SIGN_IN
          ? { status: 302, headers: { location: 'https://evil.example.org/oauth2/start?rd=x' } }
          : undefined,
    ],
    ['a failure', ({ path }) => (path === '/prometheus/debug' ? { status: 500 } : undefined)],
    [
      'an application where there should be none',
      (_request, right) => (right === Outcome.NOT_FOUND ? { status: 200 } : undefined),
    ],
  ])('notices %s', async (_what, fault) => {
    const result = await verified(fault);
    expect(countsOf(result).disagreements).toBeGreaterThan(0);
    expect(verdictOf(result)).toBe(Verdict.FAILS);
  });
  test('notices a door that is open by a method that changes something, where it may send one', async () => {
    const fault: Fault = ({ method }, right) =>
      method === 'DELETE' && right === Outcome.REFUSE ? { status: 200 } : undefined;
    expect(countsOf(await verified(fault, { unsafeMethods: true, credentials: [] })).disagreements).toBeGreaterThan(0);
  });
  test.each<[string, Fault]>([
    [
      'refuses by itself what should be refused before',
      (_request, right) =>
        right === Outcome.REFUSE ? { status: 403, body: 'Lifecycle API is not enabled.' } : undefined,
    ],
    [
      "refuses by itself in words that begin like an edge's",
      (_request, right) =>
        right === Outcome.REFUSE ? { status: 403, body: 'Forbidden: the lifecycle API is off' } : undefined,
    ],
    [
      'sends people to the same issuer for a sign-in of its own',
      (_request, right) =>
        right === Outcome.SIGN_IN
          ? {
              status: 302,
              headers: {
                location:
                  'https://keycloak.example.com/realms/platform/auth?response_type=code&redirect_uri=https%3A%2F%2Fmonitoring.example.com%2Fapp&state=x',
              },
            }
          : undefined,
    ],
  ])('notices an application without a lock that %s', async (_what, fault) =>
    expect(countsOf(await verified(fault)).disagreements).toBeGreaterThan(0),
  );
  describe("an edge of a user's own", () => {
    const refusal = '<h1>Refused by my-edge</h1>';
    const nothing = 'my-edge has no such page';
    const named: AccessTable = JSON.parse(JSON.stringify(tableOf(prometheusProgram({ edge: new MyEdge() }).sso)));
    const unnamed: AccessTable = { ...named, signOn: { ...named.signOn, errorPages: undefined } };
    const refusing: Fault = (_request, right) =>
      right === Outcome.REFUSE ? { status: 403, body: `<body>${refusal}</body>` } : undefined;
    test('holds when it refuses with the page that its program names in the access table', async () =>
      expect(verdictOf(await verified(refusing, { table: named }))).toBe(Verdict.HOLDS));
    test('disagrees when its program does not name the page', async () => {
      const { disagreements } = countsOf(await verified(refusing, { table: unnamed }));
      expect(disagreements).toBeGreaterThan(0);
    });
    test('disagrees when an application refuses with another page', async () => {
      const fault: Fault = (_request, right) =>
        right === Outcome.REFUSE ? { status: 403, body: '<h1>Refused by Grafana</h1>' } : undefined;
      expect(countsOf(await verified(fault, { table: named })).disagreements).toBeGreaterThan(0);
    });
    test('judges no application of which only its page for status 404 is seen', async () => {
      const fault: Fault = (_request, right) => (right === Outcome.ALLOW ? { status: 404, body: nothing } : undefined);
      expect(verdictOf(await verified(fault, { table: named }))).toBe(Verdict.UNKNOWN);
      expect(verdictOf(await verified(fault, { table: unnamed }))).toBe(Verdict.HOLDS);
    });
  });
  const none = '<html><center><h1>404 Not Found</h1></center><hr><center>nginx</center></html>';
  test('judges no refusal without a text, which edge and application would write alike', async () => {
    const result = await verified((_request, right) => (right === Outcome.REFUSE ? { status: 403 } : undefined));
    expect(countsOf(result).disagreements).toBe(0);
    expect(
      result.cells
        .filter(({ expected }) => expected === Outcome.REFUSE)
        .every(({ method, error }) => (error === undefined) === (method === 'HEAD')),
    ).toBe(true);
    expect(verdictOf(result)).toBe(Verdict.UNKNOWN);
    expect(summary(result)).toMatch(/! GET \S+ as nobody could not be judged: the refusal has no text/);
  });
  test(
    'agrees with an application that refuses by itself what the table allows, though HEAD shows no ' + 'text',
    async () => {
      const result = await verified(
        ({ path, method }) =>
          path === '/prometheus'
            ? { status: 403, body: method === 'HEAD' ? '' : '{"message":"no access"}' }
            : undefined,
        { credentials: [alice] },
      );
      expect(
        result.cells.filter(
          ({ url, as, problem }) => new URL(url).pathname === '/prometheus' && as === 'alice' && problem !== undefined,
        ),
      ).toEqual([]);
    },
  );
  test.each([
    ['nginx', none],
    ['Go', '404 page not found\n'],
    ['nobody', ''],
  ])('judges no application of which nothing but a 404 in the words of %s is seen', async (_whose, body) => {
    const result = await verified((_request, right) => (right === Outcome.ALLOW ? { status: 404, body } : undefined));
    expect(verdictOf(result)).toBe(Verdict.UNKNOWN);
    expect(summary(result)).toContain('every address of prometheus answers 404 as the edge itself would');
  });
  test.each([
    ['nginx', none],
    ['Go', '404 page not found\n'],
  ])(
    'agrees with an application that answers paths of no meaning with a 404 in the words of %s',
    async (_whose, body) => {
      expect(
        verdictOf(
          await verified(({ path }, right) =>
            right === Outcome.ALLOW && path !== '/prometheus' ? { status: 404, body } : undefined,
          ),
        ),
      ).toBe(Verdict.HOLDS);
    },
  );
  test('agrees with an edge made with Go, which says what is wrong with a request', async () => {
    const body = '400 Bad Request: missing required Host header';
    expect(meaningOf(table, 'https://monitoring.example.com/', { status: 400, headers: {}, cookies: [], body })).toBe(
      Meaning.REJECTED,
    );
    expect(
      meaningOf(table, 'https://monitoring.example.com/', {
        status: 403,
        headers: {},
        cookies: [],
        body: '403 Forbidden: by the application',
      }),
    ).toBe(Meaning.PASSED);
  });
  test('fails where the table has no cell for the hosts that are named', async () => {
    await expect(
      verified(undefined, {
        table: { ...table, rows: table.rows.map((row) => ({ ...row, host: 'app.example.com' })) },
      }),
    ).rejects.toThrow(
      /no application at monitoring\.example\.com; fix: name the hosts of the applications too, .*app\.example\.com/,
    );
  });
  test('tries no attack on a deployment that answers nothing as it should, even without one', async () => {
    const run = jest.fn(async () => held('0'));
    const result = await verified(({ path }) => (path === '/' ? undefined : { status: 503 }), {
      cells: false,
      credentials: [],
      attacks: [{ id: 'x', family: Family.PATHS, title: 't', reason: 'r', reference: 'f', run }],
    });
    expect(result.attacks).toMatchObject([
      { result: 'error', detail: expect.stringMatching(/plain requests are not answered as the program says: .*503/) },
    ]);
    expect(run).not.toHaveBeenCalled();
    expect(verdictOf(result)).toBe(Verdict.UNKNOWN);
  });
  test('asks no host that was not named, and says so', async () => {
    const elsewhere = {
      ...table,
      rows: [...table.rows, { ...table.rows[0]!, application: 'other', host: 'other.example.com' }],
    };
    const result = await verified(undefined, { table: elsewhere });
    expect(result.hostsLeftOut).toEqual(['other.example.com']);
    expect(new Set(edge!.arrived.map(({ host }) => host))).toEqual(new Set(['monitoring.example.com']));
    expect(summary(result)).toContain('Not requested, since not named: other.example.com');
  });
  test('sends no more requests in a second than it may', async () => {
    const begin = Date.now();
    await verified(undefined, { requestsPerSecond: 100, credentials: [] });
    expect(edge!.arrived.length / ((Date.now() - begin) / 1000)).toBeLessThan(110);
  });
  test('fails with a clear error when it is asked too often at once', async () => {
    await expect(verified(({ path }) => (path === '/' ? undefined : { status: 429 }))).rejects.toThrow(NothingToVerify);
  });
  test('fails when a session is over', async () => {
    await expect(
      verified((_request, right) =>
        right === Outcome.ALLOW
          ? { status: 302, headers: { location: 'https://monitoring.example.com/oauth2/start?rd=x' } }
          : undefined,
      ),
    ).rejects.toThrow(/the session of alice is not valid.*__Host-sso_monitoring_sso/);
  });
  test.each([
    ['soon', 5],
    ['late', 60],
  ])('judges no cell by a session that ends %s', async (_when, lasts) => {
    let asked = 0;
    const result = await verified(({ headers, host, path }, right) =>
      headers.cookie !== undefined && (asked += 1) > lasts && right !== Outcome.NOT_FOUND
        ? {
            status: 302,
            headers: {
              location: `https://monitoring.example.com/oauth2/start?rd=${encodeURIComponent(`https://${host}${path}`)}`,
            },
          }
        : undefined,
    );
    expect(countsOf(result)).toMatchObject({ disagreements: 0 });
    expect(verdictOf(result)).toBe(Verdict.UNKNOWN);
    expect(summary(result)).toMatch(
      /as alice could not be judged: the session of alice ended; before that: .*allow was expected/,
    );
  });
  test('judges no cell by a session that has ended, where the edge remembers for a while whom it let in', async () => {
    let asked = 0;
    const result = await verified(({ headers, host, path }, right) => {
      const remembered = headers.cookie === alice.headers.Cookie && right === Outcome.ALLOW;
      return headers.cookie === undefined || (asked += 1) <= 60 || remembered || right === Outcome.NOT_FOUND
        ? undefined
        : {
            status: 302,
            headers: {
              location: `https://monitoring.example.com/oauth2/start?rd=${encodeURIComponent(`https://${host}${path}`)}`,
            },
          };
    });
    expect(countsOf(result)).toMatchObject({ disagreements: 0 });
    expect(verdictOf(result)).toBe(Verdict.UNKNOWN);
  });
  test('takes a door that was open for open, also where the session ended afterwards', async () => {
    let asked = 0;
    const result = await verified(({ headers, host, path }, right) =>
      headers.cookie === undefined || right === Outcome.NOT_FOUND
        ? undefined
        : (asked += 1) > 60
          ? {
              status: 302,
              headers: {
                location: `https://monitoring.example.com/oauth2/start?rd=${encodeURIComponent(`https://${host}${path}`)}`,
              },
            }
          : { status: 200, body: 'a page' },
    );
    expect(verdictOf(result)).toBe(Verdict.FAILS);
    expect(result.cells.filter(({ problem }) => problem !== undefined).every(({ status }) => status === 200)).toBe(
      true,
    );
  });
  const bearer = (name: string, exp: number): Credential => ({
    name,
    headers: { Authorization: `Bearer x.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.x` },
    signedIn: false,
    claims: [],
  });
  test('fails when a token of a person is over, which proves nothing', async () => {
    await expect(verified(undefined, { credentials: [bearer('eve', Date.now() / 1000 - 60)] })).rejects.toThrow(
      /the token of eve has expired; fix: give a new one/,
    );
  });
  test('judges nothing by a token that ends meanwhile, but that a door was open', async () => {
    const [now, end] = [Date.now, Date.now() / 1000 + 600];
    const whileItEnds = async (fault?: Fault, more: Partial<Credential> = {}) => {
      let later = 0;
      const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + later);
      return verified(fault, {
        credentials: [{ ...bearer('eve', end), ...more }],
        progress: (done) => {
          later = done < 140 ? 0 : 3600_000;
        },
      }).finally(() => clock.mockRestore());
    };
    const result = await whileItEnds();
    expect(countsOf(result)).toMatchObject({ disagreements: 0 });
    expect(result.cells.filter(({ error }) => error === 'the token of eve has expired').length).toBeGreaterThan(0);
    expect(verdictOf(result)).toBe(Verdict.UNKNOWN);
    const open = await whileItEnds(({ headers }) =>
      headers.authorization ? { status: 200, body: 'a page' } : undefined,
    );
    expect(open.cells.filter(({ as, problem }) => as === 'eve' && problem !== undefined).length).toBeGreaterThan(100);
    // Nor does it show any more that somebody who may gets in.
    const may = await whileItEnds(
      ({ headers }, right) =>
        headers.authorization && right === Outcome.SIGN_IN ? { status: 200, body: 'a page' } : undefined,
      { signedIn: true, claims: ['/developers'] },
    );
    expect(
      may.cells.filter(
        ({ as, expected, error }) =>
          as === 'eve' && expected === Outcome.ALLOW && error === 'the token of eve has expired',
      ).length,
    ).toBeGreaterThan(10);
  });
  test('tells no more of an address than people read', async () => {
    const result = await verified(
      () => ({ status: 302, headers: { location: `https://elsewhere.example.org/${'x'.repeat(10_000)}` } }),
      { credentials: [] },
    );
    expect(Math.max(...result.cells.map(({ problem = '' }) => problem.length))).toBeLessThan(1500);
  });
  test("judges by a session that has not ended, and by nobody, whoever else's has", async () => {
    const open: Fault = ({ path }) => (path.startsWith('/prometheus/-') ? { status: 200 } : undefined);
    expect(countsOf(await verified(open)).disagreements).toBeGreaterThan(0);
    let asked = 0;
    const ends: Fault = (request, right) =>
      open(request, right) ??
      (request.headers.cookie !== undefined && right === Outcome.ALLOW && (asked += 1) > 5
        ? { status: 302, headers: { location: 'https://monitoring.example.com/oauth2/start?rd=x' } }
        : undefined);
    expect((await verified(ends)).cells.filter(({ problem }) => problem !== undefined).map(({ as }) => as)).toContain(
      'nobody',
    );
  });
  test("fails when a machine's token is over, and asks nothing of one that does not say so", async () => {
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const agent = (token: string): Credential => ({
      name: 'agent',
      claims: [],
      signedIn: true,
      entrance: 'cluster',
      headers: { Authorization: `Bearer ${token}` },
    });
    const token = (exp: number) => `${encoded({ alg: 'RS256' })}.${encoded({ exp })}.c2ln`;
    await expect(verified(undefined, { credentials: [agent(token(1_700_000_000))] })).rejects.toThrow(
      'the token of agent has expired',
    );
    for (const good of [token(Date.now() / 1000 + 3600), 'opaque']) {
      await expect(
        verified(undefined, { credentials: [agent(good)], attacks: [], cells: true }),
      ).resolves.toBeDefined();
    }
  });
  test('fails when the session of somebody who may go nowhere is over', async () => {
    const mallory: Credential = {
      name: 'mallory',
      headers: { Cookie: '__Host-sso_monitoring_sso=old' },
      signedIn: true,
      claims: [],
    };
    await expect(verified(undefined, { credentials: [mallory] })).rejects.toThrow(
      /the session of mallory is not valid/,
    );
  });
  test('fails for a host that the table says nothing of', async () => {
    await expect(verified(undefined, { hosts: new Map([['other.example.com', {}]]) })).rejects.toThrow(
      /the table says nothing of other\.example\.com; allowed: monitoring\.example\.com/,
    );
  });
  test('judges nothing where nothing is tried', async () =>
    expect(verdictOf(await verified(undefined, { cells: false }))).toBe(Verdict.UNKNOWN));
  test('is not the verdict that everything holds where a request has no answer', async () => {
    const result = await verified(({ path }) => (path === '/prometheus/debug' ? { status: 429 } : undefined));
    expect(countsOf(result)).toMatchObject({ disagreements: 0 });
    expect(countsOf(result).errors).toBeGreaterThan(0);
    expect(verdictOf(result)).toBe(Verdict.UNKNOWN);
    expect(summary(result)).toContain('asked too often (status 429): lower the rate');
  });
  test.each([502, 503, 504])('judges no cell by status %i of the edge, and goes on', async (status) => {
    const result = await verified(
      ({ path }) => (path.startsWith('/prometheus/debug') ? { status, body: '<hr><center>nginx</center>' } : undefined),
      { unsafeMethods: true },
    );
    expect(countsOf(result)).toMatchObject({ disagreements: 0 });
    expect(countsOf(result).errors).toBeGreaterThan(0);
    expect(verdictOf(result)).toBe(Verdict.UNKNOWN);
    expect(summary(result)).toContain(`the edge answers ${status}`);
  });
  test('ends early where nothing answers any more', async () => {
    let asked = 0;
    await expect(verified(() => ((asked += 1) > 5 ? { status: 429 } : undefined))).rejects.toThrow(
      /10 requests in a row had no answer/,
    );
    expect(asked).toBeLessThan(30);
  });
  test('fails when the host gives no answer', async () => {
    await expect(
      verified(undefined, { hosts: new Map([['monitoring.example.com', { address: '127.0.0.1', port: 1 }]]) }),
    ).rejects.toThrow(/gives no answer/);
  });
  test("fails when the certificate is nobody's", async () => {
    await expect(verified(undefined, { authority: undefined })).rejects.toThrow(/gives no answer.*self-signed/);
  });
});

describe('the outcome of attacks', () => {
  const about = { family: Family.COOKIES, title: 'it holds', reason: 'why', reference: 'finding 0' };
  const attacks: Attack[] = [
    { ...about, id: 'one', run: async () => held('3 ways') },
    {
      ...about,
      id: 'two',
      run: async () => {
        throw new Opened(`opened by ${session}\u0000`);
      },
    },
    { ...about, id: 'three', run: async () => known('as documented') },
    { ...about, id: 'four', run: async () => notTried('nobody is signed in') },
  ];
  test('is counted, and a single success fails the whole', async () => {
    const result = await verified(undefined, { attacks, cells: false });
    expect(countsOf(result)).toEqual({
      cells: 0,
      disagreements: 0,
      attacks: 3,
      succeeded: 1,
      known: 1,
      notTried: 1,
      errors: 0,
    });
    expect(verdictOf(result)).toBe(Verdict.FAILS);
  });
  test(
    'is unknown where an attack could not be tried for a reason of its own, and is not tried where it would ' +
      'change something',
    async () => {
      const odd: Attack[] = [
        {
          ...about,
          id: 'one',
          run: async () => {
            throw new TypeError('no such thing');
          },
        },
        {
          ...about,
          id: 'two',
          unsafe: true,
          run: async () => {
            throw new Opened('tried');
          },
        },
      ];
      const result = await verified(undefined, { attacks: odd, cells: false });
      expect(result.attacks.map((attack) => attack.result)).toEqual(['error', 'not-tried']);
      expect(verdictOf(result)).toBe(Verdict.UNKNOWN);
      expect((await verified(undefined, { attacks: odd, cells: false, unsafeMethods: true })).attacks[1]!.result).toBe(
        'succeeded',
      );
    },
  );
  test.each<[string, Fault]>([
    ['an outage', () => ({ status: 503, body: '<hr><center>nginx</center>' })],
    ['a ban', () => ({ status: 403, body: 'Forbidden' })],
    ['too many questions', () => ({ status: 429 })],
    [
      'the end of a session',
      (_request, right) =>
        right === Outcome.ALLOW
          ? {
              status: 302,
              headers: {
                location: `https://monitoring.example.com/oauth2/start?rd=${encodeURIComponent('https://monitoring.example.com/prometheus')}`,
              },
            }
          : undefined,
    ],
    [
      'a session that opens nothing',
      (_request, right) => (right === Outcome.ALLOW ? { status: 403, body: 'Forbidden' } : undefined),
    ],
    ['no answer at all', () => 'none'],
  ])('is unknown once there is %s, and nothing more is tried', async (_what, fault) => {
    let begun = 0;
    const begins: Attack[] = [1, 2, 3].map((number) => ({
      ...about,
      id: `attack-${number}`,
      run: async () => {
        begun = number;
        return number === 3 ? notTried('no such place') : held('9 requests');
      },
    }));
    const result = await verified(
      (request, right) => (begun > 1 && !request.path.startsWith('/oauth2/') ? fault(request, right) : undefined),
      { attacks: begins, cells: false, timeoutMilliseconds: 1500 },
    );
    expect(result.attacks.map((attack) => attack.result)).toEqual(['held', 'error', 'not-tried']);
    expect(result.attacks[1]!.detail).toMatch(/plain requests are not answered as the program says/);
    expect(begun).toBe(2);
    expect(verdictOf(result)).toBe(Verdict.UNKNOWN);
  });
  test(
    'is unknown where what seemed open was the page of whoever shut everybody out, and says what ' + 'that was',
    async () => {
      let banned = false;
      const bans: Attack[] = [
        {
          ...about,
          id: 'one',
          run: async ({ ask }) => {
            banned = true;
            throw new Opened(
              `the application answered (${(await ask('https://monitoring.example.com/prometheus')).status})`,
            );
          },
        },
      ];
      const result = await verified(
        () => (banned ? { status: 403, body: '<h1>Sorry, you have been blocked</h1>' } : undefined),
        { attacks: bans, cells: false },
      );
      expect(result.attacks).toMatchObject([
        {
          result: 'error',
          detail: expect.stringMatching(
            /not answered as the program says: .*; before that it seemed open: the application answered \(403\)/,
          ),
        },
      ]);
      expect(verdictOf(result)).toBe(Verdict.UNKNOWN);
    },
  );
  test('is unknown where no sign-in begins any more', async () => {
    const result = await verified(({ path }) => (path.startsWith('/oauth2/start') ? { status: 503 } : undefined), {
      attacks,
      cells: false,
    });
    expect(result.attacks.map((attack) => attack.result)).toEqual(['error', 'not-tried', 'not-tried', 'not-tried']);
  });
  test(
    'is unknown where plain requests were never answered as the program says, and what the cells ' + 'say stays',
    async () => {
      const result = await verified(
        (_request, right) => (right === Outcome.ALLOW ? { status: 403, body: 'Forbidden' } : undefined),
        { attacks },
      );
      expect(result.attacks.map((attack) => attack.result)).toEqual(['error', 'not-tried', 'not-tried', 'not-tried']);
      expect(verdictOf(result)).toBe(Verdict.FAILS);
    },
  );
  test('is what it was after a ban of a moment, and where one of many places is out of order', async () => {
    let banned = 0;
    const bans: Attack[] = [
      {
        ...about,
        id: 'one',
        run: async () => {
          banned = Date.now() + 1500;
          return held('9 requests');
        },
      },
    ];
    const result = await verified(
      ({ path }, right) =>
        Date.now() < banned
          ? { status: 403, body: 'Forbidden' }
          : right === Outcome.SIGN_IN && path === '/prometheus'
            ? { status: 502 }
            : undefined,
      { attacks: bans, cells: false },
    );
    expect(result.attacks.map((attack) => attack.result)).toEqual(['held']);
  });
  test('is shown without anything that would move a cursor', async () => {
    const result = await verified(undefined, {
      cells: false,
      attacks: [
        {
          ...about,
          id: 'one',
          run: async () => {
            throw new Opened('\u001b[2Jgone\u009b1m');
          },
        },
      ],
    });
    expect(summary(result)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
  test("is written down without anybody's session", async () => {
    const result = await verified(undefined, { attacks });
    for (const text of [JSON.stringify(result), summary(result), junit(result)]) {
      expect(text).not.toContain(session);
      expect(text).toContain('opened by (secret)');
    }
  });
  test.each([
    ['with its bars encoded', (value: string) => value.replace(/\|/g, '%7c')],
    ['encoded as a whole', (value: string) => encodeURIComponent(value)],
    ['in parts', (value: string) => value.split('|').reverse().join(' and ')],
    ['with a character changed', (value: string) => `${value.slice(0, 18)}_${value.slice(19)}`],
    ['cut off', (value: string) => value.slice(1, -1)],
  ])("is written down without anybody's session %s", async (_how, told) => {
    const value = 'dGlja2V0LW9mLWFsaWNl+with/signs==|1700000000|c2lnbmF0dXJlLW9mLWFsaWNl';
    const text = withoutSecrets([{ ...alice, headers: { Cookie: `__Host-sso_monitoring_sso=${value}; other=1` } }])(
      `${told(value)} under __Host-sso_monitoring_sso`,
    );
    for (const part of ['dGlja2V0LW9mLWFsaWNl', 'c2lnbmF0dXJlLW9mLWFsaWNl']) {
      for (let at = 0; at + 16 <= part.length; at += 1) expect(text).not.toContain(part.slice(at, at + 16));
    }
    expect(text).toContain('under __Host-sso_monitoring_sso');
  });
  test('names the hosts that were left out in JUnit XML too', async () => {
    const elsewhere = {
      ...table,
      rows: [...table.rows, { ...table.rows[0]!, application: 'other', host: 'other.example.com' }],
    };
    expect(junit(await verified(undefined, { table: elsewhere }))).toMatch(
      /<testcase classname="hosts" name="other\.example\.com"[^>]*>\s*<skipped message="not asked, since not named"/,
    );
  });
  test('is JUnit XML with a case for each cell and attack', async () => {
    const result = await verified(({ path }) => (path === '/prometheus/debug' ? { status: 500 } : undefined), {
      attacks,
    });
    const xml = junit(result);
    expect(xml.match(/<testcase /g)).toHaveLength(result.cells.length + attacks.length);
    expect(xml.match(/<failure /g)).toHaveLength(countsOf(result).disagreements + 1);
    expect(xml.match(/<skipped /g)).toHaveLength(1);
    for (const suite of xml.match(/<testsuite [^>]*>/g)!) {
      for (const attribute of ['name', 'tests', 'failures', 'errors', 'skipped', 'time', 'timestamp']) {
        expect(suite).toContain(` ${attribute}=`);
      }
    }
    expect(xml).not.toMatch(/[\u0000-\u0008]/);
  });
});
