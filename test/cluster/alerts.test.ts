import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { examples } from './examples';
import { ofKind } from './objects';
import { provided } from './provided';
import { Metrics, MonitoringSsoProps, Tls } from '../../lib';
import { describeIf } from '../support/conditional';
import { inCase } from '../support/in-case';
import { removeFolder, run, temporaryFolder } from '../support/process';
import { prometheusProgram } from '../support/program';

const promtool = provided.promtool;
const folder = temporaryFolder('alerts');
afterAll(() => removeFolder(folder));

async function judged(...args: string[]) {
  const { status, stdout, stderr } = await run([promtool!, ...args], { cwd: folder });
  return { status, text: `${stdout}${stderr}` };
}

/** Writes a file for promtool. */
function file(name: string, content: object): string {
  const place = path.join(folder, name);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, stringify(content));
  return place;
}

function reported(name: string, props: Partial<MonitoringSsoProps>) {
  const { sso } = prometheusProgram({ metrics: Metrics.endpoint(), ...props });
  const directory = path.join(folder, name);
  sso.writeReport(directory);
  const rules = path.join(directory, 'monitoring/rules.yaml');
  const scrape = parse(readFileSync(path.join(directory, 'monitoring/scrape.yaml'), 'utf8')).scrape_configs[0];
  const labels = Object.fromEntries(
    scrape.relabel_configs.map((entry: any) => [entry.target_label, entry.replacement]),
  );
  return { rules, alerts: parse(readFileSync(rules, 'utf8')).groups[0].rules as Alert[], labels };
}

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

const issued = reported('issued', { tls: Tls.certManager({ issuer: 'letsencrypt' }) });
const brought = reported('brought', { tls: Tls.existingSecret('tls') });
/** The sign-on of an alert. With an existing certificate, the same alert has another query. */
const PROBED = ' by a probe';
const rulesOf = (name: string) =>
  (name.endsWith(PROBED) || name === 'MonitoringSsoCertificateExpires' ? brought : issued).rules;
const alerts = new Map([
  ...issued.alerts.map((alert) => [alert.alert, alert] as const),
  ...brought.alerts
    .filter(({ alert }) => alert.startsWith('MonitoringSsoCertificate'))
    .map(
      (alert) =>
        [
          issued.alerts.some((other) => other.alert === alert.alert) ? `${alert.alert}${PROBED}` : alert.alert,
          alert,
        ] as const,
    ),
]);

const selector = (metric: string, labels: Record<string, string>) =>
  `${metric}{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}}`;
/** A series of one replica of the sign-on. `elsewhere` is another sign-on in the same namespace. */
const own = (metric: string, labels: Record<string, string> = {}, replica = 1) =>
  selector(metric, { ...issued.labels, instance: `10.0.0.${replica}:44180`, ...labels });
const elsewhere = (metric: string, labels: Record<string, string> = {}) =>
  own(metric, { ...labels, job: 'another-oauth2-proxy-metrics' });
const status = (code: number, replica = 1) => own('oauth2_proxy_requests_total', { code: String(code) }, replica);
const requests = 'oauth2_proxy_requests_total';
const all = own('oauth2_proxy_response_duration_seconds_count', { method: 'GET' });
const quick = own('oauth2_proxy_response_duration_seconds_bucket', { method: 'GET', le: '2.5' });
const [, deployment] = /deployment="([^"]+)"/.exec(alerts.get('MonitoringSsoSessionStoreUnreachable')!.expr)!;
const ready = (name = deployment!, labels: Record<string, string> = { namespace: 'monitoring' }) =>
  selector('kube_deployment_status_replicas_ready', { ...labels, deployment: name, job: 'kube-state-metrics' });
const [, certificate] = /name=~"([^"|]+)"\}/.exec(alerts.get('MonitoringSsoCertificateNotRenewed')!.expr)!;
const issuedAs = { name: certificate!, issuer_name: 'letsencrypt' };
const certificateOf = (what: string, labels: Record<string, string>) =>
  selector(`certmanager_certificate_${what}_timestamp_seconds`, labels);
const probe = (instance: string) => selector('probe_ssl_earliest_cert_expiry', { instance });

