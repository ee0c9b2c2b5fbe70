import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { MyEdge } from './my-edge';
import { covers } from '../../lib/access/locations';
import { edgeConformance } from '../../lib/conformance';

test('the edge in docs/edges.md is the one that is compiled here', () => {
  const [, code] = /## Bring your own edge[\s\S]*?```ts\n([\s\S]*?)```/.exec(readFileSync('docs/edges.md', 'utf8'))!;
  expect(code).toBe(readFileSync('test/edge/my-edge.ts', 'utf8'));
});

test('the edge in docs/edges.md conforms', async () => {
  const result = await edgeConformance(
    {
      edge: new MyEdge(),
      answers: ({ objects }, { host, path }) => {
        const rank = (route: any) => (route.match === 'exact' ? 10_000 : 0) + route.path.length;
        const [route] = objects
          .filter(({ kind, spec }) => kind === 'Route' && spec.host === host)
          .flatMap(({ spec }) => spec.paths)
          .filter((each) => covers(each, path))
          .sort((a, b) => rank(b) - rank(a));
        return (
          route && {
            service: route.service,
            closed: route.closed ?? false,
            asksFor: route.ask?.split('=')[1].split(','),
          }
        );
      },
    },
    { runs: 12 },
  );
  expect(result.compared).toBeGreaterThan(3);
}, 600_000);
