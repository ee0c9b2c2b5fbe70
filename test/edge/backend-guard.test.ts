import { describe, expect, test } from '@jest/globals';
import { Edge, Prometheus } from '../../lib';
import { leadsInto } from '../../lib/edge/guards/protected-names';
import { inCase } from '../support/in-case';
import { Manifests, Program, prometheusProgram } from '../support/program';

const guard = { clusterDomain: 'cluster.local', controllerNamespace: 'ingress-nginx' };
const inside = (name: string, options = guard) =>
  new RegExp(`^(${leadsInto(['monitoring', 'sso'], options)})$`).test(name.toLowerCase());
const policies = (manifests: Manifests) => manifests.ofKind('ValidatingAdmissionPolicy').map(({ spec }) => spec);
const policyNames = (manifests: Manifests): string[] =>
  manifests.ofKind('ValidatingAdmissionPolicy').map(({ metadata }) => metadata.name);
const resources = (manifests: Manifests) =>
  policies(manifests).flatMap(({ matchConstraints }) =>
    matchConstraints.resourceRules.flatMap((rule: any) => rule.resources),
  );

describe('a name that the edge resolves', () => {
  test.each([
    'prometheus.monitoring',
    'prometheus.monitoring.svc',
    'prometheus.monitoring.svc.',
    'prometheus.monitoring.svc.cluster.local',
    'prometheus.monitoring.svc.cluster.local.',
    'PROMETHEUS.Monitoring.SVC',
    'prometheus-0.prometheus-operated.monitoring',
    'prometheus-0.prometheus-operated.monitoring.svc.cluster.local',
    '10-244-0-5.prometheus.monitoring.svc.cluster.local',
    'redis.sso.svc.cluster.local',
    'oauth2-proxy.sso',
    'prometheus.monitoring.svc.other.domain',
    '_http._tcp.prometheus.monitoring.svc.cluster.local',
    // CoreDNS answers these for any address, in any namespace.
    '10-244-0-5.default.pod.cluster.local',
    '10-244-0-5.default.pod.cluster.local.',
    '10-244-0-5.kube-system.pod',
    '10.244.0.5',
    '10.244.0.5.',
    '10.244.5',
    '183762949',
    '0x0af40005',
    '0x0a.0xf4.0x00.0x05',
    '012.0364.0.05',
    'name.10',
  ])('leads to what is protected: %s', (name) => expect(inside(name)).toBe(true));

  test.each([
    'db.example.com',
    'prometheus.monitoring.example.com',
    'monitoring.example.com',
    'api.other.svc.cluster.local',
    'api.other',
    'monitoring',
    'prometheus.monitoring.',
    'x.my-monitoring',
    'x.monitoring2.svc',
    'db-10.example.com',
    '10.example.com',
    'monitoring.svc.cluster.local',
    'pod.example.com',
  ])('leads elsewhere: %s', (name) => expect(inside(name)).toBe(false));

  test('may be short where the controller is at home', () => {
    expect(inside('prometheus')).toBe(false);
    expect(inside('prometheus', { ...guard, controllerNamespace: 'monitoring' })).toBe(true);
  });
});

describe('an annotation of an Ingress', () => {
  const { validations } = policies(prometheusProgram({ guardHosts: false }).program.manifests())[0];
  /** What a value must match, and what it must not, in the demand about an annotation. */
  const demanded = (name: string) => {
    const { expression } = validations.find((each: any) => each.expression.includes(`|| !('${name}' in `));
    const [whole, leads] = [...expression.matchAll(/\.matches\(r'([^']*)'\)/g)].map(
      ([, text]: any) => new RegExp(text),
    );
    return (value: string) => whole.test(value.toLowerCase()) && !leads.test(value.toLowerCase());
  };
  const annotation = (name: string) => demanded(`nginx.ingress.kubernetes.io/${name}`);

  test.each([
    ...['$http_host', '$best_http_host', '$arg_x', '$cookie_x', '$http_x', '$proxy_host', '${host}', '$hostname'].map(
      (host) => `http://${host}/prometheus/-/reload`,
    ),
    'http://$http_host:9090/',
    'http://x.$host/',
    'http://$host.monitoring:9090/',
    'http://mine@$host/',
    // What begins with no slash goes on with the name.
    'http://a$escaped_request_uri:9090/prometheus/-/reload',
    'http://a$uri',
    'http://a#.10-244-0-5.default.pod.cluster.local:9090/',
    'http://prometheus.monitoring$request_uri',
    // What nginx itself proxies by.
    'http://upstream_balancer',
    'http://upstream_balancer:80/x',
    'https://UPSTREAM_BALANCER$request_uri',
    'http://mine.example.com-_external-auth-Lw-Prefix/',
    // Another variable, which a group with a name in a path makes.
    'http://prometheus$request_uri_x',
    'http://mine.example.com:1$request_uri2',
  ])('does not say %s', (value) => {
    expect(annotation('auth-url')(value)).toBe(false);
    expect(annotation('mirror-target')(value)).toBe(false);
  });
  test.each(['$scheme://$host/oauth2/auth', 'http://$server_name:4180/', 'https://auth.mine.svc/?rd=$http_host'])(
    'may say %s',
    (value) => {
      expect(annotation('auth-url')(value)).toBe(true);
      expect(annotation('mirror-target')(value)).toBe(true);
    },
  );
  test('takes the path of the request right after the host for a copy alone', () => {
    expect(annotation('mirror-target')('https://mirror.mine.svc$request_uri')).toBe(true);
    expect(annotation('mirror-target')('https://mirror.mine.svc$request_uri/x')).toBe(true);
    expect(annotation('auth-url')('https://auth.mine.svc$request_uri')).toBe(false);
  });

  test.each([
    '10.244.0.5',
    'mine.example.org,10.244.0.5',
    ' mine.example.org , Prometheus.Monitoring.SVC ',
    '10-244-0-5.default.pod.cluster.local.',
    '*.example.org',
    '.example.org',
    'www.*',
    '~^(?<x>.+)$',
    'mine.example.org prometheus.monitoring',
    'upstream_balancer',
  ])('gives no alias %s', (value) => expect(annotation('server-alias')(value)).toBe(false));
  test.each(['mine.example.org', ' a.example.org, B.example.org ', 'monitoring.example.org.'])(
    'may give the alias %s',
    (value) => expect(annotation('server-alias')(value)).toBe(true),
  );
});

