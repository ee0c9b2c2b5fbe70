import { Duration } from 'cdk8s';
import type * as FastCheck from 'fast-check';
import { PathMatch } from '../access/application-route';
import { Purpose } from '../access/purpose';
import { OPTIONS } from '../oauth2-proxy/option-table';

const ids = ['one', 'two', 'three'];
const places = ['/prometheus', '/alertmanager', '/grafana', '/a/b', '/x_y.z-0', '/'];

/** The entrances of machines, each with its host. */
export const MACHINE_HOSTS: Readonly<Record<string, string>> = {
  'cluster-a': 'machines-a.example.net',
  'cluster-b': 'machines-b.example.net',
};

/** A generated program, as data. */
export type GivenProgram = ReturnType<typeof programs> extends FastCheck.Arbitrary<infer T> ? T : never;

/**
 * Generates programs of one shape.
 * @param fc the library fast-check
 * @param wild whether their values may be malformed or contradict each other
 */
export function programs(fc: typeof FastCheck, wild: boolean) {
  // Mostly sensible values, so that many programs get through, and some that are not.
  const often = <T>(good: FastCheck.Arbitrary<T>, bad: FastCheck.Arbitrary<T>) =>
    fc.oneof({ weight: 14, arbitrary: good }, { weight: 1, arbitrary: bad });
  const host = often(
    fc.constantFrom('monitoring.example.com', 'alerts.example.com', 'grafana.sub.example.com'),
    fc.oneof(
      fc.string(),
      fc.domain(),
      fc.constantFrom('*.example.com', 'example.com:8080', 'a.example.com/x', 'example.org'),
    ),
  );
  const path = often(
    fc.constantFrom('/', '/prometheus', '/alertmanager', '/grafana', '/a/b', '/a', '/x_y.z-0'),
    fc.oneof(fc.string(), fc.webPath(), fc.constantFrom('/oauth2', '/a/../b', '/a b', '/a;x', '/a%2fb', '/$uri')),
  );
  const groupName = often(
    fc.constantFrom('developers', 'operators', 'a.b-c_d'),
    fc.oneof(fc.string(), fc.constantFrom('role:x', 'a,b', 'ä', 'a&allowed_groups=b')),
  );
  const purposes = fc.record({
    read: fc.boolean(),
    write: fc.boolean(),
    administer: fc.boolean(),
    ingest: fc.boolean(),
    federate: fc.boolean(),
    health: fc.boolean(),
    metrics: fc.boolean(),
  });
  const duration = often(
    fc.integer({ min: 15, max: 3600 }),
    fc.oneof(fc.integer({ min: -5, max: 10 }), fc.integer({ min: 10 ** 6, max: 10 ** 7 })),
  ).map((seconds) => Duration.seconds(Math.abs(seconds)));
  const kind = fc.constantFrom('prometheus', 'alertmanager', 'grafana', 'web');
  const route = fc.record({
    path,
    purpose: fc.constantFrom(...Object.values(Purpose)),
    match: fc.constantFrom(PathMatch.EXACT, PathMatch.PREFIX),
    methods: fc.option(fc.subarray(['GET', 'POST', 'DELETE'], { minLength: 1 }), { nil: undefined }),
  });
  const maybe = <T>(value: FastCheck.Arbitrary<T>) =>
    wild ? fc.option(value, { nil: undefined }) : fc.constant(undefined);
  const application = fc.record({
    kind,
    host: maybe(host),
    path: maybe(path),
    id: maybe(often(fc.constantFrom(...ids), fc.string())),
    namespace: fc.option(wild ? often(fc.constant('shop'), fc.string()) : fc.constant('shop'), { nil: undefined }),
    purposes,
    who: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: wild ? 1 : 5 }),
    routes: fc.array(route, { maxLength: wild ? 3 : 0 }),
    trusted: fc.boolean(),
    fewer: fc.boolean(),
    administerByBrowser: fc.boolean(),
  });
  return fc.record({
    host: wild ? host : fc.constantFrom('monitoring.example.com', 'sso.internal.example.org'),
    cookieDomain: maybe(
      fc.constantFrom('example.com', 'sub.example.com', 'monitoring.example.com', 'com', 'example.org'),
    ),
    groups: fc.uniqueArray(wild ? groupName : fc.constantFrom('developers', 'operators', 'a.b-c_d'), {
      minLength: 1,
      maxLength: 3,
    }),
    machines: fc.boolean(),
    uniform: fc.boolean(),
    keycloak: fc.boolean(),
    everyone: fc.boolean(),
    person: fc.option(wild ? often(fc.constant('alice'), fc.string()) : fc.constant('alice'), { nil: undefined }),
    sessions: fc.constantFrom('redis', 'cookie', 'existing'),
    sessionLifetime: maybe(duration),
    sessionRefresh: maybe(duration),
    cache: wild
      ? fc.option(often(fc.constant(Duration.seconds(30)), duration), { nil: undefined })
      : fc.constantFrom(undefined, Duration.seconds(5)),
    trusted: wild
      ? often(fc.constant('10.244.0.0/16'), fc.oneof(fc.string(), fc.ipV4(), fc.constant('0.0.0.0/0')))
      : fc.constant('10.244.0.0/16'),
    settings: wild
      ? often(
          fc.constant({}),
          fc.dictionary(
            fc.oneof(fc.constantFrom(...Object.keys(OPTIONS)), fc.string()),
            fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.array(fc.string())),
            { maxKeys: 2 },
          ),
        )
      : fc.constant({}),
    applications: fc
      .tuple(fc.array(application, { minLength: 1, maxLength: 3 }), fc.shuffledSubarray(places, { minLength: 3 }))
      .map(([applications, order]) =>
        wild
          ? applications
          : applications.map((entry, index) => ({
              ...entry,
              path: order[index],
              id: ids[index],
              // Alertmanager on an edge that cannot tell methods apart takes reading, writing and delivering together,
              // or none of them; the others have no routes to write.
              purposes:
                entry.kind === 'alertmanager'
                  ? {
                      ...entry.purposes,
                      federate: false,
                      ...(entry.fewer ? { read: true } : { write: true, ingest: true }),
                    }
                  : entry.kind === 'prometheus'
                    ? { ...entry.purposes, read: true, write: false }
                    : {
                        read: true,
                        write: entry.kind === 'web' && entry.fewer,
                        administer: entry.kind === 'web',
                        ingest: false,
                        federate: false,
                        health: false,
                        metrics: false,
                      },
              administerByBrowser: true,
              routes:
                entry.kind === 'web'
                  ? [
                      { path: '/admin', purpose: Purpose.ADMINISTER, match: PathMatch.PREFIX, methods: undefined },
                      ...(entry.fewer
                        ? [
                            {
                              path: '/x',
                              purpose: Purpose.WRITE,
                              match: PathMatch.PREFIX,
                              methods: ['POST', 'DELETE'],
                            },
                            { path: '/x/y', purpose: Purpose.INGEST, match: PathMatch.PREFIX, methods: ['POST'] },
                          ]
                        : []),
                    ]
                  : [],
            })),
      ),
  });
}
