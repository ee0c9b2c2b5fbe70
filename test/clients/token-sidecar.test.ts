import { describe, expect, test } from '@jest/globals';
import { ApiObject, Cron, JsonPatch, Testing } from 'cdk8s';
import { CronJob, Deployment, Job, Pod } from 'cdk8s-plus-27';
import { TokenSidecar, TokenSidecarProps } from '../../lib';

const target = { name: 'prometheus', url: 'https://machines.example.com/prometheus', audience: 'a' };
const make = (props: Partial<TokenSidecarProps> = {}, chart = Testing.chart()) =>
  new TokenSidecar(chart, 'sidecar', { targets: [target], ...props });
const configurationOf = (sidecar: TokenSidecar) =>
  JSON.parse(Testing.synth(sidecar.node.scope as any)[0].data['caddy.json']);

describe('a token sidecar', () => {
  test('listens on a separate loopback port for each target, at the path of the target', () => {
    const sidecar = make({
      firstPort: 19000,
      targets: [target, { name: 'root', url: 'https://other.example.com', audience: 'b' }],
    });
    expect(sidecar.localUrl('prometheus')).toBe('http://127.0.0.1:19000/prometheus');
    expect(sidecar.localUrl('root')).toBe('http://127.0.0.1:19001');
    expect(() => sidecar.localUrl('x')).toThrow(/no such target; got "x"; allowed: prometheus, root/);
    const { servers } = configurationOf(sidecar).apps.http;
    expect(Object.values(servers).map((server: any) => server.listen)).toEqual([
      ['127.0.0.1:19000'],
      ['127.0.0.1:19001'],
    ]);
  });
  test('has one token for each audience, and sends it only to targets with this audience', () => {
    const sidecar = make({
      targets: [target, { ...target, name: 'second' }, { ...target, name: 'third', audience: 'b' }],
    });
    expect(sidecar.volumes[0]!.projected.sources).toEqual([
      { serviceAccountToken: { path: 'token-0', audience: 'a', expirationSeconds: 3600 } },
      { serviceAccountToken: { path: 'token-1', audience: 'b', expirationSeconds: 3600 } },
    ]);
    const files = Object.values<any>(configurationOf(sidecar).apps.http.servers).map(
      ({ routes }) => routes[0].handle[0].token,
    );
    expect(files).toEqual(
      ['token-0', 'token-0', 'token-1'].map((file) => `{file./var/run/secrets/token-sidecar/${file}}`),
    );
  });
  test('has no administration API, and stores nothing', () => {
    expect(configurationOf(make())).toMatchObject({
      admin: { disabled: true, config: { persist: false } },
      apps: { tls: { disable_storage_clean: true } },
    });
  });
  test('is added before the init containers of a template, and does not change the template', () => {
    const template = {
      metadata: { annotations: { a: 'b' } },
      spec: { initContainers: [{ name: 'first' }], containers: [], volumes: [{ name: 'v' }] },
    };
    const before = structuredClone(template);
    const result = make().withSidecar(template);
    expect(template).toEqual(before);
    expect(result.spec.initContainers.map(({ name }: any) => name)).toEqual(['token-sidecar', 'first']);
    expect(result.spec.volumes.map(({ name }: any) => name)).toEqual([
      'v',
      'token-sidecar',
      'token-sidecar-configuration',
    ]);
    expect(result.metadata.annotations).toMatchObject({
      'a': 'b',
      'checksum/token-sidecar': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
  test('keeps patches of users on the workload that are added before and after it, also on the container', () => {
    const chart = Testing.chart();
    const sidecar = make({}, chart);
    const deployment = new Deployment(chart, 'deployment', { containers: [{ image: 'program' }] });
    ApiObject.of(deployment).addJsonPatch(JsonPatch.replace('/spec/minReadySeconds', 7));
    sidecar.addTo(deployment);
    ApiObject.of(deployment).addJsonPatch(
      JsonPatch.replace('/spec/template/spec/initContainers/0/image', 'registry.example.com/caddy:2.11'),
      JsonPatch.add('/spec/template/spec/hostUsers', false),
    );
    const { spec } = Testing.synth(chart).find(({ kind }) => kind === 'Deployment');
    expect(spec.minReadySeconds).toBe(7);
    expect(spec.template.spec.hostUsers).toBe(false);
    expect(spec.template.spec.initContainers).toEqual([
      { ...sidecar.initContainer, image: 'registry.example.com/caddy:2.11' },
    ]);
  });
  test('is complete in every workload of cdk8s-plus', () => {
    const chart = Testing.chart();
    const sidecar = make({}, chart);
    const containers = [{ image: 'program' }];
    const deployment = new Deployment(chart, 'deployment', {
      containers,
      initContainers: [{ name: 'first', image: 'first' }],
    });
    for (const pod of [
      deployment,
      new Job(chart, 'job', { containers }),
      new CronJob(chart, 'cron', { containers, schedule: Cron.daily() }),
      new Pod(chart, 'pod', { containers }),
    ]) {
      sidecar.addTo(pod);
    }
    const [, first, job, cron, pod] = Testing.synth(chart);
    const templates = [first.spec.template, job.spec.template, cron.spec.jobTemplate.spec.template, pod];
    for (const { spec, metadata } of templates) {
      expect(spec.initContainers.at(-1)).toEqual(sidecar.initContainer);
      expect(spec.volumes).toEqual(expect.arrayContaining(sidecar.volumes));
      expect(metadata.annotations).toMatchObject(sidecar.podAnnotations);
    }
    expect(first.spec.template.spec.initContainers[0].name).toBe('first');
  });
  test('keeps the capability that its image needs, unless netBindService is false', () => {
    expect(make().initContainer.securityContext).toMatchObject({
      capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    });
    expect(make({ netBindService: false, image: 'example.com/caddy:1' }).initContainer).toMatchObject({
      image: 'example.com/caddy:1',
      securityContext: { capabilities: { drop: ['ALL'] } },
    });
    expect(make({ netBindService: false }).initContainer.securityContext.capabilities).not.toHaveProperty('add');
  });

  test.each<[string, Partial<TokenSidecarProps>, RegExp]>([
    ['there is no target', { targets: [] }, /there are no targets/],
    [
      'a target is not https',
      { targets: [{ ...target, url: 'http://machines.example.com' }] },
      /targets\.url is not usable as an https address/,
    ],
    [
      'the path of a target is encoded',
      { targets: [{ ...target, url: 'https://machines.example.com/a%2fb' }] },
      /the path of targets\.url is malformed/,
    ],
    [
      'the path of a target is a placeholder',
      { targets: [{ ...target, url: 'https://machines.example.com/{env.HOME}' }] },
      /malformed|not usable/,
    ],
    [
      'two targets have the same name',
      { targets: [target, target] },
      /two targets have the same name; got "prometheus"/,
    ],
    ['the name of a target is malformed', { targets: [{ ...target, name: 'A B' }] }, /targets\.name is malformed/],
    [
      'a method is not in capital letters',
      { targets: [{ ...target, methods: ['get'] }] },
      /targets\.methods is not a list of methods/,
    ],
    ['no method is named', { targets: [{ ...target, methods: [] }] }, /targets\.methods/],
    [
      'the audience is that of the API server',
      { targets: [{ ...target, audience: 'https://kubernetes.default.svc' }] },
      /that of the API server/,
    ],
    ['the port is privileged', { firstPort: 80 }, /privileged port/],
    [
      'the last port is too high',
      { firstPort: 65535, targets: [target, { ...target, name: 'b' }] },
      /firstPort is not a port; got 65536/,
    ],
    ['the image is malformed', { image: 'a b' }, /image is malformed/],
    ['the memory is not a quantity', { memory: 'much' }, /memory is not a quantity/],
  ])('fails when %s', (_, props, message) => expect(() => make(props)).toThrow(message));
  test('fails when the pod already has one', () => {
    const chart = Testing.chart();
    const [one, two] = ['one', 'two'].map((id) => new TokenSidecar(chart, id, { targets: [target] }));
    const deployment = new Deployment(chart, 'd', { containers: [{ image: 'x' }] });
    one!.addTo(deployment);
    for (const again of [
      () => two!.addTo(deployment),
      () => two!.withSidecar(one!.withSidecar({ spec: { containers: [] } })),
    ]) {
      expect(again).toThrow(/\[test\/two\] the pod already has a sidecar.*fix: give all targets to one sidecar/);
    }
  });
  test('fails when the pod uses the host network', () => {
    const chart = Testing.chart();
    expect(() =>
      make({}, chart).addTo(new Deployment(chart, 'd', { containers: [{ image: 'x' }], hostNetwork: true })),
    ).toThrow(/host network/);
    expect(() => make().withSidecar({ spec: { hostNetwork: true } })).toThrow(/host network/);
  });
});