const day = 24 * 60;

interface Case {
  readonly what: string;
  /** Series by their values, one a minute, in the notation of promtool. */
  readonly series: Record<string, string>;
  /** Minute at which the alert is evaluated. */
  readonly at: number;
  /** Minutes between evaluations. @default 1 */
  readonly every?: number;
  /** Values in the annotations. Absent if the alert must not fire. */
  readonly fires?: { readonly shows?: Record<string, string>; readonly labels?: Record<string, string> };
}

const up = own('up');
const second = own('up', {}, 2);
/** Nine days without an event, then an event for one hour. */
const history = { every: 60, at: 9 * day + 60 };
const watched = { [up]: `1x${10 * day}` };

/** The minute at which certificates are evaluated, and a time a number of days after it. */
const later = 2 * day;
const moment = (days: number) => Math.round((later + days * day) * 60);
const constant = (days: number) => `${moment(days)}x${later + 5}`;
/** A certificate of cert-manager with a number of days left, and a number of days between renewal and expiry. */
const expiring = (labels: Record<string, string>, days: number, before: number): Pick<Case, 'at' | 'series'> => ({
  at: later,
  series: {
    [certificateOf('expiration', { ...issuedAs, ...labels })]: constant(days),
    [certificateOf('renewal', { ...issuedAs, ...labels })]: constant(days - before),
  },
});
const left = (days: number, hours = 0) => ({
  '$labels.name': certificate!,
  '$value | humanizeDuration': `${days}d ${hours}h 0m 0s`,
});

const neverIssued = (labels: Record<string, string>) =>
  Object.fromEntries(
    ['expiration', 'renewal'].map((what) => [certificateOf(what, { ...issuedAs, ...labels }), `0x${later + 5}`]),
  );

