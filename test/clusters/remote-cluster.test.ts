import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import { parse } from 'smol-toml';
import {
  Edge,
  Grafana,
  IRemoteCluster,
  MonitoringSsoProps,
  Prometheus,
  RemoteClusterOptions,
  ServiceAccountIssuer,
  Tls,
} from '../../lib';
import { joined } from '../support/joined';
import { KubeObject, Manifests, Program } from '../support/program';
import { tableOf } from '../support/sign-on';
import { lockOf, routeFor } from '../support/traefik-rules';

const trustedProxies = ['10.244.0.0/16'];
const decisions = 'decisions.infra.example.com';

/** A sign-on with two other clusters. All tests use these applications and machines. */
class Fleet {
  readonly program = new Program();
  readonly developers = this.program.realm.addGroup('developers');
  readonly sso;
  readonly charts: Record<string, Chart> = {};
  readonly issuers: Record<string, ServiceAccountIssuer> = {};

  constructor(props: Partial<MonitoringSsoProps> = {}) {
    this.sso = this.program.sso({
      host: 'login.example.com',
      cookieDomain: 'example.com',
      decisionsHost: decisions,
      edge: Edge.traefik({ trustedProxies }),
      ...props,
    });
  }

  cluster(id: string, options: Partial<RemoteClusterOptions> = {}): IRemoteCluster {
    this.charts[id] = new Chart(this.program.app, id, { namespace: 'shop' });
    this.issuers[id] = new ServiceAccountIssuer({ issuerUrl: `https://api.${id}.example.org` });
    return this.sso.addCluster(id, {
      chart: this.charts[id]!,
      edge: Edge.traefik({ trustedProxies }),
      addresses: [`203.0.113.${Object.keys(this.charts).length}/32`],
      ...options,
    });
  }

  prometheus(cluster: IRemoteCluster): void {
    cluster.protect(Prometheus.ofService('prometheus'), {
      host: `prometheus.${cluster.id}.example.com`,
      read: [this.developers],
    });
  }

  of(id: string): Manifests {
    return new Manifests(Testing.synth(this.charts[id]!));
  }

  get own(): Manifests {
    return this.program.manifests();
  }
}

/** The decision request of the edge for a request. */
function asked(manifests: Manifests, host: string, url = '/'): KubeObject {
  const { middlewares } = routeFor(manifests, { host, path: url, method: 'GET' })!;
  return middlewares
    .map(({ name }: { name: string }) => manifests.one('Middleware', name).spec)
    .find(({ forwardAuth }: KubeObject) => forwardAuth).forwardAuth;
}

