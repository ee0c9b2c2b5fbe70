import path from 'node:path';
import { Chart, Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { synthesizeBoth } from './both-halves';
import { edgeFor, type Routing } from './routing';
import {
  IIdentity,
  KeycloakRealm,
  MonitoringSso,
  PathMatch,
  Purpose,
  Secrets,
  Sessions,
  Tls,
  WebApplication,
} from '../../../lib';
import { keycloakUrl } from '../identity/keycloak';

/** Fixed, so that a failure can be reproduced. LIVE_SEED sets another seed. */
export const seed = Number(process.env.LIVE_SEED ?? 20261122);

/** The programs of a run. Each has a sign-on, a host and random applications. */
const count = 3;
export const randomIds = Array.from({ length: count }, (_, index) => `random-${index + 1}`);
export const randomHost = (id: string) => `${id}.example.com`;
export const randomRealm = 'random';
export const clientSecretVariables = randomIds.map((id) => `${id.replaceAll('-', '_')}_client_secret`);

/**
 * People of the realm and their groups. The values in their groups claim are known after the programs are generated.
 */
export const randomPeople = { ann: ['red', 'red/deep'], bob: ['blue'], pia: [], zoe: [] } as const;

const segment = fc.constantFrom('a', 'b', '-', 'api', 'v1.0', 'x_y');
const routePath = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => `/${segments.join('/')}`);
const application = fc.record({
  routes: fc.array(
    fc.record({
      path: routePath,
      purpose: fc.constantFrom(...Object.values(Purpose)),
      match: fc.constant(PathMatch.PREFIX),
      // For edges that can decide by method. For the others, the route applies to all methods.
      methods: fc.option(fc.subarray(['GET', 'POST', 'DELETE'], { minLength: 1 }), { nil: undefined }),
    }),
    { maxLength: 6 },
  ),
  // The identities for each purpose. Most purposes are granted.
  grants: fc.record(
    Object.fromEntries(
      Object.values(Purpose).map((purpose) => [purpose, fc.subarray([0, 1, 2, 3, 4], { maxLength: 2 })]),
    ),
  ),
});
type Application = typeof application extends fc.Arbitrary<infer T> ? T : never;
const program = fc.record({
  places: fc.shuffledSubarray(['/one', '/two/x', '/three.x', '/-'], { minLength: 2, maxLength: 3 }),
  applications: fc.tuple(application, application, application),
  cached: fc.boolean(),
  redis: fc.boolean(),
});

/** Data about the programs that the checks need in addition to the reports. */
export interface RandomSignOns {
  /** The claim value of each person with a personal grant. */
  readonly claimsOf: Readonly<Record<keyof typeof randomPeople, readonly string[]>>;
}

/** Synthesizes the programs into one folder, with a report for each. */
export function synthesizeRandomSignOns(output: string, routing: Routing): RandomSignOns {
  return synthesizeBoth(output, (kubernetes, stack) => {
    const realm = new KeycloakRealm(stack, 'realm', {
      url: keycloakUrl,
      realm: randomRealm,
      secondFactor: false,
      preventDestruction: false,
    });
    const red = realm.addGroup('red');
    const groups = { red, 'red/deep': red.addGroup('deep'), 'blue': realm.addGroup('blue') };
    for (const [name, memberships] of Object.entries(randomPeople)) {
      realm.addUser(name, {
        email: `${name}@example.com`,
        firstName: name,
        lastName: 'Example',
        groups: memberships.map((group) => groups[group]),
      });
    }
    const pia = realm.person('pia');
    const identities: IIdentity[] = [groups.red, groups['red/deep'], groups.blue, pia, realm.everyoneSignedIn()];
    const chart = new Chart(kubernetes, 'random', { namespace: 'random' });

    const drawn = fc.sample(program, { seed, numRuns: count });
    for (const [index, id] of randomIds.entries()) {
      const { places, applications, cached, redis } = drawn[index]!;
      const sso = new MonitoringSso(chart, id, {
        host: randomHost(id),
        clientId: id,
        identityProvider: realm,
        sessions: redis ? Sessions.redis() : Sessions.cookie(),
        proxy: { replicas: 1 },
        edge: edgeFor(routing, { cache: cached ? Duration.seconds(2) : undefined }),
        tls: Tls.certManager({ issuer: 'test' }),
        secrets: Secrets.existing('monitoring-sso'),
      });
      // One echo server replaces all applications.
      for (const [at, place] of places.entries()) {
        protect(
          sso,
          `${id}-${at}`,
          place,
          routing === 'traefik-resources' ? applications[at]! : withoutMethods(applications[at]!),
          identities,
        );
      }
      sso.writeReport(path.join(output, 'report', id));
    }
    const claims = (name: keyof typeof randomPeople) => randomPeople[name].map((group) => groups[group].claimValue);
    return { claimsOf: { ann: claims('ann'), bob: claims('bob'), pia: [pia.claimValue], zoe: [] } };
  });
}

const withoutMethods = (drawn: Application): Application => ({
  ...drawn,
  routes: drawn.routes.map((route) => ({ ...route, methods: undefined })),
});

function protect(
  sso: MonitoringSso,
  id: string,
  place: string,
  { routes, grants }: Application,
  identities: readonly IIdentity[],
): void {
  const distinct = routes.filter((route, index) => routes.findIndex((other) => other.path === route.path) === index);
  // Purposes without a route cannot be granted, except `read`.
  const possible = new Set([Purpose.READ, ...distinct.map(({ purpose }) => purpose)]);
  const granted = Object.entries(grants).filter(([purpose, who]) => possible.has(purpose as Purpose) && who.length > 0);
  const options = Object.fromEntries(
    granted.map(([purpose, who]) => [purpose, who.map((index) => identities[index]!)]),
  );
  sso.protect(WebApplication.ofService('random', { port: 3000, podLabels: { live: 'random' }, routes: distinct }), {
    ...(Object.keys(options).length > 0 ? options : { read: [identities[0]!] }),
    id,
    path: place,
    administerByBrowser: true,
  });
}
