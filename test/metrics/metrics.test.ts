import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import {
  Edge,
  EdgeBase,
  KeycloakRealm,
  Metrics,
  MonitoringSso,
  MonitoringSsoProps,
  Prometheus,
  PrometheusOperatorOptions,
  Secrets,
  ServiceAccountIssuer,
  Sessions,
  Tls,
  WebApplication,
} from '../../lib';
import { inCase } from '../support/in-case';
import { joined } from '../support/joined';
import { KubeObject, Program, prometheusProgram } from '../support/program';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'metrics-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function monitoringOf(sso: MonitoringSso) {
  const directory = fs.mkdtempSync(path.join(folder, 'report-'));
  sso.writeReport(directory);
  const read = (file: string) => fs.readFileSync(path.join(directory, 'monitoring', file), 'utf8');
  return {
    directory,
    scrape: parse(read('scrape.yaml')),
    rules: parse(read('rules.yaml')),
    dashboard: JSON.parse(read('dashboard.json')),
  };
}

const watched = (props: Partial<MonitoringSsoProps> = {}) =>
  prometheusProgram({ metrics: Metrics.prometheusOperator({ labels: { release: 'stack' } }), ...props });
const ports = (policy: KubeObject): number[] =>
  policy.spec.ingress.flatMap((rule: KubeObject) => rule.ports.map(({ port }: KubeObject) => port));
const inMonitoring = { 'kubernetes.io/metadata.name': 'monitoring' };

describe('without the prop metrics', () => {
  const { program, sso } = prometheusProgram();
  const manifests = program.manifests();

  test('there is no port, no Service and no report', () => {
    expect(JSON.stringify(manifests.objects)).not.toMatch(/44180|metrics_address|-metrics/);
    const directory = fs.mkdtempSync(path.join(folder, 'report-'));
    sso.writeReport(directory);
    expect(fs.existsSync(path.join(directory, 'monitoring'))).toBe(false);
  });
});

describe('the port of the metrics', () => {
  const { program } = watched({
    metrics: Metrics.endpoint({ scrapedBy: [{ podLabels: { app: 'agent' } }, { cidr: '192.0.2.0/24' }] }),
  });
  const manifests = program.manifests();
  const deployment = manifests.one('Deployment', 'proxy');

  test('is separate from the port for decisions, in container, configuration and Service', () => {
    expect(deployment.spec.template.spec.containers[0].ports).toEqual([
      { name: 'http', containerPort: 4180 },
      { name: 'metrics', containerPort: 44180 },
    ]);
    expect(program.toml()).toContain('metrics_address = ":44180"');
    expect(
      manifests
        .ofKind('Service')
        .filter(({ metadata }) => metadata.name.includes('oauth2-proxy'))
        .map(({ spec }) => spec.ports.map(({ port }: KubeObject) => port)),
    ).toEqual([[4180], [44180]]);
  });
  test('has a headless Service that includes replicas that are not ready', () => {
    const service = manifests.one('Service', '-oauth2-proxy-metrics');
    expect(service.spec).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: deployment.spec.selector.matchLabels,
    });
  });
  test('allows the protected Prometheus and the peers in scrapedBy to connect, and these only to this port', () => {
    const policies = manifests
      .ofKind('NetworkPolicy')
      .filter(({ spec }) => spec.podSelector.matchLabels['app.kubernetes.io/name'] === 'oauth2-proxy');
    expect(policies.map(ports)).toEqual([[4180], [44180]]);
    expect(policies[1].spec.ingress[0].from).toEqual([
      {
        namespaceSelector: { matchLabels: inMonitoring },
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
      },
      { podSelector: { matchLabels: { app: 'agent' } } },
      { ipBlock: { cidr: '192.0.2.0/24' } },
    ]);
    expect(JSON.stringify(policies[0])).not.toMatch(/agent|192\.0\.2|prometheus/);
  });
  test('has no route', () => {
    const backends = manifests
      .ofKind('Ingress')
      .flatMap(({ spec }) =>
        spec.rules.flatMap(({ http }: KubeObject) => http.paths.map(({ backend }: KubeObject) => backend.service)),
      );
    expect(backends.filter(({ name, port }: KubeObject) => name.endsWith('-metrics') || port.number === 44180)).toEqual(
      [],
    );
  });
  test('does not need the objects of an operator', () =>
    expect(manifests.objects.filter(({ apiVersion }) => apiVersion.startsWith('monitoring.coreos.com'))).toEqual([]));
});

