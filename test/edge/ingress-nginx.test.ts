import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { Edge, Grafana, Tls, WebApplication } from '../../lib';
import { annotations } from '../../lib/edge/ingress/annotations';
import { NOBODY } from '../../lib/edge/nobody';
import { Alertmanager, annotation, Manifests, Program, Prometheus, prometheusProgram } from '../support/program';

describe('an application behind ingress-nginx', () => {
  const { program, developers, operators, sso } = prometheusProgram({
    edge: Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'], cache: Duration.seconds(5) }),
  });
  sso.protect(Grafana.ofService('grafana'), { path: '/grafana', read: [developers, operators] });
  const manifests = program.manifests();
  const open = manifests.routing('/prometheus');
  const administration = manifests.routing('/prometheus/-');
  const closed = manifests.routing('/prometheus/api/v1/write');
  const asked = (ingress: any) => new URL(annotation(ingress, 'auth-url')!);

  test('asks the proxy by its complete name for the groups that may pass', () => {
    const proxy = manifests.one('Service', 'oauth2-proxy').metadata.name;
    expect(asked(open).host).toBe(`${proxy}.monitoring.svc.cluster.local:4180`);
    expect(asked(open).pathname).toBe('/oauth2/auth');
    expect(asked(open).searchParams.get('allowed_groups')).toBe('/developers,/operators');
  });
  test('asks for other groups where it is administered', () =>
    expect(asked(administration).searchParams.get('allowed_groups')).toBe('/operators'));
  test('sends people who are not signed in to sign in, and back to the whole address', () => {
    expect(annotation(open, 'auth-signin')).toBe(
      'https://monitoring.example.com/oauth2/start?rd=https://$host$escaped_request_uri',
    );
  });
  test('refuses everybody on a closed route by two locks, and asks nobody to sign in', () => {
    expect(annotation(closed, 'whitelist-source-range')).toBe('0.0.0.0/32');
    expect(asked(closed).searchParams.get('allowed_groups')).toBe(NOBODY);
    expect(annotation(closed, 'auth-signin')).toBeUndefined();
    expect(annotation(closed, 'auth-cache-key')).toBeUndefined();
  });
  test('replaces every identity header, and takes cookie and bearer token off (finding 9)', () => {
    const headers = annotation(open, 'auth-response-headers')!.split(',');
    for (const header of [
      'X-Auth-Request-User',
      'X-Auth-Request-Email',
      'X-Auth-Request-Groups',
      'X-Forwarded-User',
      'Authorization',
      'Cookie',
    ]) {
      expect(headers).toContain(header);
    }
    expect(headers).not.toContain('Set-Cookie');
  });
  test('leaves its cookies to an application that is trusted, but no bearer token', () => {
    const headers = annotation(manifests.routing('/grafana'), 'auth-response-headers')!.split(',');
    expect(headers).not.toContain('Cookie');
    expect(headers).toContain('Authorization');
  });
  test('reuses a decision only for the same cookies, whole, and the same token (findings 1 to 3)', () => {
    expect(annotation(open, 'auth-cache-key')).toBe('$http_cookie-_-$http_authorization');
    expect(annotation(open, 'auth-cache-duration')).toBe('200 202 5s');
    // Every variable of the address must stand in the key: there is none.
    expect(annotation(open, 'auth-url')).not.toContain('$');
  });
  test('sets the forwarded headers of the question itself, and drops bearer tokens (finding 7)', () => {
    const [namespace, name] = annotation(open, 'auth-proxy-set-headers')!.split('/');
    const { metadata, data } = manifests.one('ConfigMap', name);
    expect(metadata.namespace).toBe(namespace);
    expect(data).toEqual({
      'Authorization': '',
      'X-Forwarded-Host': '$http_host',
      'X-Forwarded-Method': '$request_method',
      'X-Forwarded-Proto': '$scheme',
      'X-Forwarded-Uri': '$request_uri',
      'X-Sso-Request-Id': '$request_id',
    });
    expect(open.metadata.annotations['checksum/forwarded-headers']).toMatch(/^[0-9a-f]{16}$/);
  });
  test('comes after the ConfigMap that it needs', () => {
    const order = manifests.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(order.findIndex((entry) => entry.includes('forwarded-headers'))).toBeLessThan(
      order.findIndex((entry) => entry.endsWith(open.metadata.name)),
    );
  });
  test('is served over TLS only', () => {
    for (const ingress of manifests.ofKind('Ingress')) {
      expect(annotation(ingress, 'force-ssl-redirect')).toBe('true');
      expect(ingress.spec.tls).toEqual([
        { hosts: ['monitoring.example.com'], secretName: expect.stringMatching(/^chart-sso-tls-[0-9a-f]{8}$/) },
      ]);
    }
  });
  test('has no annotation that the library does not know to be safe', () => {
    for (const ingress of manifests.ofKind('Ingress')) {
      const names = Object.keys(ingress.metadata.annotations).filter((name) => name.startsWith('nginx.'));
      expect(() =>
        annotations(
          'x',
          Object.fromEntries(names.map((name) => [name.split('/')[1], ingress.metadata.annotations[name]])),
        ),
      ).not.toThrow();
      for (const unsafe of [
        'auth-snippet',
        'configuration-snippet',
        'server-snippet',
        'auth-keepalive',
        'satisfy',
        'rewrite-target',
        'use-regex',
      ]) {
        expect(annotation(ingress, unsafe)).toBeUndefined();
      }
    }
  });
  test('is closed by default where its programs can be administered', () => {
    for (const path of ['/prometheus/api/v1/write', '/prometheus/api/v1/otlp', '/prometheus/-/healthy']) {
      expect(manifests.routing(path)).toBe(closed);
    }
  });
});