const cases: Record<string, Case[]> = {
  MonitoringSsoAbsent: [
    { what: 'every replica is down', series: { [up]: '0x20', [second]: '0x20' }, at: 15, fires: {} },
    { what: 'nothing was ever scraped', series: {}, at: 15, fires: {} },
    { what: 'only another sign-on exists', series: { [elsewhere('up')]: '1x20' }, at: 15, fires: {} },
    { what: 'one of two replicas is up', series: { [up]: '0x20', [second]: '1x20' }, at: 15 },
    { what: 'the replicas were down for less than five minutes', series: { [up]: '1x10 0x4 1x5' }, at: 14 },
  ],
  MonitoringSsoReplicasMissing: [
    {
      what: 'one of two replicas is down',
      series: { [up]: '1x30', [second]: '0x30' },
      at: 20,
      fires: { shows: { $value: '1' } },
    },
    {
      what: 'another sign-on has the missing replica',
      series: { [up]: '1x30', [elsewhere('up')]: '1x30' },
      at: 20,
      fires: { shows: { $value: '1' } },
    },
    { what: 'both replicas are up', series: { [up]: '1x30', [second]: '1x30' }, at: 20 },
    { what: 'a roll-out replaces one', series: { [up]: '1x30', [second]: '1x10 0x10 1x10' }, at: 20 },
    { what: 'no replica is up, which is another alert', series: { [up]: '0x30', [second]: '0x30' }, at: 20 },
  ],
  MonitoringSsoErrors: [
    {
      what: 'every sign-in fails, among thousands of decisions',
      at: 20,
      fires: { shows: { '$value | humanizePercentage': '50%' } },
      series: {
        [status(202)]: '0+600x30',
        [status(302)]: '0+1x30',
        [status(500)]: '0+0.5x30',
        [status(502, 2)]: '0+0.5x30',
      },
    },
    { what: 'one sign-in fails', series: { [status(202)]: '0+600x30', [status(500)]: '0x10 1x20' }, at: 20 },
    { what: 'few of many fail', series: { [status(302)]: '0+20x30', [status(500)]: '0+1x30' }, at: 20 },
    {
      what: 'nobody asks for anything',
      series: { [up]: '1x30', [status(302)]: '0x30', [status(500)]: '0x30' },
      at: 20,
    },
    {
      what: 'people are refused and redirected to sign in',
      series: { [status(401)]: '0+600x30', [status(403)]: '0+600x30', [status(302)]: '0+600x30' },
      at: 20,
    },
    {
      what: 'another sign-on fails',
      series: { [status(302)]: '0+1x30', [elsewhere(requests, { code: '500' })]: '0+60x30' },
      at: 20,
    },
  ],
  MonitoringSsoSlow: [
    {
      what: 'half of the responses are slow',
      series: { [all]: '0+10x30', [quick]: '0+5x30' },
      at: 20,
      fires: { shows: { '$value | humanizePercentage': '50%' } },
    },
    { what: 'all responses are fast', series: { [all]: '0+10x30', [quick]: '0+10x30' }, at: 20 },
    { what: 'there are few responses, and they are slow', series: { [all]: '0+1x30', [quick]: '0+0.5x30' }, at: 20 },
    { what: 'a small part of many responses is slow', series: { [all]: '0+100x30', [quick]: '0+98x30' }, at: 20 },
    { what: 'nobody asks for anything', series: { [all]: '0x30', [quick]: '0x30' }, at: 20 },
  ],
  MonitoringSsoSessionStoreUnreachable: [
    {
      what: 'replicas run, but none is ready',
      series: { [up]: '1x20', [second]: '1x20', [ready()]: '2x5 0x15' },
      at: 15,
      fires: {},
    },
    {
      what: 'one of two is not ready',
      series: { [up]: '1x20', [second]: '1x20', [ready()]: '1x20' },
      at: 15,
      fires: {},
    },
    { what: 'all are ready', series: { [up]: '1x20', [second]: '1x20', [ready()]: '2x20' }, at: 15 },
    {
      what: 'a roll-out has a third replica for a short time',
      series: { [up]: '1x20', [second]: '1x20', [own('up', {}, 3)]: '_x8 1x2', [ready()]: '2x20' },
      at: 10,
    },
    {
      what: 'the replicas are down, which is another alert',
      series: { [up]: '0x20', [second]: '0x20', [ready()]: '0x20' },
      at: 15,
    },
    {
      what: 'another Deployment is not ready',
      series: { [up]: '1x20', [ready()]: '1x20', [ready('another')]: '0x20' },
      at: 15,
    },
    {
      what: 'Prometheus renames the label of the namespace',
      at: 15,
      fires: {},
      series: {
        [up]: '1x20',
        [second]: '1x20',
        [ready(deployment, { namespace: 'kube-state-metrics', exported_namespace: 'monitoring' })]: '0x20',
      },
    },
    {
      what: 'all are ready under another label, and none of the same name elsewhere',
      at: 15,
      series: {
        [up]: '1x20',
        [ready(deployment, { namespace: 'kube-state-metrics', exported_namespace: 'monitoring' })]: '1x20',
        [ready(deployment, { namespace: 'monitoring', exported_namespace: 'elsewhere' })]: '0x20',
      },
    },
    {
      what: 'none is ready, and one of the same name elsewhere is',
      at: 15,
      fires: {},
      series: {
        [up]: '1x20',
        [ready(deployment, { namespace: 'monitoring', exported_namespace: 'monitoring' })]: '0x20',
        [ready(deployment, { namespace: 'monitoring', exported_namespace: 'elsewhere' })]: '1x20',
      },
    },
    { what: 'there are no metrics of kube-state-metrics', series: { [up]: '1x20', [second]: '1x20' }, at: 15 },
  ],
  MonitoringSsoManySignedOut: [
    {
      what: 'there are ten times as many as ever',
      ...history,
      series: { ...watched, [status(401)]: `0+10x${9 * day} ${90 * day}+100x60` },
      fires: { shows: { '$value | humanize': '1k' } },
    },
    {
      what: 'there were none before',
      ...history,
      series: { ...watched, [status(401)]: `_x${9 * day} 0+100x60` },
      fires: { shows: { '$value | humanize': '1k' } },
    },
    {
      what: 'replicas share them',
      ...history,
      series: {
        ...watched,
        [status(401)]: `0+5x${9 * day} ${45 * day}+50x60`,
        [status(401, 2)]: `0+5x${9 * day} ${45 * day}+50x60`,
      },
      fires: { shows: { '$value | humanize': '1k' } },
    },
    // The same burst happened a week before, on Monday morning.
    {
      what: 'there was the same number a week ago',
      ...history,
      series: {
        ...watched,
        [status(401)]: `0+1x${2 * day} ${2 * day}+100x60 ${2 * day + 6000}+1x${7 * day - 60} ${9 * day + 5940}+150x60`,
      },
    },
    { what: 'there are few', ...history, series: { ...watched, [status(401)]: `_x${9 * day} 0+20x60` } },
    {
      what: 'the sign-on is new, and many people sign in at once',
      at: 12 * 60,
      every: 60,
      series: { [up]: `1x${day}`, [status(401)]: '0+1x600 600+100x120' },
    },
    {
      what: 'another sign-on has many such requests',
      ...history,
      series: {
        ...watched,
        [status(401)]: `0+10x${9 * day + 60}`,
        [elsewhere(requests, { code: '401' })]: `0+10x${9 * day} ${90 * day}+1000x60`,
      },
    },
  ],
  MonitoringSsoManyRefused: [
    {
      what: 'there are ten times as many as ever',
      ...history,
      series: { ...watched, [status(403)]: `0+1x${9 * day} ${9 * day}+10x60` },
      fires: { shows: { '$value | humanize': '100' } },
    },
    {
      what: 'there were none before',
      ...history,
      series: { ...watched, [status(403)]: `_x${9 * day} 0+10x60` },
      fires: { shows: { '$value | humanize': '100' } },
    },
    {
      what: 'there are as many as on other days',
      ...history,
      series: { ...watched, [status(403)]: `0+10x${9 * day + 60}` },
    },
    {
      what: 'a client tries a few closed routes',
      ...history,
      series: { ...watched, [status(403)]: `_x${9 * day} 0+5x60` },
    },
    {
      what: 'people without a session are redirected to sign in',
      ...history,
      series: { ...watched, [status(401)]: `_x${9 * day} 0+1000x60` },
    },
  ],
  MonitoringSsoCertificateNotRenewed: [
    {
      what: 'it has fourteen of ninety days left',
      ...expiring({ namespace: 'monitoring' }, 14, 30),
      fires: { labels: { ...issuedAs, namespace: 'monitoring' }, shows: left(14) },
    },
    {
      what: 'Prometheus renames the label of the namespace',
      ...expiring({ namespace: 'cert-manager', exported_namespace: 'monitoring' }, 14, 30),
      fires: { labels: { ...issuedAs, namespace: 'cert-manager', exported_namespace: 'monitoring' }, shows: left(14) },
    },
    {
      what: 'it expired yesterday',
      ...expiring({ namespace: 'monitoring' }, -1, 30),
      fires: { labels: { ...issuedAs, namespace: 'monitoring' }, shows: left(-1) },
    },
    {
      what: 'it was never issued, which is another alert',
      at: later,
      series: neverIssued({ namespace: 'monitoring' }),
    },
    {
      what: 'cert-manager runs in the namespace of the sign-on, and another namespace has a certificate of this name',
      ...expiring({ namespace: 'monitoring', exported_namespace: 'elsewhere' }, 1, 30),
    },
    { what: 'it has reached its renewal time', ...expiring({ namespace: 'monitoring' }, 29.9, 30) },
    { what: 'it has sixteen of ninety days left', ...expiring({ namespace: 'monitoring' }, 16, 30) },
    {
      what: 'it has sixteen days left under another label',
      ...expiring({ namespace: 'cert-manager', exported_namespace: 'monitoring' }, 16, 30),
    },
    { what: 'it has a day and a half left of six', ...expiring({ namespace: 'monitoring' }, 1.5, 2) },
    { what: 'it is a certificate of another namespace', ...expiring({ namespace: 'elsewhere' }, 1, 30) },
    { what: 'it is another certificate', ...expiring({ namespace: 'monitoring', name: 'another' }, 1, 30) },
    {
      what: 'it was renewed just now',
      at: later,
      series: Object.fromEntries(
        [
          ['expiration', 14],
          ['renewal', -16],
        ].map(([what, days]) => [
          certificateOf(String(what), { ...issuedAs, namespace: 'monitoring' }),
          `${moment(Number(days))}x${later - 5} ${moment(Number(days) + 60)}x10`,
        ]),
      ),
    },
  ],
  MonitoringSsoCertificateNotIssued: [
    {
      what: 'it was never issued',
      at: later,
      series: neverIssued({ namespace: 'monitoring' }),
      fires: { labels: { ...issuedAs, namespace: 'monitoring' }, shows: { '$labels.name': certificate! } },
    },
    {
      what: 'it was never issued, and Prometheus renames the label of the namespace',
      at: later,
      series: neverIssued({ namespace: 'cert-manager', exported_namespace: 'monitoring' }),
      fires: {
        labels: { ...issuedAs, namespace: 'cert-manager', exported_namespace: 'monitoring' },
        shows: { '$labels.name': certificate! },
      },
    },
    {
      what: 'it is issued after twenty minutes',
      at: later,
      series: { [certificateOf('expiration', { ...issuedAs, namespace: 'monitoring' })]: `_x${later - 20} 0x30` },
    },
    { what: 'it was issued, and has expired', ...expiring({ namespace: 'monitoring' }, -1, 30) },
  ],
  MonitoringSsoCertificateNearItsEnd: [
    {
      what: 'it has two of ninety days left',
      ...expiring({ namespace: 'monitoring' }, 2, 30),
      fires: { labels: { ...issuedAs, namespace: 'monitoring' }, shows: left(2) },
    },
    {
      what: 'it has six hours left of six days',
      ...expiring({ namespace: 'monitoring' }, 0.25, 2),
      fires: {
        labels: { ...issuedAs, namespace: 'monitoring' },
        shows: { '$labels.name': certificate!, '$value | humanizeDuration': '6h 0m 0s' },
      },
    },
    {
      what: 'it expired yesterday',
      ...expiring({ namespace: 'monitoring' }, -1, 30),
      fires: { labels: { ...issuedAs, namespace: 'monitoring' }, shows: left(-1) },
    },
    { what: 'it has four of ninety days left, which is a warning', ...expiring({ namespace: 'monitoring' }, 4, 30) },
    { what: 'it has a day and a half left of six', ...expiring({ namespace: 'monitoring' }, 1.5, 2) },
    {
      what: 'it was never issued, which is another alert',
      at: later,
      series: neverIssued({ namespace: 'monitoring' }),
    },
  ],
  [`MonitoringSsoCertificateNearItsEnd${PROBED}`]: [
    {
      what: 'two days are left',
      at: later,
      series: { [probe('https://monitoring.example.com/')]: constant(2) },
      fires: {
        labels: { instance: 'https://monitoring.example.com/' },
        shows: { '$labels.instance': 'https://monitoring.example.com/', '$value | humanizeDuration': '2d 0h 0m 0s' },
      },
    },
    {
      what: 'four days are left, which is a warning',
      at: later,
      series: { [probe('https://monitoring.example.com/')]: constant(4) },
    },
    {
      what: 'it is the certificate of another host',
      at: later,
      series: { [probe('https://other.example.com/')]: constant(1) },
    },
  ],
  MonitoringSsoCertificateExpires: [
    ...['https://monitoring.example.com/prometheus', 'monitoring.example.com', 'monitoring.example.com:443'].map(
      (instance): Case => ({
        what: `ten days are left at ${instance}`,
        at: later,
        series: { [probe(instance)]: constant(10) },
        fires: {
          labels: { instance },
          shows: { '$labels.instance': instance, '$value | humanizeDuration': '10d 0h 0m 0s' },
        },
      }),
    ),
    { what: 'twenty days are left', at: later, series: { [probe('https://monitoring.example.com/')]: constant(20) } },
    ...[
      'https://monitoring-example.com/',
      'https://other.example.com/',
      'https://monitoring.example.com.example.org/',
    ].map((instance): Case => ({
      what: `it is the certificate of ${instance}`,
      at: later,
      series: { [probe(instance)]: constant(10) },
    })),
  ],
};

