import { expect, test } from '@jest/globals';
import { Edge } from '../../lib';
import { PRODUCTS, VARIANTS } from '../../lib/edge/products';
import { edgeOf, EDGES } from '../support/edges';
import { Alertmanager, Program } from '../support/program';

test('every edge that a program can write is known where others are recommended', () => {
  const factories = Object.getOwnPropertyNames(Edge).filter((name) => typeof (Edge as any)[name] === 'function');
  expect(factories.length).toBeGreaterThan(1);
  for (const factory of factories) expect(VARIANTS.map(({ written }) => written)).toContain(`Edge.${factory}()`);
});

test('every edge can be interpreted by the tests', () =>
  expect(Object.keys(EDGES).sort()).toEqual(VARIANTS.map(({ written }) => written).sort()));

test.each(VARIANTS.map((variant) => [variant.written, variant] as const))(
  '%s can do what is said of it without an instance',
  (written, { refusesClaimValue, anyNumberOfIdentities, ...variant }) => {
    const edge = edgeOf(written);
    expect({ written, ...edge.abilities }).toEqual(variant);
    for (const value of ['/a/b', 'a,b', 'ä', 'a b', '']) {
      expect(edge.refusesClaimValue(value)).toBe(refusesClaimValue(value));
    }
    const product = PRODUCTS.find(({ variants }) => variants.some((each) => each.written === written))!;
    expect([edge.name, edge.reportFiles, edge.reservedIds]).toEqual([
      product.name,
      product.reportFiles,
      product.reservedIds,
    ]);
    expect(anyNumberOfIdentities ?? false).toBe(written === 'Edge.traefik()');
  },
);

test('a program that one edge cannot express is taken by those that its error names, and by no other', () => {
  const problem = (written: string) => {
    const program = new Program();
    const sso = program.sso({ edge: edgeOf(written) });
    try {
      sso.protect(Alertmanager.ofService('a'), {
        path: '/alertmanager',
        read: [program.realm.addGroup('developers')],
        write: [program.realm.addGroup('operators')],
      });
      return undefined;
    } catch (error: any) {
      return error.message as string;
    }
  };
  const problems = new Map(VARIANTS.map(({ written }) => [written, problem(written)]));
  // An error has a line for each problem.
  const messages = [...problems.values()].flatMap((message) => message?.split('\n') ?? []);
  expect(messages.filter((message) => message.includes('cannot tell methods apart')).length).toBeGreaterThan(0);
  for (const message of messages.filter((each) => each.includes('cannot tell methods apart'))) {
    const named = VARIANTS.filter(({ written }) =>
      new RegExp(`${written.replace(/[.()]/g, '\\$&')}( or |$|;|\\n| \\(rule: )`).test(message),
    );
    expect(named.map(({ written }) => written)).toEqual(
      VARIANTS.filter(({ written }) => problems.get(written) === undefined).map(({ written }) => written),
    );
  }
});