describe('the policies for what stands behind the edge', () => {
  const traefik = Edge.traefik({ trustedProxies: ['10.244.0.0/16'] });

  test('are about what the edge reads', () => {
    const [nginx, own] = [{}, { edge: traefik }].map((props) =>
      resources(prometheusProgram({ ...props, guardHosts: false }).program.manifests()),
    );
    // Annotations can be written through the status, too.
    expect(nginx).toEqual(['services', 'services/status', 'ingresses', 'ingresses/status']);
    expect(own).toEqual([
      'services',
      'services/status',
      'ingresses',
      'ingresses/status',
      'ingressroutes',
      'ingressroutetcps',
      'ingressrouteudps',
      'middlewares',
      'middlewaretcps',
      'serverstransports',
      'serverstransporttcps',
      'tlsoptions',
      'tlsstores',
      'traefikservices',
      'httproutes',
      'grpcroutes',
      'tlsroutes',
      'tcproutes',
    ]);
  });
  test('know what the controller joins the names of the program to', () => {
    const names = (props: object) => {
      const manifests = prometheusProgram({ guardHosts: false, ...props }).program.manifests();
      const [
        {
          variables: [{ name, expression }],
        },
      ] = policies(manifests);
      expect(name).toBe('own');
      const list = expression.slice(0, expression.indexOf(']'));
      return { found: [...list.matchAll(/'([^']*)'/g)].map(([, each]: any) => each).sort(), manifests };
    };
    const nginx = names({});
    const proxy = nginx.manifests.one('Service', 'oauth2-proxy').metadata.name;
    expect(nginx.found).toEqual(
      expect.arrayContaining([`monitoring-${proxy}-4180-`, 'monitoring-prometheus-operated-9090-']),
    );
    const byIngresses = names({
      edge: Edge.traefikIngress({ trustedProxies: ['10.244.0.0/16'], encodedSlashesRefused: true }),
    });
    expect(byIngresses.found).toEqual(
      byIngresses.manifests
        .ofKind('Ingress')
        .map(({ metadata }) => `monitoring-${metadata.name}-`)
        .sort(),
    );
  });
  test('have names of their own where namespace and host of two programs read alike when joined', () => {
    const namesOf = (namespace: string, host: string) => {
      const program = new Program({}, namespace);
      const sso = program.sso({ host });
      sso.protect(Prometheus.ofService('prometheus'), { path: '/prometheus', read: [program.realm.addGroup('a')] });
      return policyNames(program.manifests());
    };
    const programs = [
      namesOf('monitoring', 'staging.metrics.example.com'),
      namesOf('monitoring-staging', 'metrics.example.com'),
      namesOf('monitoring-staging', 'metrics-example.com'),
    ];
    for (const [index, names] of programs.entries()) {
      expect(names).toHaveLength(2);
      for (const others of programs.slice(index + 1)) expect(others.filter((name) => names.includes(name))).toEqual([]);
    }
  });
  test('ask about each kind what is meant for it', () => {
    for (const { matchConstraints, validations } of policies(
      prometheusProgram({ edge: traefik, guardEndpoints: true, guardCertificates: true }).program.manifests(),
    )) {
      const asked = matchConstraints.resourceRules.flatMap((rule: any) => rule.resources);
      const prefixes = validations.map(({ expression }: any) => {
        const [, asks] = /^!\((request\.resource\.resource [^)]*)\) \|\| /.exec(expression)!;
        return [...asks.matchAll(/'([^']*)'/g)].map(([, name]) => name).filter((name) => name !== 'status');
      });
      const plain = (name: string) => name.split('/')[0]!;
      expect(new Set(prefixes.flat())).toEqual(new Set(asked.map(plain)));
    }
  });
  test('name the namespaces of proxy and applications, and leave out those that are trusted', () => {
    const { program, sso, developers } = prometheusProgram({ guardHosts: false, trustedNamespaces: ['portal'] });
    sso.protect(Prometheus.ofService('q', { namespace: 'other' }), { id: 'q', path: '/q', read: [developers] });
    const [
      {
        validations: [{ expression }],
      },
    ] = policies(program.manifests());
    expect(expression).toContain("request.namespace in ['monitoring', 'other', 'portal'] || ");
    expect(expression).toContain('(monitoring|other)');
  });
  test('ask who may write endpoints only if that is wanted', () => {
    const manifests = prometheusProgram({ guardHosts: false, guardEndpoints: true }).program.manifests();
    expect(resources(manifests)).toEqual([
      'services',
      'services/status',
      'ingresses',
      'ingresses/status',
      'endpoints',
      'services',
      'services/status',
      'pods/status',
      'endpointslices',
    ]);
    expect(
      policies(manifests)[1]
        .validations.map(({ expression }: any) => expression)
        .slice(1, 2),
    ).toEqual([
      "!(request.resource.resource in ['endpointslices']) || request.namespace in ['monitoring'] || " +
        "authorizer.group('discovery.k8s.io').resource('endpointslices').namespace('monitoring')" +
        ".check('create').allowed()",
    ]);
  });
  test('ask no kubelet, and nothing about addresses of pods that stay', () => {
    const manifests = prometheusProgram({ guardHosts: false, guardEndpoints: true }).program.manifests();
    const { expression } = policies(manifests)[1].validations.find((each: any) =>
      each.expression.startsWith("!(request.resource.resource == 'pods' && request.subResource == 'status')"),
    );
    expect(expression).toContain("'system:nodes' in request.userInfo.groups || ");
    expect(expression).toContain('oldObject.status.podIPs == object.status.podIPs');
    expect(expression).toContain(
      "resource('pods').subresource('status').namespace('monitoring').check('update').allowed()",
    );
  });
  test('keep Traefik from references into protected namespaces', () => {
    const { validations } = policies(prometheusProgram({ edge: traefik, guardHosts: false }).program.manifests())[0];
    const found = validations.filter(({ expression }: any) =>
      /(?<!request)\.namespace in \['monitoring'\]/.test(expression),
    );
    const of = (resource: string) => found.filter(({ expression }: any) => expression.includes(`'${resource}'`)).length;
    expect(['ingressroutes', 'ingressroutetcps', 'traefikservices', 'middlewares'].map(of)).toEqual([1, 1, 4, 1]);
  });
  test('ask who gives certificates to Traefik only if that is wanted', () => {
    const manifests = prometheusProgram({
      edge: traefik,
      guardHosts: false,
      guardCertificates: true,
    }).program.manifests();
    expect(resources(manifests)).toEqual(expect.arrayContaining(['tlsstores', 'gateways', 'ingressroutetcps']));
    expect(policies(manifests).at(-1).validations[0].expression).toContain(
      "request.namespace in ['monitoring', 'traefik'] ||",
    );
  });

  test.each([
    [{ guardCertificates: true }, /guardCertificates is for edges that show certificates.*Edge.traefik\(\)/],
    [{ guardBackends: false, guardEndpoints: true }, /parts of guardBackends, which is off.*fix: remove guardBackends/],
    [{ trustedNamespaces: ['Portal'] }, /trustedNamespaces is malformed/],
    [{ trustedNamespaces: 'portal' as any }, /trustedNamespaces is not a list/],
  ])('refuse %j', (props, problem) => expect(() => prometheusProgram(props)).toThrow(problem));

  test('stay small enough for kubectl apply, which keeps a copy in an annotation', () => {
    const { program, sso, developers } = prometheusProgram({
      edge: traefik,
      guardEndpoints: true,
      guardCertificates: true,
    });
    for (let index = 0; index < 23; index += 1) {
      sso.protect(Prometheus.ofService('p', { namespace: `n${index}`.padEnd(63, 'x') }), {
        id: `p${index}`,
        path: `/p${index}`,
        read: [developers],
      });
    }
    for (const policy of program.manifests().ofKind('ValidatingAdmissionPolicy')) {
      inCase(policy.metadata.name, () => expect(JSON.stringify(policy).length).toBeLessThan(200_000));
    }
  });
  test('refuse more namespaces than the API server has time for', () => {
    const { program, sso, developers } = prometheusProgram({ guardEndpoints: true });
    for (let index = 0; index < 24; index += 1) {
      sso.protect(Prometheus.ofService('p', { namespace: `n${index}` }), {
        id: `p${index}`,
        path: `/p${index}`,
        read: [developers],
      });
    }
    expect(() => program.manifests()).toThrow(/cannot ask about so many namespaces; got 25/);
  });
});
