import { expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { parse } from 'smol-toml';
import {
  Application,
  Edge,
  Grafana,
  IdentityKind,
  IIdentity,
  OidcIssuer,
  PathMatch,
  ProtectOptions,
  Purpose,
  ServiceAccountIssuer,
  Sessions,
  WebApplication,
} from '../lib';
import { inCase } from './support/in-case';
import { ControllerValues, NginxVariables, refusedAtOnce } from './support/nginx-maps';
import { Alertmanager, annotation, KubeObject, Manifests, Program, Prometheus } from './support/program';
import { schemaProblems } from './support/terraform-schema';
import { lockOf, namesIn, routeFor } from './support/traefik-rules';
import { decideAmong } from '../lib/access/decide';
import { covers } from '../lib/access/locations';
import { normalizePath } from '../lib/access/normalize-path';
import { NOBODY } from '../lib/edge/nobody';
import { OPTIONS } from '../lib/oauth2-proxy/option-table';
import { memberOf } from '../lib/oauth2-proxy/settable-options';
import { placesOf } from '../lib/report/access-table';

// Mostly sensible values, so that many programs get through, and some that are not.
const often = <T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>) =>
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
const places = ['/prometheus', '/alertmanager', '/grafana', '/a/b', '/x_y.z-0', '/'];
const ids = ['one', 'two', 'three'];
const machineHosts: Record<string, string> = {
  'cluster-a': 'machines-a.example.net',
  'cluster-b': 'machines-b.example.net',
};

