import { expect, test } from '@jest/globals';
import { checksFor, hosts, throughEdges } from './live/checks';
import { accessChecksOf } from '../cli/verify/access-checks';
import { NOBODY_SIGNED_IN } from '../cli/verify/target';
import { failuresOf, type Row, summaryOf } from './live/checks/results';
import { sampleOf } from './live/checks/sample';
import { readOptions } from './live/options';
import { prometheusProgram } from './support/program';
import { tableOf } from './support/sign-on';

const table = () => tableOf(prometheusProgram().sso);
const credential = (name: string, ...claims: string[]) => ({ name, headers: { Cookie: name }, signedIn: true, claims });

test(
  'the sample of a quick run has cells of each identity, kind of method, purpose and outcome, and is the same ' +
    'each time',
  () => {
    const cells = accessChecksOf(
      table(),
      [NOBODY_SIGNED_IN, credential('alice', '/developers'), credential('mallory')],
      {
        methods: ['GET', 'POST', 'DELETE', 'OPTIONS'],
        harmless: false,
      },
    );
    const sample = sampleOf(cells);
    expect(sample.length).toBeLessThan(cells.length / 2);
    expect(sampleOf([...cells].reverse())).toEqual(expect.arrayContaining(sample));
    const kinds = (of: typeof cells) =>
      new Set(
        of.map(({ credential: { name }, method, decision: { answer, outcome } }) =>
          [name, method === 'GET' || method === 'OPTIONS', answer?.purpose, outcome].join(' '),
        ),
      );
    expect([...kinds(sample)].sort()).toEqual([...kinds(cells)].sort());
  },
);

test('the summary counts skipped checks with the reason, and a failure fits on a screen', () => {
  const row = (fields: Partial<Row>): Row => ({
    area: 'attacks',
    edge: 'traefik',
    check: 'something holds',
    result: 'passed',
    detail: '',
    ...fields,
  });
  const skipped = { edge: 'ingress-nginx', result: 'skipped', detail: 'its binary is not there' } as const;
  const rows = [
    row({ seconds: 3 }),
    row({ seconds: 4 }),
    row(skipped),
    row(skipped),
    row({ result: 'failed', detail: 'x'.repeat(5000), logged: 'proxy.log: no' }),
  ];
  expect(summaryOf(rows)).toBe(
    'traefik attacks: 2 passed, 1 failed in 7 s\ningress-nginx attacks: 2 skipped (its binary is not there)',
  );
  const told = failuresOf(rows);
  expect(told).toMatch(
    /^\nfailed: traefik attacks: something holds\n {4}x+\n {2}logged meanwhile:\n {4}proxy.log: no$/,
  );
  expect(told.length).toBeLessThan(2000);
});

test('a run cannot be both quick and complete', () => {
  expect(() => readOptions(['--all', '--quick'], { edges: [], areas: [], faults: [] })).toThrow('opposite things');
  expect(readOptions(['--quick'], { edges: [], areas: [], faults: [] })).toMatchObject({ quick: true, all: false });
});

test('a run of all edges selects the checks that differ by edge by their titles', () => {
  const selected = [...throughEdges, hosts]
    .filter(({ name }) => ['browser', 'sessions', 'hosts'].includes(name))
    .map((area) => [area.name, checksFor(area as never, { name: 'traefik-resources' } as never, false).checks.length]);
  expect(Object.fromEntries(selected)).toEqual({ browser: 2, sessions: 3, hosts: 1 });
});
