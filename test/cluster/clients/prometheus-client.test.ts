import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { PrometheusClient, ServiceAccountToken } from '../../../lib';
import { freePorts } from '../../support/api-server';
import { describeIf } from '../../support/conditional';
import { eventually, removeFolder, sleep, temporaryFolder } from '../../support/process';
import { Pod, type Container } from '../container';
import type { KubernetesObject } from '../objects';
import { Authority, hostsFile, tokenOf, Upstream } from './upstream';
import { provided } from '../provided';

const prometheus = provided.prometheus;
const HOST = 'machines.example.com';
const WRITE = '/prometheus/api/v1/write';
const FEDERATE = '/other/federate';

const configMap = (name: string, data: Record<string, string>): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

describeIf(prometheus !== undefined)('a Prometheus that calls another one with its token', () => {
  const folder = temporaryFolder('prometheus-client');
  let authority: Authority;
  let upstream: Upstream;
  let pod: Pod;
  let container: Container;

  const setToken = (name: string) => pod.project('monitoring-sso-token', { token: tokenOf(name) });
  const bearer = (name: string) => `Bearer ${tokenOf(name)}`;
  /** The requests that it has sent since then. */
  const seen = (route: string, since = 0) =>
    upstream.asked
      .slice(since)
      .filter(({ target }) => target.split('?')[0] === route)
      .map(({ headers }) => headers.authorization);

  beforeAll(async () => {
    authority = await Authority.create();
    upstream = await Upstream.start(await authority.issue(HOST));
    const client = new PrometheusClient({
      token: new ServiceAccountToken({ audience: 'monitoring-machines' }),
      remoteWrite: [{ name: 'central', url: `https://${HOST}:${upstream.port}/prometheus` }],
      federate: [{ name: 'federation', url: `https://${HOST}:${upstream.port}/other`, match: ['{job="node"}', 'up'] }],
      certificateAuthority: { configMapName: 'authority' },
    });
    const [port] = await freePorts(1);
    const { remote_write, scrape_configs } = client.configuration;
    const configuration = {
      remote_write: remote_write.map((target: object) => ({
        ...target,
        queue_config: { batch_send_deadline: '1s', min_backoff: '100ms', max_backoff: '500ms' },
      })),
      // The shortest interval.
      scrape_configs: [
        ...scrape_configs.map((job: object) => ({ ...job, scrape_interval: '1s' })),
        { job_name: 'itself', scrape_interval: '1s', static_configs: [{ targets: [`127.0.0.1:${port}`] }] },
      ],
    };
    const spec = {
      securityContext: { runAsUser: 65534, runAsGroup: 65534 },
      containers: [
        {
          name: 'prometheus',
          command: [
            prometheus!,
            '--config.file=/etc/prometheus-of-the-test/prometheus.yaml',
            '--storage.tsdb.path=/prometheus',
            `--web.listen-address=127.0.0.1:${port}`,
          ],
          volumeMounts: [
            ...client.volumeMounts,
            { name: 'configuration', mountPath: '/etc/prometheus-of-the-test', readOnly: true },
            { name: 'data', mountPath: '/prometheus' },
          ],
          securityContext: { readOnlyRootFilesystem: true },
        },
      ],
      volumes: [
        ...client.volumes,
        { name: 'configuration', configMap: { name: 'configuration' } },
        { name: 'data', emptyDir: {} },
      ],
    };
    const objects = [
      configMap('configuration', { 'prometheus.yaml': stringify(configuration) }),
      configMap('authority', { 'ca.crt': readFileSync(authority.file, 'utf8') }),
    ];
    pod = new Pod({ title: 'prometheus', namespace: 'default', template: { spec } }, objects, {
      hostNetwork: true,
      files: { '/etc/hosts': hostsFile(folder, HOST) },
    });
    setToken('first');
    container = pod.start('prometheus');
    await eventually(30, async () => {
      container.daemon.check();
      for (const route of [WRITE, FEDERATE]) expect(seen(route)).toContain(bearer('first'));
    });
  }, 120_000);
  afterAll(async () => {
    await pod?.stop();
    await upstream?.stop();
    authority?.remove();
    removeFolder(folder);
  }, 120_000);

  test('requests the selected series', () => {
    const asked = upstream.asked.find(({ target }) => target.startsWith(FEDERATE))!;
    expect(new URL(asked.target, 'https://x').searchParams.getAll('match[]')).toEqual(['{job="node"}', 'up']);
    expect(upstream.asked.find(({ target }) => target === WRITE)).toMatchObject({ method: 'POST' });
  });

  test.each(['second', 'third'])('uses the %s token without a restart, and no other token afterwards', async (name) => {
    const { pid } = container.daemon;
    setToken(name);
    await sleep(1000); // requests in progress
    const since = upstream.asked.length;
    await eventually(20, async () => {
      for (const route of [WRITE, FEDERATE]) expect(seen(route, since).length).toBeGreaterThan(2);
    });
    for (const route of [WRITE, FEDERATE]) expect(new Set(seen(route, since))).toEqual(new Set([bearer(name)]));
    container.daemon.check();
    expect(container.daemon.pid).toBe(pid);
    console.log(
      `${seen(WRITE, since).length} writes and ${seen(FEDERATE, since).length} federations with the ${name} token`,
    );
  });

  test('sends no request while there is no token, and continues when there is one', async () => {
    pod.project('monitoring-sso-token', {});
    await sleep(1000);
    const since = upstream.asked.length;
    await sleep(3000);
    expect(upstream.asked.slice(since)).toEqual([]);
    setToken('fourth');
    await eventually(30, async () => {
      for (const route of [WRITE, FEDERATE]) expect(seen(route, since)).toContain(bearer('fourth'));
    });
  });

  test('does not follow a redirect to a sign-in page', async () => {
    upstream.decide = () => 302;
    upstream.location = `https://${HOST}:${upstream.port}/sign-in`;
    const since = upstream.asked.length;
    await eventually(20, async () => {
      for (const route of [WRITE, FEDERATE]) expect(seen(route, since).length).toBeGreaterThan(1);
    });
    expect(seen('/sign-in', since)).toEqual([]);
  });
});