describe('the proxies of machines', () => {
  const { program, sso } = watched();
  const issuer = new ServiceAccountIssuer({ issuerUrl: 'https://kubernetes.default.svc.cluster.local' });
  sso.addMachines('cluster', { issuer, host: 'machines.example.net', proxy: { replicas: 3 } });
  const manifests = program.manifests();
  const { scrape, rules, dashboard } = monitoringOf(sso);
  const service = manifests
    .ofKind('Service')
    .find(({ metadata: { name } }) => /machines-cluster-.*-metrics$/.test(name))!;
  const job = service.metadata.name;

  test('are scraped like the proxies for people, as a separate job', () => {
    const { spec } = manifests.one('Deployment', 'machines-cluster');
    expect(spec.template.spec.containers[0].ports).toContainEqual({ name: 'metrics', containerPort: 44180 });
    expect(manifests.one('ServiceMonitor', 'machines').spec.selector.matchLabels).toEqual(service.metadata.labels);
    expect(ports(manifests.one('NetworkPolicy', 'machines-cluster-metrics'))).toEqual([44180]);
    expect(scrape.scrape_configs.map(({ job_name }: KubeObject) => job_name)).toEqual([
      expect.stringMatching(/^monitoring\/.*/),
      `monitoring/${job}`,
    ]);
  });
  test('have the alerts for machines, with the same queries in both forms', () => {
    const [ofPeople, ofMachines] = rules.groups;
    expect(ofMachines.rules.map(({ alert }: KubeObject) => alert)).toEqual([
      'MonitoringSsoAbsent',
      'MonitoringSsoReplicasMissing',
      'MonitoringSsoSlow',
      'MonitoringSsoManyRefused',
    ]);
    for (const { expr, labels } of ofMachines.rules) {
      expect(expr).toContain(`job="${job}"`);
      expect(labels.sign_on).toBe('machines.example.net');
    }
    expect(ofMachines.rules[1].expr).toMatch(/< 3$/);
    expect(manifests.one('PrometheusRule', 'machines').spec.groups).toEqual([ofMachines]);
    expect(JSON.stringify([ofPeople, dashboard])).not.toContain(job);
  });
});

test('a Prometheus that is protected later may also scrape, in any namespace', () => {
  const { program, sso, developers } = watched();
  sso.protect(Prometheus.ofService('other', { namespace: 'other', podLabels: { app: 'other' } }), {
    id: 'other',
    path: '/other',
    read: [developers],
  });
  expect(program.manifests().one('NetworkPolicy', 'sso-metrics').spec.ingress[0].from).toHaveLength(2);
});

test('metrics without a scraper are refused', () => {
  const program = new Program();
  const group = program.realm.addGroup('group');
  program
    .sso({ metrics: Metrics.endpoint() })
    .protect(WebApplication.ofService('app', { port: 80, podLabels: { app: 'app' } }), { read: [group] });
  expect(() => program.manifests()).toThrow(
    joined(
      /no program may read the metrics; got no Prometheus and no scrapedBy; allowed: .*; /,
      /fix: name them in scrapedBy, or remove metrics/,
    ),
  );
});

test.each([
  [{ cidr: '10.0.0.1/8' }, /scrapedBy\.cidr has bits beyond its prefix/],
  [{ namespace: 'Monitoring' }, /scrapedBy\.namespace is malformed/],
  [{}, /scrapedBy names addresses and pods at once, or neither/],
])('fails when the metrics are scraped by %j', (peer, message) =>
  expect(() => new Program().sso({ metrics: Metrics.endpoint({ scrapedBy: [peer] }) })).toThrow(message),
);

