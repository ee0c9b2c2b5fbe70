import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import { Edge, Grafana, Karma, OidcIssuer, Sessions, ThanosQuery, WebApplication } from '../../lib';
import { Alertmanager, Program, Prometheus, prometheusProgram } from '../support/program';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reports-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function reportOf(sso: { writeReport(directory: string): void }) {
  const directory = fs.mkdtempSync(path.join(folder, 'report-'));
  sso.writeReport(directory);
  const read = (file: string) => fs.readFileSync(path.join(directory, file), 'utf8');
  return { directory, read, json: () => JSON.parse(read('access.json')) };
}

/** What kube-prometheus-stack has for publishing an application past the sign-on. */
const UNPUBLISHED = {
  ingress: { enabled: false },
  route: { main: { enabled: false } },
  service: { type: 'ClusterIP' },
  ingressPerReplica: { enabled: false },
  routePerReplica: { main: { enabled: false } },
  servicePerReplica: { type: 'ClusterIP' },
};

describe('the report', () => {
  const { sso, operators } = prometheusProgram({
    edge: Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'], cache: Duration.seconds(5) }),
  });
  sso.protect(Alertmanager.ofService('a'), { path: '/alertmanager', write: [operators], ingest: [operators] });
  const report = reportOf(sso);

  test('has a row for every route, including closed routes', () => {
    const rows = report
      .json()
      .rows.map((row: any) => [row.path, row.match, row.permitted.map((identity: any) => identity.name)]);
    expect(rows).toContainEqual(['/prometheus', 'prefix', ['/developers', '/operators']]);
    expect(rows).toContainEqual(['/prometheus/-', 'prefix', ['/operators']]);
    expect(rows).toContainEqual(['/prometheus/api/v1/write', 'prefix', []]);
  });
  test('states the longest time until a withdrawn right has no effect (finding 14)', () => {
    expect(report.json().withdrawal.seconds).toBe(126);
    expect(report.read('access.md')).toContain(
      'no effect after at most 126 s: the greater of 60 s refresh and 120 s access token + 6 s cache of the edge',
    );
  });
  test('says that connections which are open outlast a sign-out and a withdrawn right (K8.3)', () =>
    expect(report.read('access.md')).toMatch(
      /These times are for requests\. .* A connection that is open .* stays open/,
    ));
  test('has the address and route prefix of every application, for chart, operator and command line', () => {
    expect(parse(report.read('values/kube-prometheus-stack.yaml'))).toEqual({
      prometheus: {
        prometheusSpec: { externalUrl: 'https://monitoring.example.com/prometheus', routePrefix: '/prometheus' },
        ...UNPUBLISHED,
        thanosIngress: { enabled: false },
        thanosServiceExternal: { enabled: false },
      },
      alertmanager: {
        alertmanagerSpec: { externalUrl: 'https://monitoring.example.com/alertmanager', routePrefix: '/alertmanager' },
        ...UNPUBLISHED,
      },
    });
    expect(parse(report.read('values/alertmanager.operator.yaml'))).toEqual({
      spec: { externalUrl: 'https://monitoring.example.com/alertmanager', routePrefix: '/alertmanager' },
    });
    expect(report.read('values/alertmanager.flags')).toBe(
      '--web.external-url=https://monitoring.example.com/alertmanager\n--web.route-prefix=/alertmanager\n',
    );
  });
  test('configures Prometheus with the path of Alertmanager, for the operator and for a configuration file', () => {
    expect(parse(report.read('values/prometheus.operator.yaml'))).toEqual({
      spec: {
        externalUrl: 'https://monitoring.example.com/prometheus',
        routePrefix: '/prometheus',
        alerting: {
          alertmanagers: [
            { namespace: 'monitoring', name: 'a', port: 9093, pathPrefix: '/alertmanager', apiVersion: 'v2' },
          ],
        },
      },
    });
    expect(parse(report.read('values/prometheus.alerting.yaml'))).toEqual({
      alerting: {
        alertmanagers: [
          {
            api_version: 'v2',
            scheme: 'http',
            path_prefix: '/alertmanager',
            static_configs: [{ targets: ['a.monitoring.svc:9093'] }],
          },
        ],
      },
    });
    expect(report.read('values/prometheus.alerting.yaml')).toMatch(
      /^# In addition to prometheus\.flags\. For the configuration file \(--config\.file\), since there is no flag /,
    );
  });
  test('lists the settings of other programs that call an application below a path', () => {
    const callers = report.read('callers.md');
    expect(callers).toContain('## alertmanager: `http://a.monitoring.svc:9093/alertmanager`');
    expect(callers).toContain(
      'This report contains the setting for prometheus (`values/prometheus.operator.yaml`, ' +
        '`values/prometheus.alerting.yaml`, `values/prometheus.prometheus-chart.yaml`)',
    );
    for (const who of [
      'every other Prometheus',
      'Grafana',
      'Karma',
      'amtool',
      'a Thanos sidecar',
      'programs that write to it',
    ]) {
      expect(callers).toContain(`| ${who}`);
    }
    expect(callers).toContain('`--prometheus.url=http://localhost:9090/prometheus`');
  });
  test('has no list of callers if every application has its own host, and removes the list of an earlier run', () => {
    const { sso: hosts, operators: others } = prometheusProgram({ cookieDomain: 'example.com' });
    hosts.protect(Alertmanager.ofService('a'), { host: 'alerts.example.com', write: [others], ingest: [others] });
    const first = reportOf(hosts);
    expect(first.read('callers.md')).not.toContain('## alertmanager');
    expect(parse(first.read('values/prometheus.alerting.yaml')).alerting.alertmanagers[0].path_prefix).toBe('/');
    const program = new Program();
    const alone = program.sso();
    alone.protect(Prometheus.ofService('p'), { read: [program.realm.addGroup('developers')] });
    const second = fs.mkdtempSync(path.join(folder, 'again-'));
    fs.cpSync(first.directory, second, { recursive: true });
    alone.writeReport(second);
    expect(fs.existsSync(path.join(second, 'callers.md'))).toBe(false);
    expect(fs.readdirSync(path.join(second, 'values')).filter((file) => file.startsWith('prometheus'))).toEqual([
      'prometheus.flags',
      'prometheus.operator.yaml',
      'prometheus.prometheus-chart.yaml',
    ]);
  });
  test('has the values of the ingress-nginx controller', () =>
    expect(parse(report.read('values/ingress-nginx.yaml')).controller.proxySetHeaders).toEqual({
      'Cookie': '$sso_cookie',
      'X-Sso-Request-Id': '$request_id',
    }));
  test('has the values of the controller once without and once with an access log format', () => {
    const [plain, logging] = ['ingress-nginx.yaml', 'ingress-nginx.access-log.yaml'].map(
      (file) => parse(report.read(`values/${file}`)).controller,
    );
    expect(plain.config).not.toHaveProperty('log-format-upstream');
    expect(logging.proxySetHeaders).toEqual(plain.proxySetHeaders);
    expect(logging.config['http-snippet'].startsWith(plain.config['http-snippet'])).toBe(true);
  });
  test('keeps files of other programs', () => {
    fs.writeFileSync(path.join(report.directory, 'values/mine.yaml'), '');
    sso.writeReport(report.directory);
    expect(fs.existsSync(path.join(report.directory, 'values/mine.yaml'))).toBe(true);
  });
  test('writes separate values for two releases of one chart', () => {
    const { sso: two, developers } = prometheusProgram();
    two.protect(Prometheus.ofService('other'), { id: 'other', path: '/other', read: [developers] });
    const values = reportOf(two);
    expect(parse(values.read('values/other.kube-prometheus-stack.yaml')).prometheus.prometheusSpec.routePrefix).toBe(
      '/other',
    );
    expect(fs.existsSync(path.join(values.directory, 'values/kube-prometheus-stack.yaml'))).toBe(false);
  });
  test('fails when another sign-on wrote to the folder', () => {
    const { sso: other } = prometheusProgram();
    const again = new Program().sso({}, 'again');
    const { directory } = reportOf(other);
    expect(() => again.writeReport(directory)).toThrow(
      /wrote its report there already.*fix: write writeReport\('report\/again'\)/,
    );
  });
  test('removes files of applications of an earlier run', () => {
    fs.writeFileSync(path.join(report.directory, 'values/old.flags'), '');
    sso.writeReport(report.directory);
    expect(fs.existsSync(path.join(report.directory, 'values/old.flags'))).toBe(false);
  });
});

