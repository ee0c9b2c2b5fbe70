import { describe, expect, test } from '@jest/globals';
import { Alertmanager, Application, Edge, Grafana, Karma, Prometheus, ThanosQuery, WebApplication } from '../../lib';
import { Flows } from '../../lib/model';
import { networkMarkdown } from '../../lib/report/network';
import { Manifests, Program } from '../support/program';

const applications = (): Record<string, Application> => ({
  prometheus: Prometheus.ofService('prometheus'),
  alertmanager: Alertmanager.ofService('alertmanager'),
  grafana: Grafana.ofService('grafana'),
  karma: Karma.ofService('karma'),
  thanos: ThanosQuery.ofService('thanos'),
  other: WebApplication.ofService('other', { port: 8000, podLabels: { app: 'other' } }),
  loki: WebApplication.ofService('loki', { port: 3100, podLabels: { app: 'loki' }, dataSourceType: 'loki' }),
});

/** The applications that may connect to an application by its network policy: `name port`, or `name *`. */
function callersOf(manifests: Manifests, name: string): string[] {
  const labels = applications()[name]!.podLabels;
  const policy = manifests
    .ofKind('NetworkPolicy')
    .find(({ spec }) => JSON.stringify(spec.podSelector.matchLabels) === JSON.stringify(labels))!;
  const nameOf = (podLabels: object) =>
    Object.entries(applications()).find(
      ([, each]) => JSON.stringify(each.podLabels) === JSON.stringify(podLabels),
    )?.[0];
  return policy.spec.ingress.flatMap(({ from, ports }: any) =>
    from.flatMap(({ podSelector, namespaceSelector }: any) => {
      const caller = namespaceSelector && nameOf(podSelector.matchLabels);
      return caller === undefined ? [] : (ports ?? [{ port: '*' }]).map(({ port }: any) => `${caller} ${port}`);
    }),
  );
}

describe('network policies allow connections from the applications of the program that call', () => {
  const program = new Program();
  const group = program.realm.addGroup('group');
  const sso = program.sso({ edge: Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }) });
  for (const [id, application] of Object.entries(applications())) {
    sso.protect(application, { id, path: `/${id}`, read: [group] });
  }
  const manifests = program.manifests();
  test.each([
    ['prometheus', ['prometheus *', 'grafana 9090', 'thanos 10901']],
    ['alertmanager', ['prometheus *', 'grafana 9093', 'karma 9093']],
    ['thanos', ['prometheus *', 'grafana 9090']],
    ['grafana', ['prometheus *']],
    ['karma', ['prometheus *']],
    ['other', ['prometheus *']],
    ['loki', ['prometheus *', 'grafana 3100']],
  ])('%s', (name, callers) => expect(callersOf(manifests, name)).toEqual(callers));
});

test.each(['', 'Loki', 'a b'])('fails when the type of a data source is %j', (dataSourceType) =>
  expect(() =>
    WebApplication.ofService('loki', { port: 1, podLabels: { app: 'loki' }, dataSourceType: dataSourceType as string }),
  ).toThrow(/dataSourceType is malformed; .*fix: write dataSourceType: 'loki'/),
);

describe('flows', () => {
  const store = { id: 'store', serves: [{ api: 'metrics' }, { api: 'rows', port: 80 }], calls: [] };
  const flows = new Flows();
  flows.add(store);
  flows.add({ id: 'reader', serves: [], calls: ['rows'] });
  flows.add({ id: 'scraper', serves: [], calls: ['metrics', 'rows'] });
  flows.add({ id: 'stranger', cluster: 'remote', serves: [], calls: ['rows', 'metrics'] });

  test('contain a caller that reaches every port only once', () =>
    expect(flows.to(store)).toEqual([
      { from: 'scraper', to: 'store', api: 'metrics', port: undefined },
      { from: 'reader', to: 'store', api: 'rows', port: 80 },
    ]));
  test('do not cross clusters', () => {
    expect(flows.to({ ...store, cluster: 'remote' }).map(({ from }) => from)).toEqual(['stranger']);
    expect(flows.cutOffFrom(store)).toEqual(['stranger']);
    expect(flows.callersOf(undefined, 'rows')).toEqual(['reader', 'scraper']);
  });
});

describe('the report lists the allowed connections between pods', () => {
  const table = networkMarkdown([
    {
      id: 'alertmanager',
      namespace: 'monitoring',
      podLabels: { app: 'alertmanager' },
      isolated: true,
      edgePort: 9093,
      callers: [{ from: 'prometheus' }, { from: 'karma', port: 9093 }],
      allowFrom: [{ cidr: '10.0.0.0/8' }, { namespace: 'ops', podLabels: { app: 'bot' } }],
      cutOff: ['karma-elsewhere'],
    },
    {
      id: 'open',
      cluster: 'remote',
      namespace: 'other',
      podLabels: { app: 'open' },
      isolated: false,
      edgePort: 80,
      callers: [],
      allowFrom: [],
      cutOff: [],
    },
  ]);
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1)
        .join(' | '),
    );
  test.each([
    'alertmanager | monitoring: `app=alertmanager` | the edge | 9093',
    ' |  | its own replicas | every port',
    ' |  | prometheus | every port',
    ' |  | karma | 9093',
    ' |  | `10.0.0.0/8` (`allowFrom`) | every port',
    ' |  | pods with `app=bot` in ops (`allowFrom`) | every port',
    'open (remote) | other: `app=open` | **every pod** (`isolate: false`) | every port',
    'alertmanager | karma-elsewhere',
  ])('%s', (row) => expect(rows).toContain(row));
});
