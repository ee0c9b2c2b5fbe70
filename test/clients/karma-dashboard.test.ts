import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import { parse } from 'yaml';
import { KarmaDashboard, KarmaDashboardProps } from '../../lib';
import { joined } from '../support/joined';
import { Manifests, Program } from '../support/program';

const a = { name: 'a', url: 'https://machines.a.example.com/alertmanager', audience: 'a' };
const b = {
  name: 'b',
  url: 'https://machines.b.example.com/alertmanager',
  audience: 'b',
  externalUrl: 'https://monitoring.b.example.com/alertmanager',
  cluster: 'b',
  silences: true,
  history: {
    url: 'https://machines.b.example.com/prometheus',
    externalUrl: 'https://monitoring.b.example.com/prometheus',
  },
};

function dashboard(props: Partial<KarmaDashboardProps> = {}) {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'monitoring' });
  const karma = new KarmaDashboard(chart, 'karma', {
    externalUrl: 'https://monitoring.example.com/karma',
    alertmanagers: [a, b],
    ...props,
  });
  const manifests = new Manifests(Testing.synth(chart));
  const text = manifests.ofKind('ConfigMap').find(({ data }) => data['karma.yaml'])!.data['karma.yaml'] as string;
  const caddy = JSON.parse(manifests.ofKind('ConfigMap').find(({ data }) => data['caddy.json'])!.data['caddy.json']);
  return {
    karma,
    manifests,
    text,
    configuration: parse(text),
    servers: caddy.apps.http.servers,
    pod: manifests.one('Deployment').spec.template,
  };
}