describe('the delay of a withdrawn right', () => {
  test('is the lifetime of the session if sessions are stored in cookies', () => {
    const program = new Program();
    const issuer = new OidcIssuer({ issuerUrl: 'https://login.example.com' });
    const sso = program.sso({ identityProvider: issuer, sessions: Sessions.cookie() });
    expect(reportOf(sso).json().withdrawal.seconds).toBe(3600);
  });
  test('is the lifetime of the session if a refresh may return no groups, so that sessions are not refreshed', () => {
    const program = new Program();
    const issuer = new OidcIssuer({ issuerUrl: 'https://login.example.com' });
    const sso = program.sso({ identityProvider: issuer });
    expect(reportOf(sso).json().withdrawal.seconds).toBe(3600);
    sso.protect(Alertmanager.ofService('a'), { write: [issuer.group('x')], ingest: [issuer.group('x')] });
    expect(program.toml()).not.toContain('cookie_refresh');
  });
  test('is the lifetime of access tokens if the issuer returns groups at a refresh', () => {
    const issuer = new OidcIssuer({
      issuerUrl: 'https://login.example.com/',
      accessTokenLifespan: Duration.minutes(5),
    });
    expect(reportOf(new Program().sso({ identityProvider: issuer })).json().withdrawal.seconds).toBe(300);
  });
});