/** A promtool test: the alert fires with these labels and annotations, or does not fire. */
function unitTest(name: string, { series, at, every = at >= later ? 15 : 1, fires }: Case): object {
  const { labels, annotations } = alerts.get(name)!;
  const shown = (text: string) =>
    Object.entries(fires?.shows ?? {}).reduce(
      (result, [template, value]) => result.replaceAll(`{{ ${template} }}`, value),
      text,
    );
  return {
    rule_files: [rulesOf(name)],
    evaluation_interval: `${every}m`,
    tests: [
      {
        interval: '1m',
        input_series: Object.entries(series).map(([of, values]) => ({ series: of, values })),
        alert_rule_test: [
          {
            eval_time: `${at}m`,
            alertname: name.replace(PROBED, ''),
            exp_alerts: fires
              ? [
                  {
                    exp_labels: { ...fires.labels, ...labels },
                    exp_annotations: Object.fromEntries(
                      Object.entries(annotations).map(([key, text]) => [key, shown(text)]),
                    ),
                  },
                ]
              : [],
          },
        ],
      },
    ],
  };
}

test('every alert has cases in which it fires, and cases in which it does not fire', () => {
  expect(Object.keys(cases).sort()).toEqual([...alerts.keys()].sort());
  for (const [name, list] of Object.entries(cases)) {
    inCase(name, () =>
      expect([...new Set(list.map(({ fires }) => fires !== undefined))].sort()).toEqual([false, true]),
    );
  }
});