describe('a dashboard for many Alertmanagers', () => {
  test('has its Deployment as default child, and applies patches of users to it', () => {
    const { karma } = dashboard();
    ApiObject.of(karma).addJsonPatch(
      JsonPatch.replace('/spec/template/spec/initContainers/0/image', 'registry.example.com/caddy:2.11'),
      JsonPatch.add('/spec/template/spec/hostUsers', false),
    );
    const { spec } = new Manifests(Testing.synth(Chart.of(karma))).one('Deployment').spec.template;
    expect(spec.hostUsers).toBe(false);
    expect(spec.initContainers[0]).toMatchObject({
      image: 'registry.example.com/caddy:2.11',
      restartPolicy: 'Always',
    });
  });
  test('calls Alertmanagers through the sidecar, and has no credentials in its own configuration', () => {
    const { configuration, text } = dashboard();
    expect(configuration.alertmanager.servers).toEqual([
      { name: 'a', uri: 'http://127.0.0.1:18080/alertmanager', readonly: true },
      {
        name: 'b',
        cluster: 'b',
        uri: 'http://127.0.0.1:18081/alertmanager',
        external_uri: 'https://monitoring.b.example.com/alertmanager',
        proxy: true,
      },
    ]);
    expect(text).not.toMatch(/headers|Authorization|Bearer|token|machines\./);
  });
  test('mounts no token in the container of Karma', () => {
    const { pod } = dashboard();
    const [karma] = pod.spec.containers;
    expect(karma.volumeMounts.map(({ name }: any) => name)).toEqual(['configuration']);
    expect(pod.spec.automountServiceAccountToken).toBe(false);
    expect(pod.spec.initContainers[0].volumeMounts.map(({ name }: any) => name)).toContain('token-sidecar');
  });
  test('forwards no request that changes anything if silences are off', () => {
    const { servers } = dashboard();
    const methods = (name: string) =>
      servers[name].routes.flatMap(({ match }: any) => match?.[0].not?.[0].method ?? []);
    expect(methods('alertmanager-0')).toEqual(['GET', 'HEAD']);
    expect(methods('alertmanager-1')).toEqual(['GET', 'HEAD', 'POST', 'DELETE']);
  });
  test('queries no address for the history that a reader sends', () => {
    expect(dashboard({ alertmanagers: [a] }).configuration.history).toEqual({ enabled: false });
    const { history } = dashboard().configuration;
    expect(history).toEqual({
      enabled: true,
      rewrite: [
        { source: 'https://monitoring\\.b\\.example\\.com/prometheus', uri: 'http://127.0.0.1:18082/prometheus' },
        { source: '(?s).*', uri: '' },
      ],
    });
    const asked = (source: string) =>
      history.rewrite.find((rule: any) => new RegExp(`^(?:${rule.source.replace('(?s)', '')})$`, 's').test(source)).uri;
    expect(asked('https://monitoring.b.example.com/prometheus')).toBe('http://127.0.0.1:18082/prometheus');
    for (const source of [
      'http://127.0.0.1:18081/alertmanager',
      'https://monitoringxb.example.com/prometheus',
      'http://169.254.169.254',
      'a\nb',
      '',
    ]) {
      expect(asked(source)).toBe('');
    }
  });
  test('reads the person from the header of the sign-on, and allows only scripts of its own origin', () => {
    const { configuration } = dashboard();
    expect(configuration.authentication).toEqual({ header: { name: 'X-Auth-Request-Email', value_re: '^(.+)$' } });
    expect(configuration.listen).toEqual({
      port: 8080,
      prefix: '/karma',
      cors: { allowedOrigins: ['https://monitoring.example.com'] },
    });
    expect(dashboard({ externalUrl: 'https://karma.example.com' }).configuration.listen).toMatchObject({
      prefix: '/',
      cors: { allowedOrigins: ['https://karma.example.com'] },
    });
  });
  test('has probes at the port and path that it listens on', () => {
    expect(dashboard().pod.spec.containers[0].readinessProbe.httpGet.path).toBe('/karma/health');
    expect(
      dashboard({ externalUrl: 'https://karma.example.com' }).pod.spec.containers[0].livenessProbe.httpGet.path,
    ).toBe('/health');
  });
  test('calls with the service account that grants name', () => {
    const { karma, manifests, pod } = dashboard({ serviceAccountName: 'viewer' });
    expect(karma.serviceAccountName).toBe('viewer');
    expect(manifests.one('ServiceAccount').metadata.name).toBe('viewer');
    expect(pod.spec.serviceAccountName).toBe('viewer');
  });
  test('allows connections only from the peers in allowFrom', () => {
    const closed = dashboard().manifests.one('NetworkPolicy').spec;
    expect(closed).toMatchObject({ policyTypes: ['Ingress'] });
    expect(closed).not.toHaveProperty('ingress');
    const { spec } = dashboard({ allowFrom: [{ podLabels: { app: 'prometheus' } }] }).manifests.one('NetworkPolicy');
    expect(spec.ingress).toEqual([
      { from: [{ podSelector: { matchLabels: { app: 'prometheus' } } }], ports: [{ port: 8080, protocol: 'TCP' }] },
    ]);
  });
  test('accepts Alertmanagers of every name, together with histories', () => {
    const names = ['b-prometheus', 'history-0', 'a'.repeat(63)];
    const { configuration, servers } = dashboard({ alertmanagers: [b, ...names.map((name) => ({ ...a, name }))] });
    expect(configuration.alertmanager.servers.map(({ name }: any) => name)).toEqual(['b', ...names]);
    expect(
      new Set(
        [configuration.history.rewrite[0].uri, ...configuration.alertmanager.servers.map(({ uri }: any) => uri)].map(
          (uri) => new URL(uri).port,
        ),
      ).size,
    ).toBe(Object.keys(servers).length);
  });
  test('fails when another dashboard of the chart has the same service account', () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'monitoring' });
    const another = (id: string, props: Partial<KarmaDashboardProps> = {}) =>
      new KarmaDashboard(chart, id, {
        externalUrl: 'https://monitoring.example.com/karma',
        alertmanagers: [a],
        ...props,
      });
    another('one');
    expect(() => another('two')).toThrow(
      joined(
        /\[chart\/two\] the chart already has a ServiceAccount of this name, at chart\/one\/account; /,
        /got "karma".*fix: give each KarmaDashboard a serviceAccountName/,
      ),
    );
    expect(() => another('three', { serviceAccountName: 'viewer' })).not.toThrow();
  });
  test('can be protected like other applications', () => {
    const program = new Program();
    const developers = program.realm.addGroup('developers');
    const karma = new KarmaDashboard(program.chart, 'karma', {
      externalUrl: 'https://monitoring.example.com/karma',
      alertmanagers: [a],
    });
    const sso = program.sso();
    sso.protect(karma.application, { path: '/karma', read: [developers] });
    const manifests = program.manifests();
    expect(manifests.routing('/karma').spec.rules[0].http.paths[0].backend.service.name).toBe(
      manifests.ofKind('Service').find(({ metadata }) => metadata.name.includes('karma'))!.metadata.name,
    );
    const pods = manifests.ofKind('Deployment').find(({ metadata }) => metadata.name.includes('karma'))!.spec.template
      .metadata.labels;
    const admitting = manifests
      .ofKind('NetworkPolicy')
      .filter(
        ({ spec }) =>
          Object.entries(spec.podSelector.matchLabels).every(([key, value]) => pods[key] === value) &&
          spec.ingress?.length > 0,
      );
    expect(admitting).toHaveLength(1);
  });

  test.each<[string, Partial<KarmaDashboardProps>, RegExp]>([
    ['there are no Alertmanagers', { alertmanagers: [] }, /there are no Alertmanagers/],
    [
      'the name of an Alertmanager is malformed',
      { alertmanagers: [{ ...a, name: 'A/B' }] },
      /alertmanagers\.name is malformed/,
    ],
    [
      'two have the same name',
      { alertmanagers: [a, a] },
      /\[chart\/karma\] two Alertmanagers have the same name; got "a"/,
    ],
    [
      'the address of an Alertmanager is not https',
      { alertmanagers: [{ ...a, url: 'http://a.example.com' }] },
      /alertmanagers\.url is not usable as an https address/,
    ],
    [
      'the address of a Prometheus is not https',
      { alertmanagers: [{ ...b, history: { ...b.history, url: 'http://b.example.com' } }] },
      /alertmanagers\.history\.url is not usable as an https address/,
    ],
    [
      'its address is not https',
      { externalUrl: 'http://monitoring.example.com' },
      /externalUrl is not usable as an https address/,
    ],
    ['the name of the header is malformed', { identityHeader: 'X Y' }, /identityHeader is not the name of a header/],
    ['there is no replica', { replicas: 0 }, /replicas is out of bounds/],
    ['a peer is empty', { allowFrom: [{}] }, /allowFrom names addresses and pods at once, or neither/],
  ])('fails when %s', (_, props, message) => expect(() => dashboard(props)).toThrow(message));
});