test('fails when labels are malformed or empty', () => {
  expect(() => Metrics.prometheusOperator({ labels: { release: 'a b' } })).toThrow(
    /\[Metrics\.prometheusOperator\] labels has a malformed value for release; got "a b"/,
  );
  expect(() => Metrics.prometheusOperator({ dashboardLabels: { 'a b': '1' } })).toThrow(
    /dashboardLabels has a malformed key/,
  );
  expect(() => Metrics.prometheusOperator({ ruleLabels: { 'a b': '1' } })).toThrow(/ruleLabels has a malformed key/);
  for (const value of [undefined, 1, true, null]) {
    expect(() => Metrics.prometheusOperator({ labels: { release: value as any } })).toThrow(
      /labels\.release is not a string; got (nothing|1|true|null); .*fix: write labels: { release: /,
    );
  }
  expect(() => Metrics.prometheusOperator({ dashboardLabels: {} })).toThrow(
    joined(
      /dashboardLabels are empty, so Grafana would not find the dashboard; got \{\}; /,
      /allowed: at least one label; fix: .* dashboard: false/,
    ),
  );
});

test.each(['monitoring.example.com/runbook', 'https://example.com/a#b', 'javascript:alert(1)', ''])(
  'fails when the address of the runbook is %j',
  (runbookUrl) => {
    expect(() => Metrics.endpoint({ runbookUrl })).toThrow(/\[Metrics\.endpoint\] runbookUrl is not an address/);
  },
);

test.each([4, 121, 7.5])('fails when the metrics are scraped every %d seconds', (seconds) => {
  expect(() => Metrics.endpoint({ scrapeInterval: Duration.millis(seconds * 1000) })).toThrow(
    /scrapeInterval is out of bounds; .*; allowed: whole seconds from 5 to 120/,
  );
});

describe.each(['identityProvider', 'edge', 'tls', 'secrets', 'sessions', 'metrics'] as const)('%s', (name) => {
  const classes = {
    identityProvider: KeycloakRealm,
    edge: EdgeBase,
    tls: Tls,
    secrets: Secrets,
    sessions: Sessions,
    metrics: Metrics,
  };
  test.each([
    ['true', true],
    ['nothing', null],
    ['an empty object', {}],
    ['a text', 'redis'],
    ['the class itself', classes[name]],
  ])('fails when it is %s', (_, value: any) => {
    expect(() => new Program().sso({ [name]: value })).toThrow(
      new RegExp(`${name} is not an? \\w+; got .*; allowed: an? \\w+.*; fix: write ${name}: \\w+`),
    );
  });
});

test('the objects for the operator can be chosen', () => {
  const made = (options: PrometheusOperatorOptions) =>
    watched({ metrics: Metrics.prometheusOperator(options) }).program.manifests();
  const kinds = ({ objects }: ReturnType<typeof made>) =>
    objects
      .filter(({ kind, metadata }) => /Monitor|Rule/.test(kind) || metadata.name.includes('dashboard'))
      .map(({ kind }) => kind)
      .sort();
  expect(kinds(made({}))).toEqual(['ConfigMap', 'PrometheusRule', 'ServiceMonitor']);
  expect(kinds(made({ dashboard: false }))).toEqual(['PrometheusRule', 'ServiceMonitor']);
  expect(kinds(made({ alerts: false }))).toEqual(['ConfigMap', 'ServiceMonitor']);
  const other = made({ labels: { release: 'a' }, ruleLabels: { rules: 'b' } });
  expect(['ServiceMonitor', 'PrometheusRule'].map((kind) => other.one(kind).metadata.labels)).toEqual([
    { release: 'a' },
    { rules: 'b' },
  ]);
});

test('the scrape interval comes from the program, or is the default of the Prometheus', () => {
  const intervals = (scrapeInterval?: Duration) => {
    const { program, sso } = watched({ metrics: Metrics.prometheusOperator({ scrapeInterval }) });
    const { scrape, dashboard } = monitoringOf(sso);
    return [
      program.manifests().one('ServiceMonitor').spec.endpoints[0].interval,
      scrape.scrape_configs[0].scrape_interval,
      ...new Set(
        dashboard.panels.flatMap(({ targets }: KubeObject) => targets.map(({ interval }: KubeObject) => interval)),
      ),
    ];
  };
  expect(intervals()).toEqual([undefined, undefined, undefined]);
  expect(intervals(Duration.minutes(1))).toEqual(['60s', '60s', '60s']);
});

test('alerts contain the address of the runbook of this version, or of the program', () => {
  const of = (runbookUrl?: string) =>
    monitoringOf(watched({ metrics: Metrics.endpoint({ runbookUrl }) }).sso).rules.groups[0].rules[0].annotations
      .runbook_url;
  const { version } = JSON.parse(fs.readFileSync(path.join(__dirname, '../../package.json'), 'utf8'));
  // A build from a checkout has no release.
  const reference = version === '0.0.0' ? 'main' : `v${version}`;
  const documents = `https://github.com/cdk8s-monitoring-sso/cdk8s-monitoring-sso/blob/${reference}/docs`;
  expect(of()).toBe(`${documents}/operations.md#monitoringssoabsent`);
  expect(of('https://example.com/runbook')).toBe('https://example.com/runbook#monitoringssoabsent');
});

test('the files of the report state where to use them', () => {
  const { directory } = monitoringOf(watched().sso);
  for (const [file, setting] of [
    ['scrape.yaml', 'scrape_config_files'],
    ['rules.yaml', 'rule_files'],
  ] as const) {
    expect(fs.readFileSync(path.join(directory, 'monitoring', file), 'utf8')).toMatch(
      new RegExp(`^# For ${setting} .*\n# Prometheus must run in the cluster: .*\n[a-z]`),
    );
  }
});

describe('the objects of the operator', () => {
  const { program, sso } = watched();
  const manifests = program.manifests();
  const report = monitoringOf(sso);
  const monitor = manifests.one('ServiceMonitor');
  const rules = manifests.one('PrometheusRule');
  const dashboard = manifests.one('ConfigMap', 'dashboard');

  test('match the selectors of the operator and of the sidecar of Grafana', () => {
    expect([monitor, rules].map(({ metadata }) => metadata.labels)).toEqual([
      { release: 'stack' },
      { release: 'stack' },
    ]);
    expect(dashboard.metadata.labels).toEqual({ grafana_dashboard: '1' });
  });
  test('select the Service of the metrics, and not the Service for decisions', () => {
    const selects = ({ metadata }: KubeObject) =>
      Object.entries(monitor.spec.selector.matchLabels).every(([key, value]) => metadata.labels?.[key] === value);
    expect(
      manifests
        .ofKind('Service')
        .filter(selects)
        .map(({ metadata, spec }) => [metadata.name, spec.ports[0].name]),
    ).toEqual([[expect.stringMatching(/-metrics$/), monitor.spec.endpoints[0].port]]);
  });
  test('are equal to the files of the report', () => {
    expect(rules.spec).toEqual(report.rules);
    expect(Object.entries(dashboard.data).map(([file, text]) => [file, JSON.parse(text as string)])).toEqual([
      [`${report.dashboard.uid}.json`, report.dashboard],
    ]);
    const [scrape] = report.scrape.scrape_configs;
    const service = manifests.one('Service', '-metrics').metadata.name;
    expect(scrape.dns_sd_configs[0]).toEqual({
      names: [`${service}.monitoring.svc.cluster.local`],
      type: 'A',
      port: 44180,
    });
    // The labels that a Prometheus of the operator adds.
    expect(
      Object.fromEntries(scrape.relabel_configs.map((entry: KubeObject) => [entry.target_label, entry.replacement])),
    ).toEqual({ job: service, namespace: 'monitoring' });
  });
});

const expressions = (rules: KubeObject): Record<string, string> =>
  Object.fromEntries(
    rules.groups.flatMap((group: KubeObject) => group.rules.map(({ alert, expr }: KubeObject) => [alert, expr])),
  );

describe('the alert rules', () => {
  test('are those that apply to the sign-on', () => {
    const alerts = (props: Partial<MonitoringSsoProps>) =>
      Object.keys(expressions(monitoringOf(watched(props).sso).rules));
    const all = [
      'Absent',
      'ReplicasMissing',
      'Errors',
      'Slow',
      'SessionStoreUnreachable',
      'ManySignedOut',
      'ManyRefused',
      'CertificateNotIssued',
      'CertificateNotRenewed',
      'CertificateNearItsEnd',
    ];
    const without = (...names: string[]) =>
      all.filter((name) => !names.includes(name)).map((name) => `MonitoringSso${name}`);
    expect(alerts({})).toEqual(without());
    expect(alerts({ proxy: { replicas: 1 } })).toEqual(without('ReplicasMissing'));
    expect(alerts({ sessions: Sessions.cookie() })).toEqual(without('SessionStoreUnreachable'));
    expect(alerts({ tls: Tls.existingSecret('tls') })).toEqual([
      ...without('CertificateNotIssued', 'CertificateNotRenewed', 'CertificateNearItsEnd'),
      'MonitoringSsoCertificateExpires',
      'MonitoringSsoCertificateNearItsEnd',
    ]);
  });
  test('count requests without a session by the status that the proxy returns with this edge', () => {
    const counted = (edge: EdgeBase) => {
      const { rules, dashboard } = monitoringOf(watched({ edge }).sso);
      expect(JSON.stringify(dashboard)).toContain(
        /code=\S+\}/.exec(expressions(rules).MonitoringSsoManySignedOut)![0].slice(0, -1).replace(/"/g, '\\"'),
      );
      return expressions(rules).MonitoringSsoManySignedOut;
    };
    expect(counted(Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] }))).toContain('code="401"');
    expect(counted(Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }))).toContain('code=~"302|401"');
  });
  test('cover every certificate, in every namespace, and every host', () => {
    const of = (tls: Tls) => {
      const { program, sso, developers } = watched({ tls, cookieDomain: 'example.com' });
      sso.protect(Prometheus.ofService('other', { namespace: 'other' }), {
        id: 'other',
        host: 'other.example.com',
        read: [developers],
      });
      return { manifests: program.manifests(), rules: expressions(monitoringOf(sso).rules) };
    };
    const { manifests, rules } = of(Tls.certManager({ issuer: 'letsencrypt' }));
    const names = manifests.ofKind('Certificate').map(({ metadata }) => metadata.name);
    expect(names).toHaveLength(2);
    expect(rules.MonitoringSsoCertificateNotRenewed).toContain(
      `namespace=~"monitoring|other", name=~"${names.join('|')}"`,
    );
    expect(of(Tls.existingSecret('tls')).rules.MonitoringSsoCertificateExpires).toContain(
      '(monitoring\\\\.example\\\\.com|other\\\\.example\\\\.com)',
    );
  });
  test('have a section each in docs/operations.md, and each section has an alert', () => {
    const text = fs.readFileSync(path.join(__dirname, '../../docs/operations.md'), 'utf8');
    const sections = [...text.matchAll(/^### (MonitoringSso\w+)$/gm)].map(([, name]) => name);
    const rules = [watched(), watched({ tls: Tls.existingSecret('tls') })].flatMap(
      ({ sso }) => monitoringOf(sso).rules.groups[0].rules,
    );
    expect([...new Set(sections)].sort()).toEqual([...new Set(rules.map(({ alert }) => alert))].sort());
    for (const { alert, annotations } of rules) {
      expect(annotations.runbook_url).toMatch(new RegExp(`/docs/operations\\.md#${alert.toLowerCase()}$`));
    }
  });
  test('have a severity, a description and a location', () => {
    const { program, sso } = watched();
    const proxy = program.manifests().one('Deployment', 'proxy');
    const selector = Object.entries(proxy.spec.selector.matchLabels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    for (const { labels, annotations } of monitoringOf(sso).rules.groups[0].rules) {
      expect(labels).toEqual({
        severity: expect.stringMatching(/^(critical|warning)$/),
        namespace: 'monitoring',
        sign_on: 'monitoring.example.com',
        deployment: proxy.metadata.name,
      });
      expect(annotations).toMatchObject({
        summary: expect.stringContaining('monitoring.example.com'),
        description: expect.stringMatching(/\.$/),
        pods: `-n monitoring -l ${selector}`,
      });
    }
  });
});

describe('the dashboard', () => {
  const { dashboard } = monitoringOf(watched().sso);

  test('has panels that do not overlap, with different ids', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }: KubeObject) => {
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
    const height = Math.max(...dashboard.panels.map(({ gridPos: { y, h } }: KubeObject) => y + h));
    expect(cells).toHaveLength(24 * height); // no holes
    expect(dashboard.panels.map(({ id }: KubeObject) => id)).toEqual(
      dashboard.panels.map((_: unknown, index: number) => index + 1),
    );
  });
  test('queries the data source that the viewer selects', () => {
    const sources = dashboard.panels.flatMap((panel: KubeObject) => [
      panel.datasource,
      ...panel.targets.map(({ datasource }: KubeObject) => datasource),
    ]);
    expect(new Set(sources.map((source: unknown) => JSON.stringify(source)))).toEqual(
      new Set(['{"type":"prometheus","uid":"${datasource}"}']),
    );
    expect(dashboard.templating.list).toMatchObject([{ name: 'datasource', type: 'datasource', query: 'prometheus' }]);
  });
  test('has a different id for each query of a panel', () => {
    for (const { targets, title } of dashboard.panels) {
      inCase(title, () => expect(new Set(targets.map(({ refId }: KubeObject) => refId)).size).toBe(targets.length));
    }
  });
  test('has a valid id that is stable, and different for every sign-on', () => {
    expect(dashboard.uid).toMatch(/^[a-z0-9-]{1,40}$/);
    expect(monitoringOf(watched().sso).dashboard.uid).toBe(dashboard.uid);
    expect(monitoringOf(watched({ host: 'other.example.com' }).sso).dashboard.uid).not.toBe(dashboard.uid);
  });
});

