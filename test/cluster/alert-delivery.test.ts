import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { provided } from './provided';
import { Alertmanager, Grafana, Prometheus } from '../../lib';
import { freePorts, kubectlFor } from '../support/api-server';
import { describeIf } from '../support/conditional';
import { Daemon, eventually, removeFolder, temporaryFolder } from '../support/process';
import { Program } from '../support/program';

const alerting = provided.alerting;
const cluster = provided.cluster;

const folder = temporaryFolder('alert-delivery');
afterAll(() => removeFolder(folder));

const program = new Program();
const operators = program.realm.addGroup('operators');
const sso = program.sso();
sso.protect(Prometheus.ofService('prometheus'), { path: '/prometheus', read: [operators] });
sso.protect(Alertmanager.ofService('alertmanager'), { path: '/alertmanager', write: [operators], ingest: [operators] });
sso.protect(Grafana.ofService('grafana'), { path: '/grafana', read: [operators] });
const report = path.join(folder, 'report');
sso.writeReport(report);
const written = (file: string) => readFileSync(path.join(report, 'values', file), 'utf8');
const flags = (id: string) => written(`${id}.flags`).trim().split('\n');

/** Real programs, started with the settings of the report. Addresses are replaced by those of this machine. */
async function start(name: string, fragment: Record<string, any>) {
  const [prometheusPort, alertmanagerPort] = (await freePorts(2)) as [number, number];
  const place = (file: string) => path.join(folder, `${name}-${file}`);
  writeFileSync(place('alertmanager.yml'), stringify({ route: { receiver: 'none' }, receivers: [{ name: 'none' }] }));
  writeFileSync(
    place('rules.yml'),
    stringify({ groups: [{ name: 'always', interval: '1s', rules: [{ alert: 'Always', expr: 'vector(1)' }] }] }),
  );
  const local = JSON.parse(
    JSON.stringify(fragment).replaceAll('alertmanager.monitoring.svc:9093', `127.0.0.1:${alertmanagerPort}`),
  );
  writeFileSync(
    place('prometheus.yml'),
    stringify({ global: { evaluation_interval: '1s' }, rule_files: [place('rules.yml')], ...local }),
  );
  const daemons = [
    new Daemon(
      [
        alerting!.alertmanager,
        `--config.file=${place('alertmanager.yml')}`,
        `--storage.path=${place('alertmanager')}`,
        '--cluster.listen-address=',
        `--web.listen-address=127.0.0.1:${alertmanagerPort}`,
        ...flags('alertmanager'),
      ],
      place('alertmanager.log'),
    ),
    new Daemon(
      [
        alerting!.prometheus,
        `--config.file=${place('prometheus.yml')}`,
        `--storage.tsdb.path=${place('prometheus')}`,
        // Prometheus may send the first alert before it has discovered Alertmanager, and by default resends after a
        // minute.
        '--rules.alert.resend-delay=1s',
        `--web.listen-address=127.0.0.1:${prometheusPort}`,
        ...flags('prometheus'),
      ],
      place('prometheus.log'),
    ),
  ];
  const ask = async (url: string) => {
    for (const daemon of daemons) daemon.check();
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer;
  };
  return {
    stop: () => Promise.all(daemons.map((daemon) => daemon.stop('SIGTERM', 5))),
    arrived: async () =>
      (
        (await (await ask(`http://127.0.0.1:${alertmanagerPort}/alertmanager/api/v2/alerts`)).json()) as {
          labels: { alertname: string };
        }[]
      ).map(({ labels }) => labels.alertname),
    /** A counter of Prometheus, over all Alertmanagers. */
    counted: async (metric: string) =>
      (await (await ask(`http://127.0.0.1:${prometheusPort}/prometheus/metrics`)).text())
        .split('\n')
        .filter((line) => line.startsWith(metric))
        .reduce((sum, line) => sum + Number(line.split(' ').pop()), 0),
  };
}

describeIf(alerting !== undefined)(
  'Prometheus and Alertmanager that are started below a path, as the report says',
  () => {
    test('Alertmanager receives alerts', async () => {
      const run = await start('told', parse(written('prometheus.alerting.yaml')));
      try {
        await eventually(40, async () => expect(await run.arrived()).toEqual(['Always']));
        expect(await run.counted('prometheus_notifications_errors_total')).toBe(0);
      } finally {
        await run.stop();
      }
    }, 90_000);
    test('without the path in Prometheus, every alert gets an error and is lost', async () => {
      const {
        alerting: {
          alertmanagers: [told],
        },
      } = parse(written('prometheus.alerting.yaml'));
      const { path_prefix: _, ...untold } = told;
      const run = await start('untold', { alerting: { alertmanagers: [untold] } });
      try {
        await eventually(40, async () =>
          expect(await run.counted('prometheus_notifications_errors_total')).toBeGreaterThan(0),
        );
        expect(await run.counted('prometheus_notifications_dropped_total')).toBeGreaterThan(0);
        expect(await run.arrived()).toEqual([]);
      } finally {
        await run.stop();
      }
    }, 90_000);
  },
);

describeIf(cluster !== undefined)('the operator', () => {
  test.each(['Prometheus', 'Alertmanager'])('has every field of the values for %s', async (kind) => {
    const { spec } = parse(written(`${kind.toLowerCase()}.operator.yaml`));
    const object = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind,
      metadata: { name: 'values', namespace: 'default' },
      spec,
    };
    const { status, stdout, stderr } = await kubectlFor(cluster!)(
      ['create', '--dry-run=server', '--validate=strict', '-o', 'json', '-f', '-'],
      object,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout).spec).toMatchObject(spec);
  });
});