describeIf(promtool !== undefined)('promtool', () => {
  describe.each(Object.keys(cases))('%s', (name) => {
    test.each(cases[name]!.filter(({ fires }) => fires))('fires when $what', async (each) => {
      expect(await judged('test', 'rules', file(`${name}.yaml`, unitTest(name, each)))).toMatchObject({ status: 0 });
    });
    test.each(cases[name]!.filter(({ fires }) => !fires))('does not fire when $what', async (each) => {
      expect(await judged('test', 'rules', file(`${name}.yaml`, unitTest(name, each)))).toMatchObject({ status: 0 });
    });
  });

  const reports = examples
    .map(({ name, directory }) => ({
      name,
      monitoring: path.join(directory, '../report/monitoring'),
      objects: examples.find((each) => each.name === name)!.objects,
    }))
    .filter(({ objects }) =>
      ofKind(objects, 'Service').some(({ metadata }) => metadata.name.endsWith('-oauth2-proxy-metrics')),
    );

  test('there are examples with monitoring', () =>
    expect(reports.map(({ name }) => name)).toEqual(['generic-oidc', 'quickstart', 'service-account-tokens']));

  describe.each(reports)('promtool accepts the report of the example $name', ({ monitoring, objects }) => {
    test('as rules', async () =>
      expect(await judged('check', 'rules', path.join(monitoring, 'rules.yaml'))).toMatchObject({ status: 0 }));
    test('as a configuration', async () =>
      expect(await judged('check', 'config', path.join(monitoring, 'scrape.yaml'))).toMatchObject({ status: 0 }));
    test('as rules of the operator', async () => {
      for (const { metadata, spec } of ofKind(objects, 'PrometheusRule')) {
        expect(await judged('check', 'rules', file(`${metadata.name}.yaml`, spec))).toMatchObject({ status: 0 });
      }
    });
    test('as queries of a dashboard', async () => {
      const { panels } = JSON.parse(readFileSync(path.join(monitoring, 'dashboard.json'), 'utf8'));
      const rules = panels
        .flatMap(({ targets }: any) => targets)
        .map(({ expr }: any, index: number) => ({
          record: `query:${index}`,
          expr: expr.replaceAll('$__rate_interval', '2m'),
        }));
      const { status: code, text } = await judged(
        'check',
        'rules',
        file('dashboard.yaml', { groups: [{ name: 'dashboard', rules }] }),
      );
      expect({ code, text }).toMatchObject({ code: 0, text: expect.stringContaining(`${rules.length} rules found`) });
    });
  });

  test('promtool refuses an invalid query', async () => {
    const broken = { groups: [{ name: 'broken', rules: [{ alert: 'Broken', expr: 'sum(up' }] }] };
    expect(await judged('check', 'rules', file('broken.yaml', broken))).toMatchObject({ status: 1 });
  });
});