describe('two sign-ons of one cluster', () => {
  const program = new Program();
  const group = program.realm.addGroup('group');
  const sign = (id: string, host: string) => {
    const sso = program.sso({ host, clientId: id, metrics: Metrics.prometheusOperator() }, id);
    sso.protect(Prometheus.ofService(id, { podLabels: { app: id } }), { host, read: [group] });
    return sso;
  };
  const reports = [sign('one', 'one.example.com'), sign('two', 'two.example.com')].map(monitoringOf);
  const manifests = program.manifests();

  test("do not select each other's series", () => {
    const [one, two] = manifests
      .ofKind('Service')
      .map(({ metadata }) => metadata.name)
      .filter((name) => name.endsWith('-metrics'));
    for (const [report, own, foreign] of [
      [reports[0], one, two],
      [reports[1], two, one],
    ] as const) {
      const text = JSON.stringify(report);
      expect(text).toContain(own);
      expect(text).not.toContain(foreign);
      const queries = [
        ...Object.values(expressions(report.rules)),
        ...report.dashboard.panels.flatMap(({ targets }: KubeObject) => targets.map(({ expr }: KubeObject) => expr)),
      ];
      // Each selector of the proxy's own series names the sign-on.
      for (const query of queries) {
        for (const [selector] of query.matchAll(/\b(up|oauth2_proxy_\w+|process_\w+|go_\w+)\b(?!\()[^}]*}?/g)) {
          expect(selector).toContain(`{namespace="monitoring", job="${own}"`);
        }
      }
    }
  });
  test("do not allow connections from each other's Prometheus", () => {
    const policies = manifests
      .ofKind('NetworkPolicy')
      .filter(({ spec }) =>
        spec.ingress.some((rule: KubeObject) => rule.ports?.some(({ port }: KubeObject) => port === 44180)),
      );
    expect(
      policies.map(({ spec }) => spec.ingress[0].from.map((peer: KubeObject) => peer.podSelector.matchLabels.app)),
    ).toEqual([['one'], ['two']]);
  });
  test('have dashboards in separate files', () => {
    const files = manifests
      .ofKind('ConfigMap')
      .flatMap(({ data }) => Object.keys(data))
      .filter((name) => name.endsWith('.json'));
    expect(new Set(files).size).toBe(2);
  });
});

test('the report of an earlier run is removed, and other files are kept', () => {
  const { directory } = monitoringOf(watched().sso);
  fs.writeFileSync(path.join(directory, 'monitoring/mine.yaml'), '');
  prometheusProgram().sso.writeReport(directory);
  expect(fs.readdirSync(path.join(directory, 'monitoring'))).toEqual(['mine.yaml']);
  fs.rmSync(path.join(directory, 'monitoring/mine.yaml'));
  prometheusProgram().sso.writeReport(directory);
  expect(fs.existsSync(path.join(directory, 'monitoring'))).toBe(false);
});
