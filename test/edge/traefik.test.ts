import { describe, expect, test } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import { Edge, Grafana, IIdentity, MonitoringSso, Secrets, Tls } from '../../lib';
import { IDENTITY_HEADERS } from '../../lib/edge/identity-headers';
import { METHOD_OVERRIDE_HEADERS } from '../../lib/edge/method-override-headers';
import { NOBODY } from '../../lib/edge/nobody';
import { Alertmanager, KubeObject, Program, Prometheus, prometheusProgram } from '../support/program';
import { ownValuesOf } from '../support/sign-on';
import { lockOf, routeFor } from '../support/traefik-rules';

const host = 'monitoring.example.com';
const edge = () => Edge.traefik({ trustedProxies: ['10.244.0.0/16'] });

describe('applications behind Traefik by its own resources', () => {
  const { program, developers, operators, sso } = prometheusProgram({ edge: edge() });
  sso.protect(Alertmanager.ofService('alertmanager'), {
    path: '/alertmanager',
    read: [developers],
    write: [operators],
  });
  sso.protect(Grafana.ofService('grafana', { namespace: 'grafana' }), { path: '/grafana', read: [developers] });
  const manifests = program.manifests();
  const route = (path: string, method = 'GET') => routeFor(manifests, { host, path, method })!;
  const lock = (path: string, method?: string) => lockOf(manifests, route(path, method));
  const middlewares = (path: string) =>
    (route(path).middlewares as { name: string }[]).map(({ name }) => manifests.one('Middleware', name));
  const question = (path: string) => middlewares(path).find(({ spec }) => spec.forwardAuth)!.spec.forwardAuth;

  test('tell reading from silencing by method, on one path', () => {
    expect(lock('/alertmanager/api/v2/silences').groups).toEqual(['/developers', '/operators']);
    expect(lock('/alertmanager/api/v2/silences', 'POST').groups).toEqual(['/operators']);
    expect(lock('/alertmanager/api/v2/silence/x', 'DELETE').groups).toEqual(['/operators']);
    expect(lock('/alertmanager/api/v2/alerts').closed).toBe(false);
    expect(lock('/alertmanager/api/v2/alerts', 'POST')).toMatchObject({ closed: true, groups: [NOBODY] });
  });
  test.each(['post', 'pOST', 'PUT', 'PATCH', 'FOO', 'get'])(
    'give a method of the name %j the strictest answer of the place',
    (method) => {
      expect(lock('/alertmanager/api/v2/alerts', method)).toMatchObject({ closed: true, groups: [NOBODY] });
      expect(lock('/alertmanager/api/v2/silences', method).groups).toEqual(['/operators']);
      expect(lock('/alertmanager/api/v2/silence/x', method).groups).toEqual(['/operators']);
      expect(lock('/alertmanager/', method)).toMatchObject({ closed: true, groups: [NOBODY] });
    },
  );
  test('get no header that stands for another method, where methods are told apart', () => {
    const removed = (path: string) =>
      middlewares(path).flatMap(({ spec }) => Object.entries(spec.headers?.customRequestHeaders ?? {}));
    expect(removed('/alertmanager')).toEqual([...METHOD_OVERRIDE_HEADERS].sort().map((header) => [header, '']));
    expect(removed('/prometheus')).toEqual([]);
  });
  test('are refused by two locks where nobody is granted anything', () =>
    expect(lock('/prometheus/api/v1/write')).toMatchObject({ closed: true, asked: true, groups: [NOBODY] }));
  test('end a prefix at a segment', () => expect(route('/prometheus-of-others')).toBeUndefined());
  test('ask the proxy at its root, where its answer is the way to the sign-in', () => {
    expect(new URL(question('/prometheus').address).pathname).toBe('/');
    expect(program.toml()).toContain('upstreams = [ "static://202" ]');
  });
  test('ask for groups by their plain names, which the proxy logs', () =>
    expect(question('/prometheus').address).toMatch(/\?allowed_groups=\/developers,\/operators$/));
  test('ask with cookies, and with no bearer token or return address of the client (finding 7)', () =>
    expect(question('/prometheus').authRequestHeaders).toEqual(['Cookie', 'Accept', 'User-Agent', 'X-Request-Id']));
  test('get every identity header from the proxy, and no cookie (finding 9)', () =>
    expect(question('/prometheus').authResponseHeaders).toEqual([...IDENTITY_HEADERS, 'Cookie']));
  test('keep their own cookies where they are trusted with them', () =>
    expect(question('/grafana').authResponseHeaders).not.toContain('Cookie'));
  test('see no path that the router has not looked into (finding 4)', () => {
    for (const path of ['/prometheus', '/prometheus/-/reload', '/alertmanager', '/grafana', '/oauth2/callback']) {
      expect(middlewares(path)[0]!.spec.encodedCharacters).toMatchObject({
        allowEncodedSlash: false,
        allowEncodedBackSlash: false,
        allowEncodedNullCharacter: false,
      });
    }
  });
  test('hand a refreshed session on to the browser', () =>
    expect(question('/prometheus').addAuthCookiesToResponse).toContain('__Host-sso_monitoring_sso'));
  test('are routed in their own namespaces, with middlewares of the same', () => {
    for (const { metadata, spec } of manifests.ofKind('IngressRoute')) {
      for (const { middlewares: named = [] } of spec.routes) {
        for (const { name } of named) {
          expect(manifests.one('Middleware', name).metadata.namespace).toBe(metadata.namespace);
        }
      }
    }
    expect(manifests.ofKind('IngressRoute').some(({ metadata }) => metadata.namespace === 'grafana')).toBe(true);
  });
  test('are served over TLS, and plain HTTP leads there', () => {
    const plain = manifests.ofKind('IngressRoute').filter(({ spec }) => !spec.tls);
    expect(plain.flatMap(({ spec }) => spec.routes.map(({ match }: any) => match))).toEqual([`Host(\`${host}\`)`]);
    for (const { spec } of manifests.ofKind('IngressRoute').filter(({ spec: { tls } }) => tls)) {
      expect(spec.entryPoints).toEqual(['websecure']);
    }
  });
  test.each([
    ['prometheus.a.example.com', 'prometheus-a.example.com', 'monitoring'],
    ['a.b.example.com', 'a--b.example.com', 'login-example-com'],
  ])('are led to TLS on %s and on %s alike, in the namespace %s', (one, other, namespace) => {
    const alike = new Program({}, namespace);
    const both = alike.sso({ edge: edge(), host: 'login.example.com', cookieDomain: 'example.com' });
    const read = [alike.realm.addGroup('developers')];
    for (const [index, name] of [one, other].entries()) {
      both.protect(Prometheus.ofService('p'), { id: `p${index}`, host: name, read });
    }
    const plain = alike
      .manifests()
      .ofKind('IngressRoute')
      .filter(({ spec }) => !spec.tls);
    expect(plain.map(({ spec }) => spec.routes[0].match).sort()).toEqual(
      ['login.example.com', one, other].map((name) => `Host(\`${name}\`)`).sort(),
    );
  });
  test("share the host with the proxy's own endpoints, and with no other of its endpoints", () => {
    expect(lock('/oauth2/callback').asked).toBe(false);
    for (const path of ['/oauth2/auth', '/oauth2/userinfo', '/oauth2', '/']) expect(route(path)).toBeUndefined();
  });
  test('take a return address from the query of a GET request alone, where the proxy itself is asked', () => {
    for (const path of ['/oauth2/start', '/oauth2/sign_in', '/oauth2/callback', '/oauth2/sign_out']) {
      for (const method of ['POST', 'PUT', 'PATCH', 'get']) {
        expect(routeFor(manifests, { host, path, method })).toBeUndefined();
      }
      expect(middlewares(path).flatMap(({ spec }) => Object.entries(spec.headers?.customRequestHeaders ?? {}))).toEqual(
        [
          ['X-Auth-Request-Redirect', ''],
          ['X-Forwarded-Uri', ''],
        ],
      );
    }
  });
  test('sign out without a return address that has a brace in it, in any spelling', () => {
    const { regex, replacement } = middlewares('/oauth2/sign_out').find(({ spec }) => spec.redirectRegex)!.spec
      .redirectRegex;
    const redirected = (url: string) => new RegExp(regex.replace('(?s)', ''), 's').test(url);
    for (const query of ['rd={id_token}', 'rd=/%7Bid_token%7D', '%72d=%7b', 'a;rd=/%7B', 'rd=/&rd=%7Bid_token%7D']) {
      expect(redirected(`https://${host}/oauth2/sign_out?${query}`)).toBe(true);
    }
    for (const query of ['', 'rd=/grafana', 'rd=https%3A%2F%2Fa.example.com%2F', 'rd=%257Bid_token%257D']) {
      expect(redirected(`https://${host}/oauth2/sign_out?${query}`)).toBe(false);
    }
    expect(replacement).toBe(`https://${host}/oauth2/sign_out`);
    expect(redirected(replacement)).toBe(false);
  });
  test('bound the head of a request', () => {
    for (const file of ['traefik.yaml', 'traefik.access-log.yaml']) {
      expect((ownValuesOf(sso).controllerValues[file] as any).additionalArguments).toEqual(
        expect.arrayContaining([
          '--entrypoints.websecure.http.maxheaderbytes=32768',
          '--entrypoints.web.http.maxheaderbytes=32768',
        ]),
      );
    }
  });
  test('give the same decisions as behind ingress-nginx, and more', () => {
    const outcome = (path: string, method: string) =>
      sso.explain({ url: `https://${host}${path}`, method, as: [developers] }).outcome;
    expect([outcome('/alertmanager/api/v2/silences', 'GET'), outcome('/alertmanager/api/v2/silences', 'POST')]).toEqual(
      ['allow', 'refuse'],
    );
  });
});