describe('a remote cluster', () => {
  const fleet = new Fleet();
  const [east, west] = ['east', 'west'].map((id) =>
    fleet.cluster(
      id,
      id === 'west' ? { certificateAuthority: 'fleet-ca', tls: Tls.certManager({ issuer: 'western' }) } : {},
    ),
  );
  for (const cluster of [east!, west!]) fleet.prometheus(cluster);
  fleet.sso.protect(Grafana.ofService('grafana'), { host: 'grafana.example.com', read: [fleet.developers] });

  test('sends decision requests to the sign-on over verified TLS, with its own certificate authority if given', () => {
    expect(asked(fleet.of('east'), 'prometheus.east.example.com')).toMatchObject({
      address: `https://${decisions}/?allowed_groups=/developers`,
      tls: { insecureSkipVerify: false },
    });
    expect(asked(fleet.of('east'), 'prometheus.east.example.com').tls).not.toHaveProperty('caSecret');
    expect(asked(fleet.of('west'), 'prometheus.west.example.com').tls).toEqual({
      insecureSkipVerify: false,
      caSecret: 'fleet-ca',
    });
    expect(asked(fleet.own, 'grafana.example.com').address).toMatch(/^http:\/\/[^/]*\.svc\.cluster\.local:4180\//);
  });
  test('has its objects in its own chart, and no chart has objects of another cluster', () => {
    for (const [id, other] of [
      ['east', 'west'],
      ['west', 'east'],
    ] as const) {
      expect(routeFor(fleet.of(id), { host: `prometheus.${id}.example.com`, path: '/', method: 'GET' })).toBeDefined();
      expect(JSON.stringify(fleet.of(id).objects)).not.toContain(`${other}.example.com`);
      expect(
        fleet.of(id).objects.filter(({ kind }) => ['Deployment', 'Secret', 'IngressRouteTCP'].includes(kind)),
      ).toEqual([]);
      expect(new Set(fleet.of(id).objects.flatMap(({ metadata }) => metadata.namespace ?? []))).toEqual(
        new Set(['shop']),
      );
    }
    expect(routeFor(fleet.own, { host: 'prometheus.east.example.com', path: '/', method: 'GET' })).toBeUndefined();
    expect(JSON.stringify(fleet.own.ofKind('IngressRoute'))).not.toContain('prometheus.');
  });
  test('may connect only from its own addresses, and the edge passes the connection to the proxy unchanged', () => {
    const route = fleet.own.one('IngressRouteTCP').spec;
    expect(route.routes).toEqual([
      {
        match: `HostSNI(\`${decisions}\`)`,
        middlewares: [{ name: fleet.own.one('MiddlewareTCP').metadata.name }],
        services: [{ name: fleet.sso.proxyServiceName, port: 4180 }],
      },
    ]);
    expect(fleet.own.one('MiddlewareTCP').spec).toEqual({
      ipAllowList: { sourceRange: ['203.0.113.1/32', '203.0.113.2/32'] },
    });
    expect(fleet.own.one('TLSOption', route.tls.options.name).spec).toEqual({
      minVersion: 'VersionTLS12',
      sniStrict: true,
      alpnProtocols: ['http/1.1'],
    });
    expect(fleet.own.one('Certificate').spec).toMatchObject({
      secretName: route.tls.secretName,
      dnsNames: ['login.example.com', decisions, 'grafana.example.com'],
    });
  });
  test('has a certificate for its own hosts', () => {
    expect(fleet.of('east').one('Certificate').spec).toMatchObject({
      dnsNames: ['prometheus.east.example.com'],
      issuerRef: { name: 'letsencrypt' },
    });
    expect(fleet.of('west').one('Certificate').spec.issuerRef.name).toBe('western');
  });
  test('is an allowed return address after a sign-in', () => {
    expect(parse(fleet.program.toml()).whitelist_domains).toEqual([
      'login.example.com',
      'prometheus.east.example.com',
      'prometheus.west.example.com',
      'grafana.example.com',
    ]);
  });
  test('allows its hosts only in its own namespaces, and connections to its pods only from its own edge', () => {
    const guards = JSON.stringify(fleet.of('east').ofKind('ValidatingAdmissionPolicy'));
    expect(guards).toContain('prometheus.east.example.com');
    expect(guards).not.toContain('login.example.com');
    expect(JSON.stringify(fleet.own.ofKind('ValidatingAdmissionPolicy'))).toContain(decisions);
    // Grafana of the other cluster calls no application of this cluster.
    expect(JSON.stringify(fleet.of('east').one('NetworkPolicy').spec.ingress)).not.toContain('grafana');
  });
  test('is part of the access table and of explain()', () => {
    expect(
      fleet.sso.explain({ url: 'https://prometheus.east.example.com/graph', as: [fleet.developers] }),
    ).toMatchObject({ outcome: 'allow', application: 'east-prometheus' });
    expect(
      fleet.sso.explain({ url: 'https://prometheus.west.example.com/-/quit', as: [fleet.developers] }),
    ).toMatchObject({ outcome: 'refuse', application: 'west-prometheus' });
    const { rows } = tableOf(fleet.sso);
    expect(
      new Set(rows.map(({ application, cluster, construct }) => [application, cluster, construct].join(' '))),
    ).toEqual(
      new Set([
        'east-prometheus east east/sso/east-prometheus',
        'west-prometheus west west/sso/west-prometheus',
        'grafana  chart/sso/grafana',
      ]),
    );
  });
  test('has its own values in the report, which are removed with the cluster', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleet-'));
    try {
      fs.mkdirSync(path.join(folder, 'clusters/gone'), { recursive: true });
      fs.writeFileSync(path.join(folder, 'clusters/gone/traefik.yaml'), '');
      fs.mkdirSync(path.join(folder, 'clusters/mine'));
      fs.writeFileSync(path.join(folder, 'clusters/mine/notes.md'), '');
      fleet.sso.writeReport(folder);
      expect(fs.readdirSync(path.join(folder, 'clusters'))).toEqual(['east', 'mine', 'west']);
      expect(fs.readdirSync(path.join(folder, 'clusters/east'))).toEqual([
        'east-prometheus.flags',
        'east-prometheus.operator.yaml',
        'east-prometheus.prometheus-chart.yaml',
        'kube-prometheus-stack.yaml',
        'traefik.access-log.yaml',
        'traefik.yaml',
      ]);
      expect(fs.readdirSync(path.join(folder, 'values')).filter((file) => file.includes('east'))).toEqual([]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});

describe('machines of many clusters', () => {
  const fleet = new Fleet();
  const [east, west] = ['east', 'west'].map((id) => fleet.cluster(id));
  const agent = (id: string) => fleet.issuers[id]!.serviceAccount('agents', 'writer');
  fleet.sso.addMachines('east', { issuer: fleet.issuers.east!, host: 'east.machines.example.net' });
  west!.addMachines('west', { issuer: fleet.issuers.west!, host: 'machines.west.example.net' });
  fleet.sso.protect(Prometheus.ofService('central'), {
    id: 'central',
    host: 'prometheus.example.com',
    read: [fleet.developers],
    ingest: [agent('east')],
  });
  west!.protect(Prometheus.ofService('prometheus'), {
    host: 'prometheus.west.example.com',
    read: [fleet.developers, agent('west'), agent('east')],
    machineHosts: { east: 'east.machines.west.example.net' },
  });
  east!.protect(Prometheus.ofService('prometheus'), { host: 'prometheus.east.example.com', read: [fleet.developers] });

  test('get decisions from the proxy of their issuer, which each cluster calls at a separate host', () => {
    expect(asked(fleet.of('west'), 'machines.west.example.net').address).toBe(
      `https://west.${decisions}/oauth2/auth?allowed_emails=system:serviceaccount:agents:writer`,
    );
    expect(asked(fleet.of('west'), 'east.machines.west.example.net').address).toBe(
      `https://east.${decisions}/oauth2/auth?allowed_emails=system:serviceaccount:agents:writer`,
    );
    const services = Object.fromEntries(
      fleet.own.ofKind('IngressRouteTCP').map(({ spec }) => [spec.routes[0].match, spec.routes[0].services[0].name]),
    );
    expect(new Set(Object.values(services)).size).toBe(3);
    expect(services[`HostSNI(\`east.${decisions}\`)`]).toContain('machines-east');
    expect(fleet.own.one('Certificate').spec.dnsNames).toEqual(
      expect.arrayContaining([decisions, `east.${decisions}`, `west.${decisions}`]),
    );
  });
  test('with the same name in two clusters have only their own grants', () => {
    expect(
      lockOf(
        fleet.own,
        routeFor(fleet.own, { host: 'east.machines.example.net', path: '/api/v1/write', method: 'POST' })!,
      ).groups,
    ).toEqual(['system:serviceaccount:agents:writer']);
    expect(
      fleet.sso.explain({ url: 'https://east.machines.example.net/api/v1/write', method: 'POST', as: [agent('west')] })
        .outcome,
    ).toBe('refuse');
    expect(fleet.own.ofKind('IngressRoute').some(({ spec }) => JSON.stringify(spec).includes('machines.west'))).toBe(
      false,
    );
  });
});

describe('fails when', () => {
  const refused = (run: (fleet: Fleet) => unknown, problem: RegExp, props: Partial<MonitoringSsoProps> = {}) =>
    expect(() => run(new Fleet(props))).toThrow(problem);
  const ingressNginx = Edge.ingressNginx({ trustedProxies });

  test('the edge of another cluster does not verify the certificate of the proxy', () =>
    refused(
      (fleet) => fleet.cluster('east', { edge: ingressNginx }),
      /does not verify certificates; got "ingress-nginx"; allowed: Edge\.traefik\(\); fix: /,
    ));
  test('the edge of the sign-on cannot pass TLS connections through', () =>
    refused(() => undefined, /cannot pass connections.*; got "ingress-nginx"; allowed: Edge\.traefik\(\)/, {
      edge: ingressNginx,
    }));
  test('there is no host for decisions', () =>
    refused(
      (fleet) => fleet.cluster('east'),
      /the edge of east has nowhere to ask; .*fix: give MonitoringSso a decisionsHost/,
      { decisionsHost: undefined },
    ));
  test('the host for decisions also serves an application', () =>
    refused(() => undefined, /serves something else; got "login\.example\.com"/, {
      decisionsHost: 'login.example.com',
    }));
  test('a machine entrance uses a host for decisions', () =>
    refused(
      (fleet) =>
        fleet.sso.addMachines('a', {
          issuer: new ServiceAccountIssuer({ issuerUrl: 'https://a.example.org' }),
          host: `a.${decisions}`,
        }),
      /serves something else/,
    ));
  test.each([[[]], [['0.0.0.0/0']], [['::/0']]])('addresses are %j', (addresses) =>
    refused((fleet) => fleet.cluster('east', { addresses }), /addresses of east name (no address|every address)/),
  );
  test('addresses are missing', () =>
    refused((fleet) => fleet.cluster('east', { addresses: undefined as never }), /addresses is missing.*fix: write/));
  test('an address is not a range', () =>
    refused(
      (fleet) => fleet.cluster('east', { addresses: ['edge.example.com'] }),
      /addresses of east is not an address range/,
    ));
  test('two clusters have the same id', () =>
    refused(
      (fleet) => [
        fleet.cluster('east'),
        fleet.sso.addCluster('east', {
          chart: new Chart(fleet.program.app, 'x', { namespace: 'x' }),
          edge: Edge.traefik({ trustedProxies }),
          addresses: ['203.0.113.9/32'],
        }),
      ],
      /same id; got "east"/,
    ));
  test('two clusters have the same chart', () =>
    refused(
      (fleet) => fleet.cluster('east', { chart: fleet.program.chart }),
      /the chart of east has something that is called like the sign-on; got "chart"/,
    ));
  test("an entrance has the id of another cluster's", () =>
    refused((fleet) => {
      for (const id of ['east', 'west']) {
        fleet.cluster(id).addMachines('m', { issuer: fleet.issuers[id]!, host: `machines.${id}.example.com` });
      }
    }, /two entrances have the same id; got "m"/));
  test('the chart has no namespace', () =>
    refused(
      (fleet) => fleet.cluster('east', { chart: new Chart(fleet.program.app, 'x') }),
      /east needs a chart with a namespace/,
    ));
  test('an application of the cluster has no host', () =>
    refused(
      (fleet) => fleet.cluster('east').protect(Prometheus.ofService('p'), { read: [fleet.developers] }),
      /east-prometheus has no host in east.*; fix: give protect\(\) a host, such as prometheus\.east\.example\.com/,
    ));
  test('two clusters serve the same host', () =>
    refused((fleet) => {
      for (const id of ['east', 'west']) {
        fleet.cluster(id).protect(Prometheus.ofService('p'), {
          host: 'prometheus.example.com',
          path: `/${id}`,
          read: [fleet.developers],
        });
      }
    }, /east-prometheus in the cluster east and west-prometheus in the cluster west are served on one host/));
  test('a grant to machines of another cluster has no host', () =>
    refused(
      (fleet) => {
        const [east, west] = ['east', 'west'].map((id) => fleet.cluster(id));
        west!.addMachines('west', { issuer: fleet.issuers.west!, host: 'machines.west.example.net' });
        east!.protect(Prometheus.ofService('p'), {
          host: 'prometheus.east.example.com',
          read: [fleet.developers, fleet.issuers.west!.serviceAccount('agents', 'writer')],
        });
      },
      joined(
        /east-prometheus in the cluster east is granted to machines of west, which come in at the cluster west; /,
        /.*fix: if that is meant, give protect\(\) machineHosts: \{ west: … \}; /,
        /if not, grant it to machines of its own cluster/,
      ),
    ));
});
