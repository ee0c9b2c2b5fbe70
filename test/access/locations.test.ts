import { expect, test } from 'vitest';
import { Alertmanager, IdentityKind, PathMatch, Purpose } from '../../lib';
import { locationsOf } from '../../lib/access/locations';

const identity = (name: string) => ({ identityKind: IdentityKind.GROUP, displayName: name, claimValue: name, claimName: 'groups', issuerUrl: 'https://issuer.example.com' });

test('methods that a route does not name are answered as its surroundings', () => {
  const [reader, editor] = [identity('/reader'), identity('/editor')];
  const locations = locationsOf({
    id: 'a', kind: 'Alertmanager', host: 'h.example.com', path: '/am', routes: Alertmanager.ofService('alertmanager').routes, grants: { [Purpose.READ]: [reader], [Purpose.WRITE]: [editor] },
  });
  const silences = locations.find(({ path }) => path === '/am/api/v2/silences')!;
  expect(silences.answers.map(({ methods, permitted }) => [methods, permitted.map(({ claimValue }) => claimValue)])).toEqual([
    [['POST'], ['/editor']],
    [undefined, ['/reader', '/editor']],
  ]);
});

test('the most specific location comes first', () => {
  const routes = [{ path: '/-', purpose: Purpose.ADMINISTER }, { path: '/-/ready', purpose: Purpose.HEALTH, match: PathMatch.EXACT }, { path: '/-/longer-than-that', purpose: Purpose.WRITE }];
  const order = locationsOf({ id: 'a', kind: 'X', host: 'h.example.com', path: '/', routes, grants: {} }).map(({ match, path }) => `${match} ${path}`);
  expect(order).toEqual(['exact /-/ready', 'prefix /-/longer-than-that', 'prefix /-', 'prefix /']);
});

test('someone granted twice is named once', () => {
  const both = identity('/both');
  const [root] = locationsOf({ id: 'a', kind: 'X', host: 'h.example.com', path: '/', routes: [], grants: { [Purpose.READ]: [both], [Purpose.WRITE]: [both] } });
  expect(root.answers[0].permitted).toHaveLength(1);
});