describe("the proxy's own endpoints", () => {
  const manifests = prometheusProgram().program.manifests();
  const [ingress, signOut] = ['/oauth2/callback', '/oauth2/sign_out'].map((path) => manifests.routing(path));
  const paths = [ingress, signOut].flatMap(({ spec }) => spec.rules[0].http.paths);
  test('are exact (finding 8)', () =>
    expect(new Set(paths.map((path: any) => path.pathType))).toEqual(new Set(['Exact'])));
  test('are those that browsers need, and no other (finding 19)', () => {
    expect(paths.map((path: any) => path.path)).toEqual(
      expect.arrayContaining(['/oauth2/start', '/oauth2/callback', '/oauth2/sign_in', '/oauth2/sign_out']),
    );
    expect(paths.map((path: any) => path.path)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/userinfo|auth$/)]),
    );
  });
  test('are asked for no sign-on of their own', () => {
    expect(annotation(ingress, 'auth-url')).toBeUndefined();
    expect(annotation(ingress, 'enable-global-auth')).toBe('false');
    expect(annotation(signOut, 'enable-global-auth')).toBe('false');
  });
  test('take no return address from a body, and the sign-out none from a header', () => {
    for (const each of [ingress, signOut]) {
      expect([annotation(each, 'proxy-body-size'), annotation(each, 'proxy-request-buffering')]).toEqual(['1', 'on']);
    }
    expect(annotation(signOut, 'auth-response-headers')).toBe('X-Auth-Request-Redirect,X-Forwarded-Uri,Content-Type');
  });
  test('have no page where Traefik asks when the sign-out has a query', () => {
    const asked = annotation(signOut, 'auth-url')!;
    expect(new URL(asked.replace('$is_args', '')).pathname).toBe('/robots.txt');
    expect(new URL(asked.replace('$is_args', '?')).pathname).toBe('/robots');
  });
});

/** What the admission policies demand of a kind of object. */
const demandsOn = (manifests: Manifests, resource: string): string[] =>
  manifests
    .ofKind('ValidatingAdmissionPolicy')
    .flatMap(({ spec }) => spec.validations.map(({ expression }: any) => expression as string))
    .filter((expression) => expression.split(' || ')[0]!.includes(`'${resource}'`));

/** What the demands on hosts share. */
const sharedBy = (manifests: Manifests, name: string): string =>
  manifests.one('ValidatingAdmissionPolicy', '-hosts-').spec.variables.find((variable: any) => variable.name === name)
    .expression;

