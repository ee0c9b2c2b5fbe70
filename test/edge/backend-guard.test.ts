import { describe, expect, test } from 'vitest';
import { Edge, Prometheus } from '../../lib';
import { leadsInto } from '../../lib/edge/backend-guard';
import { Manifests, prometheusProgram } from '../support/program';

const guard = { clusterDomain: 'cluster.local', controllerNamespace: 'ingress-nginx' };
const inside = (name: string, options = guard) =>
  new RegExp(`^(${leadsInto(['monitoring', 'sso'], options)})$`).test(name.toLowerCase());
const policies = (manifests: Manifests) => manifests.ofKind('ValidatingAdmissionPolicy').map(({ spec }) => spec);
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
      'middlewares',
      'ingressroutes',
      'traefikservices',
      'httproutes',
      'grpcroutes',
      'tlsroutes',
      'tcproutes',
    ]);
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
      'endpointslices',
    ]);
    expect(
      policies(manifests)[1]
        .validations.map(({ expression }: any) => expression)
        .slice(1, 2),
    ).toEqual([
      "!(request.resource.resource in ['endpointslices']) || request.namespace in ['monitoring'] || authorizer.group('discovery.k8s.io').resource('endpointslices').namespace('monitoring').check('create').allowed()",
    ]);
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
    [{ guardCertificates: true }, /guardCertificates is for Traefik alone/],
    [{ guardBackends: false, guardEndpoints: true }, /parts of guardBackends, which is off.*fix: remove guardBackends/],
    [{ trustedNamespaces: ['Portal'] }, /trustedNamespaces is malformed/],
    [{ trustedNamespaces: 'portal' as any }, /trustedNamespaces is not a list/],
  ])('refuse %j', (props, problem) => expect(() => prometheusProgram(props)).toThrow(problem));

  test('refuse more namespaces than the API server has time for', () => {
    const { program, sso, developers } = prometheusProgram({ guardEndpoints: true });
    for (let index = 0; index < 24; index += 1)
      sso.protect(Prometheus.ofService('p', { namespace: `n${index}` }), {
        id: `p${index}`,
        path: `/p${index}`,
        read: [developers],
      });
    expect(() => program.manifests()).toThrow(/cannot ask about so many namespaces; got 25/);
  });
});
