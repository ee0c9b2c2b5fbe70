import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Alertmanager, ApplicationRoute, IdentityKind, PathMatch, Prometheus, Purpose } from '../../lib';
import { ApplicationAccess } from '../../lib/access/application-access';
import { answerFor, covers, locationsOf, oneAnswer } from '../../lib/access/locations';

const identity = (name: string) => ({
  identityKind: IdentityKind.GROUP,
  displayName: name,
  claimValue: name,
  claimName: 'groups',
  issuerUrl: 'https://issuer.example.com',
});

const [reader, writer, admin, robot] = ['/reader', '/writer', '/admin', '/robot'].map(identity);
const application = (
  routes: ApplicationRoute[],
  grants: ApplicationAccess['grants'] = {
    [Purpose.READ]: [reader!],
    [Purpose.WRITE]: [writer!],
    [Purpose.ADMINISTER]: [admin!],
    [Purpose.INGEST]: [robot!],
  },
): ApplicationAccess => ({ id: 'a', kind: 'X', host: 'h.example.com', path: '/a', routes, grants });
/** The identities that may use a method at a path. */
const permitted = (protectedApplication: ApplicationAccess, path: string, method: string) => {
  const location = locationsOf(protectedApplication).find((each) => covers(each, path))!;
  return answerFor(location.answers, method)
    .permitted.map(({ claimValue }) => claimValue)
    .sort();
};
const READERS = ['/admin', '/reader', '/writer'];
const UNNAMED = [
  'post',
  'Post',
  'pOST',
  'POST ',
  'PUT',
  'PATCH',
  'DELETE',
  'get',
  'head',
  'TRACE',
  'CONNECT',
  'PROPFIND',
  'POSTS',
  'FOO',
  '',
  '__proto__',
];

describe('an application with routes by method', () => {
  const silences = application([
    { path: '/silences', purpose: Purpose.WRITE, methods: ['POST'] },
    { path: '/-', purpose: Purpose.ADMINISTER },
  ]);

  test.each(['GET', 'HEAD', 'OPTIONS'])('allows readers %s', (method) => {
    for (const path of ['/a', '/a/silences', '/a/silences/x']) {
      expect(permitted(silences, path, method)).toEqual(READERS);
    }
  });
  test('allows writers the method of the route for writing', () =>
    expect(permitted(silences, '/a/silences', 'POST')).toEqual(['/writer']));
  test.each(UNNAMED)('allows %j only for identities with all purposes at the path', (method) => {
    expect(permitted(silences, '/a/silences', method)).toEqual(['/writer']);
    expect(permitted(silences, '/a', method)).toEqual(['/writer']);
    expect(permitted(silences, '/a/new-in-the-next-version', method)).toEqual(['/writer']);
  });
  test.each(['GET', 'POST', 'post', 'PUT'])('allows administrators %s at a route without methods', (method) => {
    expect(permitted(silences, '/a/-/reload', method)).toEqual(['/admin']);
  });
  test('closes a method that no route names if no identity has all purposes at the path', () => {
    const alerts = application([
      { path: '/x', purpose: Purpose.WRITE, methods: ['POST'] },
      { path: '/x', purpose: Purpose.INGEST, methods: ['PUT'] },
    ]);
    expect(permitted(alerts, '/a/x', 'post')).toEqual([]);
    expect(permitted(alerts, '/a', 'POST')).toEqual([]);
    expect(permitted(alerts, '/a/x', 'GET')).toEqual(READERS);
  });
  test('allows readers other methods at a path with a route for reading without methods', () => {
    const query = application([
      { path: '/query', purpose: Purpose.READ },
      { path: '/silences', purpose: Purpose.WRITE, methods: ['POST'] },
    ]);
    expect(permitted(query, '/a/query', 'POST')).toEqual(READERS);
    expect(permitted(query, '/a/other', 'POST')).toEqual(['/writer']);
  });
  test('requires write for all methods except reading ones if the route without methods is for writing', () => {
    const notes = application([
      { path: '/notes', purpose: Purpose.WRITE },
      { path: '/notes', purpose: Purpose.READ, methods: ['GET'] },
    ]);
    expect(['GET', 'HEAD', 'OPTIONS', 'PUT', 'get'].map((method) => permitted(notes, '/a/notes', method))).toEqual([
      READERS,
      READERS,
      READERS,
      ['/writer'],
      ['/writer'],
    ]);
  });
  test('does not treat another spelling of a strict method as a less strict one', () => {
    const notes = application([
      { path: '/notes', purpose: Purpose.INGEST },
      { path: '/notes', purpose: Purpose.ADMINISTER, methods: ['DELETE'] },
    ]);
    expect(permitted(notes, '/a/notes', 'DELETE')).toEqual(['/admin']);
    expect(permitted(notes, '/a/notes', 'delete')).toEqual([]);
  });
  test('decides HEAD and OPTIONS as GET, unless a route names them', () => {
    const drafts = application([{ path: '/drafts', purpose: Purpose.WRITE, methods: ['GET'] }]);
    expect(permitted(drafts, '/a/drafts', 'HEAD')).toEqual(['/writer']);
    expect(permitted(drafts, '/a/drafts', 'OPTIONS')).toEqual(['/writer']);
    const apart = application([
      { path: '/drafts', purpose: Purpose.WRITE, methods: ['GET'] },
      { path: '/drafts', purpose: Purpose.READ, methods: ['HEAD'] },
    ]);
    expect(permitted(apart, '/a/drafts', 'HEAD')).toEqual(READERS);
    expect(permitted(apart, '/a/drafts', 'OPTIONS')).toEqual(['/writer']);
  });
  test('inherits the decision for a method from the outer path if the inner path does not name the method', () => {
    const nested = application([
      { path: '/x', purpose: Purpose.WRITE, methods: ['POST', 'DELETE'] },
      { path: '/x/y', purpose: Purpose.INGEST, methods: ['POST'] },
    ]);
    expect(['POST', 'DELETE', 'GET', 'PUT'].map((method) => permitted(nested, '/a/x/y', method))).toEqual([
      ['/robot'],
      ['/writer'],
      READERS,
      [],
    ]);
  });
  test('has one answer if all methods are granted to the same identities, so that every edge can serve it', () => {
    const grants = Object.fromEntries([Purpose.WRITE, Purpose.INGEST].map((purpose) => [purpose, [writer!]]));
    for (const location of locationsOf(application(Alertmanager.ofService('alertmanager').routes, grants)).filter(
      ({ path }) => !path.startsWith('/a/-') && path.startsWith('/a/api'),
    )) {
      expect(oneAnswer(location)).toBeDefined();
    }
  });
});