describe('hosts', () => {
  test('of the sign-on, and wildcards that cover them, are kept to their namespaces (finding 8)', () => {
    const manifests = prometheusProgram().program.manifests();
    expect(sharedBy(manifests, 'hosts')).toBe("{'monitoring.example.com': ['monitoring']}");
    expect(sharedBy(manifests, 'wildcards')).toBe("{'*.example.com': ['monitoring'], '*.com': ['monitoring']}");
    const [host, tls, alias] = demandsOn(manifests, 'ingresses');
    expect(host).toContain('rule.host in variables.hosts && !(request.namespace in variables.hosts[rule.host])');
    expect(host).toContain(
      'rule.host in variables.wildcards && !(request.namespace in variables.wildcards[rule.host])',
    );
    expect(tls).toContain('tls.hosts.all(name, !((name in variables.hosts');
    expect(tls).not.toContain('variables.wildcards');
    expect(alias).toContain('server-alias');
  });
  test('below a cookie domain are kept to the namespaces of the program, and to those that it trusts', () => {
    const several = (more: object) => {
      const { program, sso, developers } = prometheusProgram({
        host: 'login.example.com',
        cookieDomain: 'example.com',
        ...more,
      });
      sso.protect(WebApplication.ofService('shop', { namespace: 'shop', port: 8080, podLabels: { app: 'shop' } }), {
        host: 'shop.example.com',
        read: [developers],
      });
      return program.manifests();
    };
    expect(sharedBy(several({}), 'trusted')).toBe("['monitoring', 'shop']");
    expect(sharedBy(several({ trustedNamespaces: ['portal'] }), 'trusted')).toBe("['monitoring', 'shop', 'portal']");
    const demands = demandsOn(several({}), 'ingresses');
    expect(demands[0]).toContain(
      "!(request.namespace in variables.trusted) && (rule.host == 'example.com' || rule.host.endsWith('.example.com'))",
    );
    // An Ingress without a host is the server of all names that have none of their own.
    expect(demands.filter((each) => each.includes("rule.host != ''"))).toHaveLength(1);
    // The hosts themselves stay closed to namespaces that are trusted.
    expect(sharedBy(several({ trustedNamespaces: ['portal'] }), 'hosts')).toBe(
      "{'login.example.com': ['monitoring'], 'shop.example.com': ['shop']}",
    );
  });
  test('make a policy that grows by a line for each, whatever their number', () => {
    const size = (count: number) => {
      const { program, sso, developers } = prometheusProgram({
        host: 'login.example.com',
        cookieDomain: 'example.com',
        edge: Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }),
      });
      for (let index = 0; index < count; index += 1) {
        sso.protect(Prometheus.ofService('p', { namespace: `team-${index % 7}` }), {
          id: `p${index}`,
          host: `prometheus-${index}.example.com`,
          read: [developers],
        });
      }
      return JSON.stringify(program.manifests().one('ValidatingAdmissionPolicy', '-hosts-')).length;
    };
    // kubectl apply keeps a copy in an annotation of 262,144 bytes at most.
    expect(size(40) - size(20)).toBeLessThan(20 * 200);
  });
  test('can be left unguarded where policies are not yours to make', () => {
    expect(
      prometheusProgram({ guardHosts: false, guardBackends: false })
        .program.manifests()
        .ofKind('ValidatingAdmissionPolicy'),
    ).toEqual([]);
  });
});