describe('options of TLS', () => {
  const { program, developers, sso } = prometheusProgram({ edge: edge(), cookieDomain: 'example.com' });
  sso.protect(Grafana.ofService('grafana', { namespace: 'grafana' }), {
    host: 'grafana.example.com',
    read: [developers],
  });
  sso.protect(Grafana.ofService('grafana', { namespace: 'grafana' }), {
    id: 'second',
    path: '/second',
    read: [developers],
  });
  const manifests = program.manifests();
  const optionsOf = (name: string) =>
    manifests
      .ofKind('IngressRoute')
      .filter(({ spec }) => spec.tls && spec.routes.some(({ match }: any) => match.includes(`Host(\`${name}\`)`)))
      .map(
        ({ metadata, spec: { tls } }) =>
          tls.options && manifests.one('TLSOption', tls.options.name).metadata.namespace === metadata.namespace,
      );

  test('are those of the host alone, so that a handshake for another name is of no use', () => {
    expect(optionsOf('grafana.example.com')).toEqual([true]);
    for (const { spec } of manifests.ofKind('TLSOption')) {
      expect(spec).toEqual({ minVersion: 'VersionTLS12', sniStrict: true });
    }
  });
  test('are left out where a host is served from several namespaces, which Traefik would not take', () =>
    expect(new Set(optionsOf(host))).toEqual(new Set([undefined])));
});