describe('explain', () => {
  const { sso, developers, operators } = prometheusProgram();
  test.each([
    [
      'a reader opens a page',
      'https://monitoring.example.com/prometheus/graph?g0.expr=up',
      'GET',
      [developers],
      'allow',
    ],
    ['a reader stops the program', 'https://monitoring.example.com/prometheus/-/quit', 'POST', [developers], 'refuse'],
    [
      'a reader stops the program with an encoded path',
      'https://monitoring.example.com/prometheus/x/%2e%2e/-/quit',
      'POST',
      [developers],
      'refuse',
    ],
    [
      'an administrator stops the program',
      'https://monitoring.example.com/prometheus/-/quit',
      'POST',
      [operators],
      'allow',
    ],
    [
      'a client without a session opens a page',
      'https://monitoring.example.com/prometheus',
      'GET',
      undefined,
      'sign-in',
    ],
    [
      'a client without a session delivers data',
      'https://monitoring.example.com/prometheus/api/v1/write',
      'POST',
      undefined,
      'refuse',
    ],
    [
      'a reader opens an address that has no application',
      'https://monitoring.example.com/',
      'GET',
      [developers],
      'not-found',
    ],
  ])('%s', (_title, url, method, as, outcome) => expect(sso.explain({ url, method, as }).outcome).toBe(outcome));
  test('treats every person who is signed in as a member of everyone', () => {
    const program = new Program();
    const other = program.sso();
    other.protect(Prometheus.ofService('p'), { read: [program.realm.everyoneSignedIn()] });
    expect(other.explain({ url: 'https://monitoring.example.com/', as: [] }).outcome).toBe('allow');
    expect(other.explain({ url: 'https://monitoring.example.com/' }).outcome).toBe('sign-in');
  });
  test.each([
    [{ url: '/prometheus' }, /url is not an address/],
    [{ url: 'https://x.example.com', as: ['developers'] as never }, /as\[0\] is not an IIdentity; got "developers"/],
    [{ url: 'https://x.example.com', as: 'developers' as never }, /not a list/],
  ])('fails for the question %j', (question, message) => {
    expect(() => sso.explain(question)).toThrow(message);
  });
  test('states the reason', () =>
    expect(sso.explain({ url: 'https://monitoring.example.com/prometheus/-/quit', as: [developers] })).toEqual({
      outcome: 'refuse',
      reason: 'administer of prometheus is granted to /operators',
      application: 'prometheus',
      purpose: 'administer',
    }));
});