describe('an application in another namespace', () => {
  const { program, developers, sso } = prometheusProgram();
  sso.protect(WebApplication.ofService('shop', { namespace: 'shop', port: 8080, podLabels: { app: 'shop' } }), {
    path: '/shop',
    read: [developers],
  });
  const manifests = program.manifests();
  const ingress = manifests.routing('/shop');
  test('has its Ingress, headers, certificate and policy there', () => {
    expect(ingress.metadata.namespace).toBe('shop');
    expect(annotation(ingress, 'auth-proxy-set-headers')).toMatch(/^shop\//);
    expect(manifests.ofKind('Certificate').map(({ metadata, spec }) => [metadata.namespace, spec.secretName])).toEqual([
      ['monitoring', ingress.spec.tls[0].secretName],
      ['shop', ingress.spec.tls[0].secretName],
    ]);
    expect(manifests.one('NetworkPolicy', 'webapplication').metadata.namespace).toBe('shop');
    expect(sharedBy(manifests, 'hosts')).toBe("{'monitoring.example.com': ['monitoring', 'shop']}");
  });
});

describe('isolation', () => {
  const { program, operators, sso } = prometheusProgram();
  sso.protect(Alertmanager.ofService('alertmanager-operated'), {
    path: '/alertmanager',
    write: [operators],
    ingest: [operators],
    allowFrom: [{ cidr: '192.0.2.0/24' }, { namespace: 'karma', podLabels: { app: 'karma' } }],
  });
  sso.protect(Prometheus.ofService('other', { podLabels: { app: 'other' } }), {
    id: 'other',
    path: '/other',
    read: [operators],
    isolate: false,
  });
  const manifests = program.manifests();
  test('lets in the edge, replicas, Prometheus, and whom you name (finding 16)', () => {
    const [edge, own, others] = manifests.one('NetworkPolicy', 'alertmanager').spec.ingress;
    expect(edge.ports).toEqual([{ port: 9093, protocol: 'TCP' }]);
    for (const peer of [
      '"app.kubernetes.io/name":"alertmanager"',
      '"app.kubernetes.io/name":"prometheus"',
      '"app":"other"',
    ]) {
      expect(JSON.stringify(own.from)).toContain(peer);
    }
    for (const peer of ['192.0.2.0/24', '"app":"karma"']) expect(JSON.stringify(others.from)).toContain(peer);
  });
  test('keeps other applications away from Prometheus', () => {
    const { program: two, developers, sso: both } = prometheusProgram();
    both.protect(WebApplication.ofService('shop', { port: 80, podLabels: { app: 'shop' } }), {
      path: '/shop',
      read: [developers],
    });
    expect(JSON.stringify(two.manifests().one('NetworkPolicy', 'prometheus').spec.ingress)).not.toContain('shop');
  });
  test('can be left to policies of your own', () =>
    expect(manifests.ofKind('NetworkPolicy').some(({ metadata }) => metadata.name.includes('other'))).toBe(false));
  test('admits nodes where the edge is on their network', () => {
    const { program: hostNetwork } = prometheusProgram({
      edge: Edge.ingressNginx({ trustedProxies: ['192.0.2.0/24'], hostNetwork: true }),
    });
    expect(hostNetwork.manifests().one('NetworkPolicy', 'proxy').spec.ingress[0].from).toEqual([
      { ipBlock: { cidr: '192.0.2.0/24' } },
    ]);
  });
  test.each([[{}], [{ cidr: '10.0.0.0/8', namespace: 'x' }], [{ cidr: '10.0.0.0' }], [{ namespace: 'A' }]])(
    'fails when a peer is %j',
    (peer) => {
      const { sso: other, operators: who } = prometheusProgram();
      expect(() =>
        other.protect(Alertmanager.ofService('a'), { path: '/a', write: [who], ingest: [who], allowFrom: [peer] }),
      ).toThrow(/allowFrom/);
    },
  );
});

describe('certificates', () => {
  test('have one owner each', () => {
    const manifests = prometheusProgram().program.manifests();
    expect(manifests.one('Certificate').spec).toMatchObject({
      dnsNames: ['monitoring.example.com'],
      issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt' },
    });
    expect(JSON.stringify(manifests.ofKind('Ingress'))).not.toContain('cert-manager.io');
  });
  test('can exist already', () => {
    const manifests = prometheusProgram({ tls: Tls.existingSecret('wildcard') }).program.manifests();
    expect(manifests.ofKind('Certificate')).toEqual([]);
    expect(manifests.routing('/prometheus').spec.tls[0].secretName).toBe('wildcard');
  });
});

describe('fails when', () => {
  test.each([
    ['nobody is trusted', { trustedProxies: [] }, /trustedProxies is empty/],
    ['everybody is trusted', { trustedProxies: ['0.0.0.0/0'] }, /trusts everybody/],
    ['everybody is trusted by IPv6', { trustedProxies: ['::/0'] }, /trusts everybody/],
    ['half of the internet is trusted', { trustedProxies: ['128.0.0.0/1'] }, /trusts everybody/],
    ['a range is none', { trustedProxies: ['10.244.0.0'] }, /not an address range/],
    ['a range has bits beyond its prefix', { trustedProxies: ['10.244.1.2/16'] }, /fix: write 10.244.0.0\/16/],
    [
      'the controller has no labels',
      { trustedProxies: ['10.244.0.0/16'], controllerPodLabels: {} },
      /controllerPodLabels are empty/,
    ],
    [
      'a decision is reused for an hour',
      { trustedProxies: ['10.0.0.0/8'], cache: Duration.hours(1) },
      /cache is out of bounds/,
    ],
    [
      'the class is no name',
      { trustedProxies: ['10.0.0.0/8'], ingressClassName: 'a b' },
      /ingressClassName is malformed/,
    ],
  ])('%s', (_title, options, message) => expect(() => Edge.ingressNginx(options)).toThrow(message));

  test.each([
    ['auth-url', ''],
    ['auth-url', 'http://x/?a=b%20'],
    ['auth-always-set-cookie', 'yes'],
    ['auth-cache-duration', '200 202 5s;'],
    ['auth-cache-duration', '200 202 401 5m'],
    ['auth-cache-key', '$cookie_session'],
    ['auth-urll', 'http://x'],
    ['satisfy', 'any'],
  ])('an annotation %s would be %j', (name, value) =>
    expect(() => annotations('path', { [name]: value })).toThrow(/may then ask nobody to sign in/),
  );
});

describe('Traefik behind the same Ingresses', () => {
  const traefik = (options: object = {}) => Edge.traefikIngress({ trustedProxies: ['10.244.0.0/16'], ...options });
  test('fails when a route is closed to somebody, and encoded slashes are not said to be refused (finding 4)', () => {
    expect(() => prometheusProgram({ edge: traefik() })).toThrow(
      /compares paths as they were sent.*encodedSlashesRefused/,
    );
  });
  test('takes the same program once they are', () => {
    const manifests = prometheusProgram({ edge: traefik({ encodedSlashesRefused: true }) }).program.manifests();
    expect(JSON.stringify(manifests.one('NetworkPolicy', 'proxy').spec.ingress)).toContain(
      '"kubernetes.io/metadata.name":"traefik"',
    );
  });
  test('keeps Ingresses without a host away, which it would serve on any', () => {
    const demands = demandsOn(
      prometheusProgram({ edge: traefik({ encodedSlashesRefused: true }) }).program.manifests(),
      'ingresses',
    );
    expect(demands.some((each) => each.includes("has(rule.host) && rule.host != ''"))).toBe(true);
    expect(demands.some((each) => each.includes('has(object.spec.rules) && size(object.spec.rules) > 0'))).toBe(true);
  });
  test('fails when it is told to cache', () =>
    expect(() => traefik({ cache: Duration.seconds(5) })).toThrow(/Traefik ignores cache/));
  test('fails when it is told to lock every Ingress', () =>
    expect(() => traefik({ globalLock: true })).toThrow(/Traefik ignores cache and globalLock/));
  test('is no option of ingress-nginx any more', () =>
    expect(() => Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'], controller: 'traefik' } as any)).toThrow(
      /fix: write Edge.traefikIngress/,
    ));
});

test('two sign-ons share an edge without sharing anything else', () => {
  const program = new Program();
  const edge = Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] });
  const operators = program.realm.addGroup('operators');
  program.sso({ edge }, 'one').protect(Prometheus.ofService('p'), { read: [operators] });
  program
    .sso({ edge, host: 'second.example.com', clientId: 'second' }, 'two')
    .protect(Prometheus.ofService('q'), { read: [operators] });
  const manifests = program.manifests();
  const headers = manifests
    .ofKind('Ingress')
    .map((ingress) => annotation(ingress, 'auth-proxy-set-headers'))
    .filter(Boolean);
  expect(new Set(headers).size).toBe(2);
  expect(Object.keys(program.tf().resource.keycloak_openid_client)).toHaveLength(2);
});