test(
  'no spelling of a method, and no unnamed method, gets more access than the named method and reading, for all ' +
    'routes',
  () => {
    const purposes = fc.constantFrom(...Object.values(Purpose));
    const route = fc.record({
      path: fc.constantFrom('/', '/x', '/x/y', '/z'),
      purpose: purposes,
      match: fc.constantFrom(PathMatch.EXACT, PathMatch.PREFIX),
      methods: fc.option(fc.subarray(['GET', 'HEAD', 'POST', 'DELETE'], { minLength: 1 }), { nil: undefined }),
    });
    const grants = fc.dictionary(purposes, fc.subarray([reader!, writer!, admin!, robot!]));
    fc.assert(
      fc.property(fc.array(route, { maxLength: 5 }), grants, (routes, granted) => {
        for (const { answers } of locationsOf(application(routes, granted))) {
          const names = (method: string) => answerFor(answers, method).permitted.map(({ claimValue }) => claimValue);
          const named = answers.flatMap(({ methods = [] }) => methods);
          for (const method of [...named, 'POST', 'DELETE', 'GET']) {
            expect(names(method)).toEqual(expect.arrayContaining(names(method.toLowerCase())));
          }
          for (const method of named) expect(names(method)).toEqual(expect.arrayContaining(names('SOMETHING-ELSE')));
        }
      }),
      { numRuns: 500 },
    );
  },
);

test('an application without methods in its routes decides all methods in the same way', () => {
  const prometheus = application(Prometheus.ofService('prometheus').routes);
  for (const method of ['GET', 'POST', ...UNNAMED]) {
    expect(permitted(prometheus, '/a/api/v1/query', method)).toEqual(READERS);
  }
});

test('the most specific location comes first', () => {
  const routes = [
    { path: '/-', purpose: Purpose.ADMINISTER },
    { path: '/-/ready', purpose: Purpose.HEALTH, match: PathMatch.EXACT },
    { path: '/-/longer-than-that', purpose: Purpose.WRITE },
  ];
  const order = locationsOf({ id: 'a', kind: 'X', host: 'h.example.com', path: '/', routes, grants: {} }).map(
    ({ match, path }) => `${match} ${path}`,
  );
  expect(order).toEqual(['exact /-/ready', 'prefix /-/longer-than-that', 'prefix /-', 'prefix /']);
});

test('an identity with two grants is listed once', () => {
  const both = identity('/both');
  const [root] = locationsOf({
    id: 'a',
    kind: 'X',
    host: 'h.example.com',
    path: '/',
    routes: [],
    grants: { [Purpose.READ]: [both], [Purpose.WRITE]: [both] },
  });
  expect(root.answers[0].permitted).toHaveLength(1);
});