describe('one edge that several sign-ons share', () => {
  const named = (objects: readonly KubeObject[]) =>
    objects.filter(({ kind, spec }) => kind === 'IngressRoute' && spec.tls).map(({ spec }) => spec.tls.options);
  const protectIn = (sso: MonitoringSso, read: IIdentity, namespace: string) =>
    sso.protect(Grafana.ofService('grafana', { namespace }), { path: '/grafana', read: [read] });
  /** What a program of its own renders, with an edge of its own. */
  const alone = (namespace: string, props: object = {}) => {
    const program = new Program({}, namespace);
    protectIn(program.sso({ edge: edge(), ...props }), program.realm.addGroup('developers'), namespace);
    return program.manifests().objects;
  };

  test('keeps nothing of one program for another', () => {
    const shared = edge();
    const objects = ['one', 'two'].map((namespace) => {
      const program = new Program({}, namespace);
      protectIn(program.sso({ edge: shared }), program.realm.addGroup('developers'), namespace);
      return () => program.manifests().objects;
    });
    expect(objects.map((render) => render())).toEqual([alone('one'), alone('two')]);
  });
  test('keeps nothing of one chart for another that serves the same host', () => {
    const shared = edge();
    const program = new Program({}, 'one');
    const read = program.realm.addGroup('developers');
    protectIn(program.sso({ edge: shared }), read, 'one');
    const other = new Chart(program.app, 'other', { namespace: 'two' });
    const second = new MonitoringSso(other, 'sso', {
      host,
      identityProvider: program.realm,
      clientId: 'second',
      edge: shared,
      tls: Tls.certManager({ issuer: 'letsencrypt' }),
      secrets: Secrets.existing('monitoring-sso'),
    });
    protectIn(second, read, 'two');
    for (const objects of [program.manifests().objects, Testing.synth(other)]) {
      expect(named(objects).length).toBeGreaterThan(1);
      expect(named(objects)).not.toContain(undefined);
    }
  });
  test('serves two hosts of two sign-ons in one chart, each with its options', () => {
    const shared = edge();
    const program = new Program({}, 'one');
    const read = program.realm.addGroup('developers');
    protectIn(program.sso({ edge: shared }), read, 'one');
    protectIn(program.sso({ edge: shared, host: 'second.example.com', clientId: 'second' }, 'second'), read, 'two');
    const { objects } = program.manifests();
    const optionsOf = (name: string) =>
      named(objects.filter(({ spec }) => spec?.routes?.some(({ match }: any) => match.includes(name))));
    expect(optionsOf(host)).not.toContain(undefined);
    // The proxy of the second is in another namespace than its application.
    expect(new Set(optionsOf('second.example.com'))).toEqual(new Set([undefined]));
  });
});