describe('an application without the rest of kube-prometheus-stack', () => {
  const everything = (options: { cookieDomain?: string; paths: boolean }) => {
    const program = new Program();
    const group = program.realm.addGroup('group');
    const sso = program.sso({
      edge: Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }),
      cookieDomain: options.cookieDomain,
    });
    const loki = { port: 80, containerPort: 3100, podLabels: { app: 'loki' }, dataSourceType: 'loki' };
    for (const [id, application] of Object.entries({
      prometheus: Prometheus.ofService('p'),
      alertmanager: Alertmanager.ofService('a'),
      grafana: Grafana.ofService('g'),
      karma: Karma.ofService('k'),
      thanos: ThanosQuery.ofService('t', { namespace: 'thanos' }),
      loki: WebApplication.ofService('l', loki),
      other: WebApplication.ofService('o', { port: 80, podLabels: { app: 'other' } }),
    })) {
      const place = options.paths ? { path: `/${id}` } : { host: `${id}.example.com` };
      sso.protect(application, { id, ...place, read: [group] });
    }
    return { report: reportOf(sso), program };
  };
  const { report } = everything({ paths: true });
  const own = everything({ paths: false, cookieDomain: 'example.com' }).report;
  const values = (name: string, from = report) => parse(from.read(`values/${name}.yaml`));
  const sources = [
    { name: 'prometheus (monitoring-sso)', type: 'prometheus', url: 'http://p.monitoring.svc:9090/prometheus' },
    {
      name: 'alertmanager (monitoring-sso)',
      type: 'alertmanager',
      url: 'http://a.monitoring.svc:9093/alertmanager',
      jsonData: { implementation: 'prometheus' },
    },
    { name: 'thanos (monitoring-sso)', type: 'prometheus', url: 'http://t.thanos.svc:9090/thanos' },
    { name: 'loki (monitoring-sso)', type: 'loki', url: 'http://l.monitoring.svc:80/loki' },
  ].map((source) => ({ ...source, access: 'proxy' }));

  test('has values for the chart prometheus, with the path of Alertmanager', () =>
    expect(values('prometheus.prometheus-chart')).toEqual({
      server: {
        baseURL: 'https://monitoring.example.com/prometheus',
        prefixURL: '/prometheus',
        ingress: { enabled: false },
        route: { main: { enabled: false } },
        service: { type: 'ClusterIP', servicePort: 9090 }, // the chart's own port is 80
        alertmanagers: [
          {
            api_version: 'v2',
            scheme: 'http',
            path_prefix: '/alertmanager',
            static_configs: [{ targets: ['a.monitoring.svc:9093'] }],
          },
        ],
      },
      scrapeConfigs: { prometheus: { metrics_path: '/prometheus/metrics' } },
    }));
  test('has values for the chart alertmanager, with the path of its probes and reloads', () => {
    expect(values('alertmanager.alertmanager-chart')).toMatchObject({
      baseURL: 'https://monitoring.example.com/alertmanager',
      extraArgs: { 'web.route-prefix': '/alertmanager' },
      livenessProbe: { httpGet: { path: '/alertmanager/-/healthy' } },
      readinessProbe: { httpGet: { path: '/alertmanager/-/ready' } },
      configmapReload: { extraArgs: { 'reload-url': 'http://127.0.0.1:9093/alertmanager/-/reload' } },
      ingress: { enabled: false },
      ingressPerReplica: { enabled: false },
    });
    expect(values('alertmanager.alertmanager-chart', own).livenessProbe.httpGet.path).toBe('/-/healthy');
  });
  test('has values for the charts karma and thanos', () => {
    expect(values('karma.karma-chart')).toMatchObject({
      args: ['--listen.prefix=/karma'],
      livenessProbe: { path: '/karma/health' },
      ingress: { enabled: false },
      httpRoute: { enabled: false },
      service: { type: 'ClusterIP', port: 8080 }, // the chart's own port is 80
    });
    expect(values('thanos.thanos-chart').query).toMatchObject({
      extraFlags: ['--web.route-prefix=/thanos', '--web.external-prefix=/thanos'],
      ingress: { enabled: false, grpc: { enabled: false } },
    });
  });
  test("Grafana's sidecars and image renderer have its path, in the values of both charts", () => {
    for (const chart of [values('grafana.grafana-chart'), values('kube-prometheus-stack').grafana]) {
      const reloaded = { dashboards: 'dashboards', datasources: 'datasources', alerts: 'alerting', plugins: 'plugins' };
      for (const [sidecar, part] of Object.entries(reloaded)) {
        expect(chart.sidecar[sidecar].reloadURL).toBe(
          `http://localhost:3000/grafana/api/admin/provisioning/${part}/reload`,
        );
      }
      expect(chart.imageRenderer).toEqual({ grafanaSubPath: 'grafana' });
    }
    for (const chart of [values('grafana.grafana-chart', own), values('kube-prometheus-stack', own).grafana]) {
      expect(chart).not.toHaveProperty('sidecar');
      expect(chart).not.toHaveProperty('imageRenderer');
    }
  });
  test('Grafana has its address for chart, operator and command line, and no anonymous access', () => {
    for (const chart of [values('grafana.grafana-chart'), values('kube-prometheus-stack').grafana]) {
      expect(chart['grafana.ini']).toEqual({
        'server': { root_url: 'https://monitoring.example.com/grafana', serve_from_sub_path: true },
        'auth.anonymous': { enabled: false },
      });
      expect(chart).toMatchObject({ ingress: { enabled: false }, route: { main: { enabled: false } } });
    }
    // The fields of the operator of Grafana are strings.
    expect(values('grafana.operator').spec.config).toEqual({
      'server': { root_url: 'https://monitoring.example.com/grafana', serve_from_sub_path: 'true' },
      'auth.anonymous': { enabled: 'false' },
    });
    expect(report.read('values/grafana.flags').split('\n')).toEqual([
      'cfg:server.root_url=https://monitoring.example.com/grafana',
      'cfg:server.serve_from_sub_path=true',
      'cfg:auth.anonymous.enabled=false',
      '',
    ]);
  });
  test('Grafana has the addresses of its data sources, with their paths', () => {
    expect(values('grafana.data-sources').datasources).toEqual(sources);
    // A file name of its own: Helm replaces lists, so that a list of the user would be lost.
    expect(values('grafana.grafana-chart').datasources).toEqual({
      'monitoring-sso.yaml': { apiVersion: 1, datasources: sources },
    });
    expect(values('kube-prometheus-stack').grafana).not.toHaveProperty('additionalDataSources');
  });
  test('Karma has the address of Alertmanager, with its path', () =>
    expect(values('karma.alertmanager')).toEqual({
      alertmanager: {
        servers: [{ name: 'alertmanager', uri: 'http://a.monitoring.svc:9093/alertmanager', proxy: true }],
      },
    }));
  test('the list of callers names the files of each caller', () => {
    const callers = report.read('callers.md');
    expect(callers).toContain('grafana (`values/grafana.data-sources.yaml`, `values/grafana.grafana-chart.yaml`)');
    expect(callers).toContain('karma (`values/karma.alertmanager.yaml`)');
    expect(callers).toContain('| Thanos Ruler ');
  });
  test('removes every file of an application that is no longer protected', () => {
    const program = new Program();
    const alone = program.sso();
    alone.protect(Prometheus.ofService('other'), { id: 'other', read: [program.realm.addGroup('group')] });
    const again = fs.mkdtempSync(path.join(folder, 'fewer-'));
    fs.cpSync(report.directory, again, { recursive: true });
    alone.writeReport(again);
    const left = fs.readdirSync(path.join(again, 'values')).filter((file) => !/^(other|ingress-nginx)\./.test(file));
    expect(left).toEqual(['kube-prometheus-stack.yaml']);
  });
});

test('no value that closes an entrance depends on the kind of an application by its name', () => {
  const sources = fs
    .readdirSync(path.join(__dirname, '../../lib'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(protection|report|model|isolation|clusters|metrics)\/.*\.ts$/.test(file));
  expect(sources.length).toBeGreaterThan(20);
  const kinds = /['"](Prometheus|Alertmanager|Grafana|Karma|ThanosQuery|WebApplication)['"]/;
  const named = sources.filter((file) => kinds.test(fs.readFileSync(path.join(__dirname, '../../lib', file), 'utf8')));
  expect(named).toEqual([]);
});
