import { describe, expect, test } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import { Alertmanager, Edge, Grafana, Prometheus, ServiceAccountIssuer, WebApplication } from '../../lib';
import { KubeObject, Manifests, Program } from '../support/program';

const trustedProxies = ['10.244.0.0/16'];

/** Hosts of the rules of Traefik, which the library writes with one host each. */
const matched = ({ spec }: KubeObject): string[] =>
  spec.routes.map(({ match }: KubeObject) => /Host(?:SNI)?\(`([^`]+)`\)/.exec(match)![1]!);

/** The hosts that are served over TLS, by the namespace of their routes. */
function served({ objects }: Manifests): Record<string, string[]> {
  const found: Record<string, Set<string>> = {};
  for (const object of objects) {
    const hosts =
      object.kind === 'Ingress'
        ? object.spec.rules.map(({ host }: KubeObject) => host)
        : ['IngressRoute', 'IngressRouteTCP'].includes(object.kind) && object.spec.tls
          ? matched(object)
          : [];
    for (const host of hosts) (found[object.metadata.namespace] ??= new Set()).add(host);
  }
  return Object.fromEntries(
    Object.entries(found)
      .map(([namespace, hosts]) => [namespace, [...hosts].sort()])
      .sort(),
  );
}

const certified = (manifests: Manifests): Record<string, string[]> =>
  Object.fromEntries(
    manifests
      .ofKind('Certificate')
      .map(({ metadata, spec }) => [metadata.namespace, [...spec.dnsNames].sort()])
      .sort(),
  );

/** The namespaces that the guard lets serve a host. */
function guarded(manifests: Manifests, host: string): string[] {
  const { expression } = manifests
    .one('ValidatingAdmissionPolicy', '-hosts-')
    .spec.variables.find(({ name }: KubeObject) => name === 'hosts');
  return (JSON.parse(expression.replace(/'/g, '"')) as Record<string, string[]>)[host]!;
}

describe.each([
  ['ingress-nginx', Edge.ingressNginx({ trustedProxies })],
  ['Traefik by Ingresses', Edge.traefikIngress({ trustedProxies, encodedSlashesRefused: true })],
  ['Traefik by its own resources', Edge.traefik({ trustedProxies })],
])('a sign-on in a namespace of its own, on %s', (_title, edge) => {
  const program = new Program({}, 'sso');
  const operators = program.realm.addGroup('operators');
  const issuer = new ServiceAccountIssuer({ issuerUrl: 'https://api.example.org' });
  const sso = program.sso({ edge, host: 'login.example.com', cookieDomain: 'example.com' });
  sso.addMachines('agents', { issuer, host: 'machines.example.net' });
  sso.addMachines('idle', {
    issuer: new ServiceAccountIssuer({ issuerUrl: 'https://idle.example.org' }),
    host: 'idle.example.net',
  });
  sso.protect(Prometheus.ofService('p', { namespace: 'monitoring' }), {
    host: 'prometheus.example.com',
    read: [operators],
    ingest: [issuer.serviceAccount('agents', 'writer')],
  });
  sso.protect(Alertmanager.ofService('a', { namespace: 'monitoring' }), {
    host: 'alerts.example.com',
    write: [operators],
    ingest: [operators],
  });
  sso.protect(Grafana.ofService('g', { namespace: 'grafana' }), { host: 'grafana.example.com', read: [operators] });
  // One host, two namespaces.
  sso.protect(WebApplication.ofService('shop', { namespace: 'shop', port: 80, podLabels: { app: 'shop' } }), {
    id: 'shop',
    host: 'grafana.example.com',
    path: '/shop',
    read: [operators],
  });
  const manifests = program.manifests();

  test('has a certificate in each namespace that serves hosts, for those and no others', () => {
    expect(served(manifests)).toMatchObject({
      grafana: ['grafana.example.com'],
      shop: ['grafana.example.com'],
      sso: ['login.example.com'],
    });
    const { sso: own, ...others } = certified(manifests);
    const { sso: ownServed, ...othersServed } = served(manifests);
    expect(others).toEqual(othersServed);
    // A host that nothing is served on yet is kept by the namespace of the sign-on.
    expect(own).toEqual(['idle.example.net', ...ownServed!]);
  });
  test('may answer the challenge of an issuer for every host, beside its certificate', () => {
    for (const [namespace, hosts] of Object.entries(certified(manifests))) {
      for (const host of hosts) expect(guarded(manifests, host)).toContain(namespace);
    }
  });
  // Issuers limit how many certificates they issue for the same hosts.
  test('has one certificate for each namespace, and one Secret for each certificate', () => {
    const certificates = manifests.ofKind('Certificate');
    const namespaces = certificates.map(({ metadata }) => metadata.namespace);
    expect(namespaces.sort()).toEqual(['grafana', 'monitoring', 'shop', 'sso']);
    const secrets = certificates.map(({ metadata, spec }) => `${metadata.namespace}/${spec.secretName}`);
    expect(new Set(secrets).size).toBe(secrets.length);
  });
  test('has no network policy for the pods with which cert-manager answers challenges', () => {
    const labels: Record<string, string> = {
      'acme.cert-manager.io/http-domain': '1097254037',
      'acme.cert-manager.io/http-token': '858542130',
      'acme.cert-manager.io/http01-solver': 'true',
    };
    const selectors = manifests.ofKind('NetworkPolicy').map(({ spec }) => spec.podSelector);
    expect(selectors.length).toBeGreaterThan(3);
    for (const { matchLabels, matchExpressions } of selectors) {
      expect(matchExpressions).toBeUndefined();
      const wanted = Object.entries<string>(matchLabels);
      expect(wanted.length).toBeGreaterThan(0); // an empty selector selects every pod of the namespace
      expect(wanted.every(([key, value]) => labels[key] === value)).toBe(false);
    }
  });
});

test('clusters have certificates for what each of them serves', () => {
  const program = new Program({}, 'sso');
  const operators = program.realm.addGroup('operators');
  const sso = program.sso({
    edge: Edge.traefik({ trustedProxies }),
    host: 'login.example.com',
    cookieDomain: 'example.com',
    decisionsHost: 'decisions.example.net',
  });
  const chart = new Chart(program.app, 'east', { namespace: 'shop' });
  const east = sso.addCluster('east', { chart, edge: Edge.traefik({ trustedProxies }), addresses: ['203.0.113.1/32'] });
  const issuer = new ServiceAccountIssuer({ issuerUrl: 'https://api.east.example.org' });
  east.addMachines('east', { issuer, host: 'machines.east.example.net' });
  east.protect(Prometheus.ofService('p', { namespace: 'monitoring' }), {
    host: 'prometheus.east.example.com',
    read: [operators],
    ingest: [issuer.serviceAccount('agents', 'writer')],
  });
  sso.protect(Grafana.ofService('g', { namespace: 'grafana' }), { host: 'grafana.example.com', read: [operators] });
  for (const manifests of [program.manifests(), new Manifests(Testing.synth(chart))]) {
    expect(certified(manifests)).toEqual(served(manifests));
  }
});
