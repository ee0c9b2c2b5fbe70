import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import {
  Edge,
  EdgeBase,
  KeycloakMachines,
  OAuth2Proxy,
  ProtectedApplication,
  Purpose,
  RemoteCluster,
  ServiceAccountIssuer,
  Sessions,
  Valkey,
} from '../../lib';
import { Alertmanager, Program, Prometheus, prometheusProgram } from '../support/program';

const edge = () => Edge.traefik({ trustedProxies: ['10.244.0.0/16'] });

describe('a protected application', () => {
  const program = new Program();
  const developers = program.realm.addGroup('developers');
  const operators = program.realm.addGroup('operators');
  const sso = program.sso({ edge: edge() });
  const prometheus = sso.protect(Prometheus.ofService('prometheus-operated'), {
    path: '/prometheus',
    read: [developers],
  });
  const alertmanager = sso.protect(Alertmanager.ofService('alertmanager-operated'), {
    id: 'alerts',
    path: '/alerts',
    read: [developers],
    write: [operators],
  });

  test('has its address', () => {
    expect(prometheus).toBeInstanceOf(ProtectedApplication);
    expect(prometheus).toMatchObject({
      id: 'prometheus',
      host: 'monitoring.example.com',
      path: '/prometheus',
      url: 'https://monitoring.example.com/prometheus',
      namespace: 'monitoring',
      serviceName: 'prometheus-operated',
    });
  });
  test('has an address without a slash at its end if it is served at the root', () => {
    const root = new Program();
    const application = root
      .sso()
      .protect(Prometheus.ofService('prometheus-operated'), { read: [root.realm.addGroup('a')] });
    expect(application.url).toBe('https://monitoring.example.com');
  });
  test('answers allows() as the sign-on does', () => {
    for (const [application, id] of [
      [prometheus, 'prometheus'],
      [alertmanager, 'alerts'],
    ] as const) {
      for (const identity of [developers, operators]) {
        for (const purpose of Object.values(Purpose)) {
          expect(application.allows(identity, purpose)).toBe(sso.allows(identity, purpose, id));
        }
      }
    }
    expect(prometheus.allows(developers, Purpose.READ)).toBe(true);
    expect(prometheus.allows(operators, Purpose.READ)).toBe(false);
    expect(alertmanager.allows(operators, Purpose.READ)).toBe(true);
    expect(alertmanager.allows(developers, Purpose.WRITE)).toBe(false);
    expect(() => prometheus.allows({} as never, Purpose.READ)).toThrow(/an entry that is no identity/);
  });
  test('is in the applications of the sign-on', () => expect(sso.applications).toEqual([prometheus, alertmanager]));
  test('is the scope of its routes', () =>
    expect(prometheus.node.findAll().some((node) => ApiObject.isApiObject(node) && node.kind === 'IngressRoute')).toBe(
      true,
    ));
  test('has no address for machines of an entrance without a grant', () => {
    const entrance = sso.addMachines('clusters', {
      issuer: new ServiceAccountIssuer({ issuerUrl: 'https://oidc.example.org/cluster-b' }),
      host: 'machines.example.com',
    });
    expect(() => prometheus.machineUrl(entrance)).toThrow(
      /nothing is granted to machines of the entrance; got "clusters"/,
    );
  });
});

test('an entrance has the values that machines and other constructs need', () => {
  const program = new Program();
  const machines = new KeycloakMachines(program.realm, 'machines');
  const karma = machines.addClient('karma');
  const sso = program.sso();
  const entrance = sso.addMachines('programs', { issuer: machines, host: 'machines.example.com' });
  const prometheus = sso.protect(Prometheus.ofService('prometheus-operated'), { path: '/prometheus', read: [karma] });
  expect(entrance).toMatchObject({
    id: 'programs',
    host: 'machines.example.com',
    issuerUrl: program.realm.issuerUrl,
    audience: machines.audience,
  });
  expect(prometheus.machineUrl(entrance)).toBe('https://machines.example.com/prometheus');
  expect(prometheus.allows(karma, Purpose.READ)).toBe(true);
  ApiObject.of(entrance).addJsonPatch(JsonPatch.replace('/spec/replicas', 7));
  const manifests = program.manifests();
  const deployment = manifests.ofKind('Deployment').find(({ metadata }) => metadata.name === entrance.deploymentName);
  expect(deployment!.spec.replicas).toBe(7);
  expect(manifests.ofKind('Service').map(({ metadata }) => metadata.name)).toContain(entrance.serviceName);
});

test('another cluster protects its own applications', () => {
  const program = new Program();
  const developers = program.realm.addGroup('developers');
  const sso = program.sso({ edge: edge(), decisionsHost: 'decisions.example.com', cookieDomain: 'example.com' });
  const chart = new Chart(program.app, 'b', { namespace: 'observability' });
  const cluster = sso.addCluster('b', { chart, edge: edge(), addresses: ['198.51.100.7/32'] });
  const prometheus = cluster.protect(Prometheus.ofService('prometheus-operated'), {
    host: 'prometheus.example.com',
    read: [developers],
  });
  expect(cluster).toBeInstanceOf(RemoteCluster);
  expect(cluster.namespace).toBe('observability');
  expect(prometheus).toMatchObject({ id: 'b-prometheus', url: 'https://prometheus.example.com' });
  expect(prometheus.node.path).toBe('b/sso/b-prometheus');
  expect(sso.applications).toEqual([prometheus]);
});

describe('a sign-on', () => {
  test('has its proxy, sessions and edge', () => {
    const { program, sso } = prometheusProgram();
    expect(sso.proxy).toBeInstanceOf(OAuth2Proxy);
    expect(sso.sessions).toBeInstanceOf(Valkey);
    expect(sso.edge).toBeInstanceOf(EdgeBase);
    expect(ApiObject.of(sso).name).toBe(sso.proxy.deploymentName);
    ApiObject.of(sso.sessions as Valkey).addJsonPatch(JsonPatch.replace('/spec/template/spec/hostname', 'sessions'));
    expect(program.manifests().one('Deployment', 'redis').spec.template.spec.hostname).toBe('sessions');
  });
  test('has the given session store if the store created no construct', () => {
    const sessions = Sessions.cookie();
    expect(prometheusProgram({ sessions }).sso.sessions).toBe(sessions);
  });
  test('stores its sessions in a Valkey of the program', () => {
    const program = new Program();
    const sessions = new Valkey(program.chart, 'sessions', { password: { name: 'own', key: 'password' } });
    const sso = program.sso({ sessions });
    sso.protect(Prometheus.ofService('prometheus-operated'), { read: [program.realm.addGroup('developers')] });
    const manifests = program.manifests();
    expect(sso.sessions).toBe(sessions);
    expect(manifests.ofKind('Deployment')).toHaveLength(2);
    expect(program.toml()).toContain(`redis://${sessions.address}/0?`);
  });
});
