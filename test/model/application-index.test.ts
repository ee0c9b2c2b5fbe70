import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { IdentityKind, Purpose } from '../../lib';
import { ApplicationIndex, ModelApplication, ModelIdentity, SsoModel } from '../../lib/model';
import { problemsOf } from '../../lib/rules';

const group: ModelIdentity = {
  number: 0,
  identityKind: IdentityKind.GROUP,
  displayName: '/group',
  claimValue: '/group',
  claimName: 'groups',
  issuerUrl: 'https://keycloak.example.com/realms/platform',
};
const abilities = {
  distinguishesMethods: true,
  exactBeforePrefix: true,
  decodesPaths: true,
  refusedClaimValues: [],
};
const issuer = (id: string) => ({
  number: id.charCodeAt(0),
  identityKind: IdentityKind.SERVICE_ACCOUNT,
  issuerUrl: `https://${id}.example.com`,
  audience: id,
});

/** A sign-on with two machine entrances, and optionally a cookie for all names below example.com. */
const model = (applications: readonly ModelApplication[], domain: string | undefined): SsoModel => ({
  path: 'chart/sso',
  host: 'a.example.com',
  cookie: { name: 'sso', domain, expireSeconds: 3600, refreshSeconds: 60 },
  relyingParty: {
    issuerUrl: group.issuerUrl,
    clientId: 'sso',
    groupsClaim: 'groups',
  },
  edge: {
    ...abilities,
    name: 'edge',
    cacheSeconds: 0,
    programsAreTold: true,
    errorPages: { anyStatus: [], notFound: [] },
    others: [],
  },
  sessions: { refreshes: true, inStore: true },
  applications,
  entrances: [
    { id: 'm', host: 'm.example.com', issuer: issuer('m') },
    { id: 'n', host: 'n.example.com', issuer: issuer('n'), cluster: 'remote' },
  ],
  automatic: [],
  decisionHosts: ['d.example.com'],
  returnHosts: [],
  guarded: true,
  acceptedExceptions: [],
});

const path = fc.constantFrom('/', '/a', '/a/b', '/a/b/c', '/ab', '/b', '/oauth2');
const application: fc.Arbitrary<ModelApplication> = fc
  .record({
    id: fc.constantFrom('one', 'two', 'three', 'four', 'five'),
    host: fc.constantFrom('a', 'b', 'c', 'm', 'n', 'd').map((name) => `${name}.example.com`),
    path,
    routes: fc.array(fc.record({ path, purpose: fc.constantFrom(Purpose.READ, Purpose.ADMINISTER) }), { maxLength: 2 }),
    entrance: fc.constantFrom(undefined, undefined, undefined, 'm', 'n'),
    cluster: fc.constantFrom(undefined, undefined, undefined, 'remote'),
  })
  .map((some) => ({ ...some, kind: 'Some', construct: `chart/sso/${some.id}`, grants: { read: [group] } }));

describe('the index of applications', () => {
  test('finds all applications that can conflict with an added application', () => {
    const refused = { few: 0, all: 0 };
    fc.assert(
      fc.property(
        fc.array(application, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(undefined, 'example.com'),
        (added, domain) => {
          const index = new ApplicationIndex();
          const accepted: ModelApplication[] = [];
          for (const one of added) {
            const near = problemsOf(model([...index.near([one]), one], domain));
            const whole = problemsOf(model([...accepted, one], domain));
            expect(near.length > 0).toBe(whole.length > 0);
            refused.all += 1;
            refused.few += near.length > 0 ? 1 : 0;
            if (near.length > 0) continue;
            index.add([one]);
            accepted.push(one);
          }
        },
      ),
      { numRuns: 300 },
    );
    // Some programs are refused, and some are not.
    expect(refused.few).toBeGreaterThan(300);
    expect(refused.all - refused.few).toBeGreaterThan(150);
  });

  test('finds only few of many applications', () => {
    const many = (place: (index: number) => Partial<ModelApplication>) =>
      Array.from({ length: 500 }, (_, index) => ({
        id: `app-${index}`,
        kind: 'Some',
        construct: 'x',
        host: 'a.example.com',
        path: `/app-${index}`,
        routes: [],
        grants: { read: [group] },
        ...place(index),
      }));
    for (const applications of [
      many(() => ({})),
      many((index) => ({ host: `${index}.example.com`, path: '/' })),
      many((index) => ({ path: `/deep/er/${index}` })),
    ]) {
      const index = new ApplicationIndex();
      const last = applications[applications.length - 1];
      index.add(applications.slice(0, -1));
      expect(index.near([last]).length).toBeLessThan(4);
    }
  });
});
