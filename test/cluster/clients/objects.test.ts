import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiObject, Chart, Cron, JsonPatch, Testing } from 'cdk8s';
import { CronJob, Deployment, Job, Pod } from 'cdk8s-plus-27';
import { AccessCheck, KarmaDashboard, PrometheusClient, ServiceAccountToken, TokenSidecar } from '../../../lib';
import { kubectlFor } from '../../support/api-server';
import { describeIf } from '../../support/conditional';
import { definitionsOf } from '../../support/crds';
import { workloads, type KubernetesObject } from '../objects';
import { provided } from '../provided';

const cluster = provided.cluster;
const namespace = 'clients';
const token = new ServiceAccountToken({ audience: 'monitoring-machines' });
const client = new PrometheusClient({
  token,
  remoteWrite: [{ name: 'central', url: 'https://machines.example.com/prometheus' }],
  federate: [{ name: 'federation', url: 'https://machines.example.com/prometheus', match: ['up'] }],
  certificateAuthority: { configMapName: 'corporate-ca' },
});

/** One object of each kind. */
function objects(): KubernetesObject[] {
  const chart = new Chart(Testing.app(), 'clients', { namespace });
  new AccessCheck(chart, 'check', {
    url: 'https://machines.example.com/prometheus/api/v1/query?query=up',
    serviceAccountName: 'checker',
    token,
    certificateAuthority: { configMapName: 'corporate-ca' },
  });
  client.addScrapeSecret(chart, 'federation');
  new KarmaDashboard(chart, 'karma', {
    externalUrl: 'https://monitoring.example.com/karma',
    alertmanagers: [
      {
        name: 'a',
        url: 'https://machines.a.example.com/alertmanager',
        audience: 'a',
        externalUrl: 'https://monitoring.a.example.com/alertmanager',
        silences: true,
      },
      {
        name: 'b',
        url: 'https://machines.b.example.com/alertmanager',
        audience: 'b',
        history: {
          url: 'https://machines.b.example.com/prometheus',
          externalUrl: 'https://monitoring.b.example.com/prometheus',
        },
      },
    ],
    allowFrom: [{ podLabels: { app: 'prometheus' } }],
  });
  const sidecar = new TokenSidecar(chart, 'sidecar', {
    targets: [{ name: 'prometheus', url: 'https://machines.example.com/prometheus', audience: 'monitoring-machines' }],
    certificateAuthority: { configMapName: 'corporate-ca' },
  });
  const containers = [{ image: 'program', securityContext: { user: 1000 } }];
  const programs = [
    new Deployment(chart, 'deployment', { containers }),
    new Job(chart, 'job', { containers }),
    new CronJob(chart, 'cron-job', { containers, schedule: Cron.daily() }),
    new Pod(chart, 'pod', { containers }),
  ];
  for (const program of programs) {
    sidecar.addTo(program);
    token.mountIn(program);
    // Fields that the restricted standard requires and cdk8s-plus does not have.
    const spec =
      program instanceof Pod
        ? '/spec'
        : program instanceof CronJob
          ? '/spec/jobTemplate/spec/template/spec'
          : '/spec/template/spec';
    ApiObject.of(program).addJsonPatch(
      JsonPatch.add(`${spec}/securityContext/seccompProfile`, { type: 'RuntimeDefault' }),
      JsonPatch.add(`${spec}/containers/0/securityContext/capabilities`, { drop: ['ALL'] }),
    );
  }
  return Testing.synth(chart) as KubernetesObject[];
}

describeIf(cluster !== undefined)('on an API server, what clients need', () => {
  const kubectl = (args: string[], input?: object) => kubectlFor(cluster!)(args, input);
  const create = (object: object) => kubectl(['create', '--dry-run=server', '-f', '-'], object);
  const all = objects();

  beforeAll(async () => {
    const items = [
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
      },
      ...['default', 'checker', 'karma'].map((name) => ({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace },
      })),
      ...(await definitionsOf([{ group: 'monitoring.coreos.com', kind: 'Prometheus' }])),
    ];
    expect(
      await kubectl(['apply', '--server-side', '-f', '-'], { apiVersion: 'v1', kind: 'List', items }),
    ).toMatchObject({ status: 0 });
    await kubectl(['delete', 'serviceaccount', 'karma', '-n', namespace]); // the chart creates it
    expect(
      await kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crd/prometheuses.monitoring.coreos.com']),
    ).toMatchObject({ status: 0 });
  }, 120_000);
  afterAll(async () => {
    await kubectl(['delete', '--wait=false', 'namespace', namespace]);
  }, 120_000);

  test.each(all.map((object) => [`${object.kind} ${object.metadata.name}`, object] as const))(
    'is accepted without a warning: %s',
    async (_, object) => {
      expect(await create(object)).toMatchObject({ status: 0, stderr: '' });
    },
  );

  const templates = [
    ...workloads(all),
    ...all
      .filter(({ kind }) => kind === 'Pod')
      .map((pod) => ({ title: 'Pod', namespace, template: { metadata: {}, spec: pod.spec } })),
  ];
  test.each(templates)('the restricted standard admits the pods of $title', async ({ template }) => {
    // The service account of Karma does not exist, since its chart is not applied.
    const spec = { ...template.spec, serviceAccountName: 'default' };
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...template.metadata, name: 'admitted', namespace },
      spec,
    };
    expect(await kubectl(['create', '--dry-run=server', '-o', 'json', '-f', '-'], pod)).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  test('the API server keeps the restart policy and the probe of the sidecar', async () => {
    for (const { template } of templates.filter(({ template: { spec } }) => spec.initContainers)) {
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'kept', namespace },
        spec: { ...template.spec, serviceAccountName: 'default' },
      };
      const { stdout } = await kubectl(['create', '--dry-run=server', '-o', 'json', '-f', '-'], pod);
      expect(JSON.parse(stdout).spec.initContainers[0]).toMatchObject({
        name: 'token-sidecar',
        restartPolicy: 'Always',
        startupProbe: { exec: {} },
      });
    }
    expect(templates.filter(({ template: { spec } }) => spec.initContainers)).toHaveLength(5);
  });

  test("the operator's Prometheus accepts each of the fields", async () => {
    const prometheus = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name: 'client', namespace },
      spec: client.operatorFields,
    };
    const { status, stdout, stderr } = await kubectl(
      ['create', '--dry-run=server', '--validate=strict', '-o', 'json', '-f', '-'],
      prometheus,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout).spec).toMatchObject(client.operatorFields);
  });
});