/** Programs of one shape; `wild` decides how often their values contradict each other. */
function programs(wild: boolean) {
  const maybe = <T>(value: fc.Arbitrary<T>) => (wild ? fc.option(value, { nil: undefined }) : fc.constant(undefined));
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
    traefik: fc.boolean(),
    methodMaps: fc.boolean(),
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
            fc.oneof(fc.constantFrom(...Object.keys(OPTIONS).map(memberOf)), fc.string()),
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
const program = fc.oneof(programs(false), programs(true));
type Given = typeof program extends fc.Arbitrary<infer T> ? T : never;

function build(given: Given) {
  const built = new Program();
  const issuer = new OidcIssuer({ issuerUrl: 'https://login.example.com', everyoneGroup: 'all' });
  const identities: IIdentity[] = given.groups.map((name) =>
    given.keycloak ? built.realm.addGroup(name) : issuer.group(name),
  );
  if (given.everyone) identities.push(given.keycloak ? built.realm.everyoneSignedIn() : issuer.everyoneSignedIn());
  if (given.person !== undefined && given.keycloak) identities.push(built.realm.person(given.person));
  const sso = built.sso({
    host: given.host,
    cookieDomain: given.cookieDomain,
    identityProvider: given.keycloak ? built.realm : issuer,
    sessions: {
      redis: () => Sessions.redis(),
      cookie: () => Sessions.cookie(),
      existing: () => Sessions.existingRedis({ host: 'redis.example.com' }),
    }[given.sessions]!(),
    sessionLifetime: given.sessionLifetime,
    sessionRefresh: given.sessionRefresh,
    proxySettings: given.settings,
    edge: given.traefik
      ? Edge.traefik({ trustedProxies: [given.trusted] })
      : Edge.ingressNginx({ trustedProxies: [given.trusted], cache: given.cache, methodMaps: given.methodMaps }),
  });
  if (given.machines) {
    // Two clusters with namesakes.
    for (const [id, machineHost] of Object.entries(machineHosts)) {
      const cluster = new ServiceAccountIssuer({ issuerUrl: `https://${id}.example.org` });
      sso.addMachines(id, { issuer: cluster, host: machineHost });
      identities.splice(identities.length > 1 ? 1 : 0, 0, cluster.serviceAccount('monitoring', 'karma'));
    }
  }
  for (const entry of given.applications) {
    const { namespace } = entry;
    const applications: Record<string, () => Application> = {
      prometheus: () => Prometheus.ofService('p', { namespace }),
      alertmanager: () => Alertmanager.ofService('a', { namespace }),
      grafana: () => Grafana.ofService('g', { namespace }),
      web: () =>
        WebApplication.ofService('w', {
          namespace,
          port: 80,
          podLabels: { app: 'w' },
          routes: entry.routes,
          trusted: entry.trusted,
        }),
    };
    const who = entry.who.map((index) => identities[index]).filter(Boolean);
    // Fewer may change something than may look.
    const grants = Object.fromEntries(
      Object.entries(entry.purposes)
        .filter(([, granted]) => granted)
        .map(([purpose]) => [
          purpose,
          entry.fewer && [Purpose.WRITE, Purpose.INGEST].includes(purpose as Purpose) ? who.slice(0, 1) : who,
        ]),
    );
    sso.protect(applications[entry.kind](), {
      ...grants,
      host: entry.host,
      path: entry.path,
      id: entry.id,
      administerByBrowser: entry.administerByBrowser,
    } as ProtectOptions);
  }
  const values = sso['valuesOf'](sso['own']).controllerValues;
  return {
    built,
    sso,
    identities,
    manifests: built.manifests(),
    values: values['ingress-nginx.yaml'] as ControllerValues,
    tf: built.tf(),
  };
}

interface Rendered {
  readonly closed: boolean;
  readonly groups: string[];
  readonly signOn: boolean;
  /** Whether the map of the controller has decided. */
  readonly byMap?: boolean;
}

/** What the edge would do with the routes: who passes, or undefined where nothing is routed. */
function rendered(
  manifests: Manifests,
  values: ControllerValues,
  hostName: string,
  requestPath: string,
  method: string,
): Rendered | undefined {
  return manifests.ofKind('IngressRoute').length > 0
    ? byIngressRoutes(manifests, { host: hostName, path: requestPath, method })
    : byIngresses(manifests, values, hostName, requestPath, method);
}

function byIngressRoutes(manifests: Manifests, asking: Parameters<typeof routeFor>[1]): Rendered | undefined {
  const found = routeFor(manifests, asking);
  if (!found) return undefined;
  const { closed, groups, asked } = lockOf(manifests, found);
  return { closed, groups: groups.map(decodeURIComponent), signOn: !asked };
}

function byIngresses(
  manifests: Manifests,
  values: ControllerValues,
  hostName: string,
  requestPath: string,
  method: string,
): Rendered | undefined {
  const hits = manifests
    .ofKind('Ingress')
    .flatMap((ingress) =>
      ingress.spec.rules.flatMap((rule: KubeObject) =>
        rule.http.paths
          .filter(
            (entry: KubeObject) =>
              rule.host === hostName &&
              covers(
                { path: entry.path, match: entry.pathType === 'Exact' ? PathMatch.EXACT : PathMatch.PREFIX },
                requestPath,
              ),
          )
          .map((entry: KubeObject) => ({ ingress, entry })),
      ),
    );
  hits.sort(
    (a, b) =>
      Number(b.entry.pathType === 'Exact') - Number(a.entry.pathType === 'Exact') ||
      b.entry.path.length - a.entry.path.length,
  );
  const [hit] = hits;
  if (!hit) return undefined;
  const authUrl = annotation(hit.ingress, 'auth-url');
  const nginx = new NginxVariables(values, {
    request_method: method,
    server_name: hostName,
    location_path: hit.entry.path,
  });
  const groups = authUrl === undefined ? [] : namesIn(nginx.text(authUrl));
  const closed = annotation(hit.ingress, 'whitelist-source-range') === '0.0.0.0/32' || refusedAtOnce(values, nginx);
  return { closed, groups, signOn: authUrl === undefined, byMap: authUrl?.includes('$') };
}

const everywhere = ['/', '/a', '/a/b/c', '/x_y.z-0', '/oauth2/callback', '/-/healthy', '/api/v1/admin/tsdb'];
const within = ['', '/x', '/x/y/z', '/-/quit', '/-%2Fquit', '/api/v1/write', '/api/v2/silences'];
const probesOf = ({ applications }: Given) =>
  new Set([
    ...everywhere,
    ...applications.flatMap(({ path: place }) =>
      /^(\/[\w.-]+)+$/.test(place ?? '') ? within.map((rest) => `${place}${rest}`) : [],
    ),
  ]);
const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE', 'post', 'Delete', 'PROPFIND'];
const tally = { accepted: 0, refused: 0, traefik: 0, ingressNginx: 0, byMap: 0, machines: 0 };

/** A program with what became of it. */
type Made = ReturnType<typeof build>;

/** The program, or undefined when it is refused by an error that says what to do. */
function builtOrRefused(given: Given): Made | undefined {
  try {
    return build(given);
  } catch (error: any) {
    // cdk8s and cdktf gather what their own validation finds into errors of theirs.
    if (error.name !== 'ConfigurationError' && !/validation failed/i.test(error.message)) throw error;
    expect(error.message).toMatch(/\[.+\] .+; allowed: .+; fix: .+/s);
    return undefined;
  }
}

function expectWellFormed({ manifests, tf, built }: Made): void {
  expect(schemaProblems(tf)).toEqual([]);
  expect(JSON.stringify(manifests.objects)).not.toMatch(/TfToken|undefined|\[object/);
  for (const key of Object.keys(parse(built.toml()))) expect(OPTIONS).toHaveProperty(key);
  for (const { kind: objectKind, metadata } of manifests.objects) {
    expect(metadata.name).toMatch(/^[a-z0-9][-a-z0-9.]{0,61}[a-z0-9]$/);
    if (!/^Validating/.test(objectKind)) expect(metadata.namespace).toBeTruthy();
  }
}

/** Every Ingress asks for a decision about somebody, but for those that lead to the proxy alone. */
function expectIngressesAsk({ manifests }: Made): void {
  for (const ingress of manifests.ofKind('Ingress')) {
    const asked = annotation(ingress, 'auth-url');
    const backends = new Set(ingress.spec.rules[0].http.paths.map((entry: KubeObject) => entry.backend.service.name));
    // At the sign-out the proxy is asked for nothing but whether there is a query.
    if (asked === undefined || asked.endsWith('/robots$is_args.txt')) {
      expect([...backends]).toEqual([expect.stringContaining('proxy')]);
    } else {
      expect(namesIn(asked).join()).toMatch(/^[^,]+(,[^,]+)*$/);
    }
  }
}

/** A request, and which machines come in by its host. */
interface Probe {
  readonly hostName: string;
  readonly path: string;
  readonly method: string;
  readonly entrance: string | undefined;
}

function probesFor(given: Given): Probe[] {
  const hosts = new Set([
    given.host,
    ...given.applications.flatMap((entry) => entry.host ?? []),
    ...Object.values(machineHosts),
  ]);
  const entranceOf = (hostName: string) =>
    given.machines ? Object.keys(machineHosts).find((id) => machineHosts[id] === hostName) : undefined;
  const paths = [...probesOf(given)];
  return [...hosts].flatMap((hostName) =>
    paths.flatMap((each) =>
      methods.map((method) => ({ hostName, path: each, method, entrance: entranceOf(hostName) })),
    ),
  );
}

/** The cluster whose service account an identity is. */
const clusterOf = (identity: IIdentity | undefined): string | undefined =>
  identity?.identityKind === IdentityKind.SERVICE_ACCOUNT
    ? Object.keys(machineHosts).find((id) => identity.issuerUrl === `https://${id}.example.org`)
    : undefined;

/** The outcomes that the rendered routes permit the model to say. */
function expectedOf(
  found: Rendered | undefined,
  { entrance }: Probe,
  identity: IIdentity | undefined,
  everyone: readonly IIdentity[],
): readonly string[] {
  if (found === undefined || found.signOn) return ['not-found', 'sign-in', 'refuse', 'allow'];
  if (found.closed) return ['refuse'];
  const isElsewhere = identity === undefined || clusterOf(identity) !== entrance;
  if (isElsewhere) return [entrance === undefined ? 'sign-in' : 'refuse'];
  const passes = [identity, ...everyone].some(({ claimValue }) => found.groups.includes(claimValue));
  return [passes ? 'allow' : 'refuse'];
}

/** The decisions of the model, of the rendered routes and of the written table agree, for every identity alone. */
function expectAgreement({ manifests, values, sso, identities }: Made, probes: readonly Probe[]): void {
  const table = placesOf(JSON.parse(JSON.stringify(sso['accessTable']())));
  const everyone = identities.filter(({ identityKind }) => identityKind === IdentityKind.EVERYONE);
  for (const probe of probes) {
    const { hostName, path: asked, method } = probe;
    const found = rendered(manifests, values, hostName, normalizePath(asked)!, method);
    if (found?.byMap) tally.byMap += 1;
    for (const identity of [undefined, ...identities]) {
      const { outcome } = sso.explain({ url: `https://${hostName}${asked}`, method, as: identity && [identity] });
      inCase(
        () => `${method} ${hostName}${asked} as ${identity?.displayName}: ${JSON.stringify(found)}`,
        () => expect(expectedOf(found, probe, identity, everyone)).toContain(outcome),
      );
      if (found === undefined) expect(outcome).toBe('not-found');
      const cluster = clusterOf(identity);
      const claimants = identity ? [identity, ...(cluster ? [] : everyone)] : [];
      const byTable = decideAmong(
        table,
        { host: hostName, method, path: asked },
        {
          signedIn: identity !== undefined,
          entrance: cluster,
          claims: claimants.map(({ claimValue }) => claimValue),
        },
      );
      expect(byTable.outcome).toBe(outcome);
      if (found?.closed) expect(new Set(found.groups)).toEqual(new Set([NOBODY]));
    }
  }
}

test('whatever the program, it is refused by a clear error, or nothing is open that was not granted', async () => {
  await fc.assert(
    fc.asyncProperty(program, async (given) => {
      const result = builtOrRefused(given);
      if (result === undefined) {
        tally.refused += 1;
        return;
      }
      tally.accepted += 1;
      expectWellFormed(result);
      expectIngressesAsk(result);
      tally[given.traefik ? 'traefik' : 'ingressNginx'] += 1;
      if (result.sso['models'].some(({ entrance }) => entrance !== undefined)) tally.machines += 1;
      expectAgreement(result, probesFor(given));
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 200), seed: Number(process.env.FUZZ_SEED ?? 1) },
  );
  // A fuzz whose programs are all refused, or all accepted, would prove nothing.
  expect(tally.accepted).toBeGreaterThan(20);
  expect(tally.refused).toBeGreaterThan(20);
  expect(Math.min(tally.traefik, tally.ingressNginx, tally.byMap, tally.machines)).toBeGreaterThan(10);
}, 3_600_000);
