import { expect, test } from '@jest/globals';
import { Edge } from '../../lib';
import { EdgeRenderer } from '../../lib/edge/edge-renderer';
import { EDGES } from '../../lib/edge/edges';
import { Alertmanager, Program } from '../support/program';

test('every edge that a program can write is known where others are recommended', () => {
  const factories = Object.getOwnPropertyNames(Edge).filter((name) => typeof (Edge as any)[name] === 'function');
  expect(factories.length).toBeGreaterThan(1);
  for (const factory of factories) expect(EDGES.map(({ written }) => written)).toContain(`Edge.${factory}()`);
});

test('a program that one edge cannot express is taken by those that its error names, and by no other', () => {
  const problem = (renderer: EdgeRenderer) => {
    const program = new Program();
    const sso = program.sso({ edge: new (Edge as any)(renderer) });
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
  const messages = EDGES.flatMap(({ renderer }) => problem(renderer) ?? []);
  expect(messages).toHaveLength(1);
  const named = EDGES.filter(({ written }) =>
    new RegExp(`${written.replace(/[.()]/g, '\\$&')}( or | \\(rule: )`).test(messages[0]!),
  );
  expect(named.map(({ written }) => written)).toEqual(
    EDGES.filter(({ renderer }) => problem(renderer) === undefined).map(({ written }) => written),
  );
});
