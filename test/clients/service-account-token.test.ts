import { describe, expect, test } from '@jest/globals';
import { Chart, Cron, Duration, Testing } from 'cdk8s';
import { CronJob, Deployment, Pod } from 'cdk8s-plus-27';
import { ServiceAccountToken } from '../../lib';

const token = new ServiceAccountToken({ audience: 'monitoring-machines' });
const volume = {
  name: 'monitoring-sso-token',
  projected: {
    defaultMode: 0o444,
    sources: [{ serviceAccountToken: { path: 'token', audience: 'monitoring-machines', expirationSeconds: 3600 } }],
  },
};
const mount = { name: 'monitoring-sso-token', mountPath: '/var/run/secrets/monitoring-sso', readOnly: true };

describe('a service account token', () => {
  test('is plain data for pod templates: valid for one hour, readable by every user of a container', () => {
    expect(token.volume).toEqual(volume);
    expect(token.volumeMount).toEqual(mount);
    expect(token.path).toBe('/var/run/secrets/monitoring-sso/token');
  });

  test('has the given lifetime, folder and volume name', () => {
    const other = new ServiceAccountToken({
      audience: 'https://machines.example.com',
      lifetime: Duration.minutes(10),
      mountPath: '/tokens/b',
      volumeName: 'b',
    });
    expect(other.volume).toMatchObject({
      name: 'b',
      projected: {
        sources: [{ serviceAccountToken: { audience: 'https://machines.example.com', expirationSeconds: 600 } }],
      },
    });
    expect(other.path).toBe('/tokens/b/token');
  });

  test('is mounted in the containers of a workload of cdk8s-plus', () => {
    const chart = Testing.chart();
    const containers = [
      { name: 'one', image: 'one' },
      { name: 'two', image: 'two' },
    ];
    token.mountIn(new Deployment(chart, 'deployment', { containers }));
    token.mountIn(new CronJob(chart, 'cron-job', { containers, schedule: Cron.daily() }));
    const pod = new Pod(chart, 'pod', { containers });
    token.mountIn(pod, [pod.containers[1]!]);
    const [deployment, cronJob, single] = Testing.synth(chart);
    for (const spec of [deployment.spec.template.spec, cronJob.spec.jobTemplate.spec.template.spec]) {
      expect(spec.volumes).toEqual([volume]);
      for (const container of spec.containers) expect(container.volumeMounts).toEqual([mount]);
    }
    expect(single.spec.containers.map(({ volumeMounts }: any) => volumeMounts)).toEqual([undefined, [mount]]);
  });

  test('is mounted only once if it is requested twice, also in containers that are added later', () => {
    const deployment = new Deployment(Testing.chart(), 'deployment', { containers: [{ name: 'one', image: 'one' }] });
    token.mountIn(deployment);
    deployment.addContainer({ name: 'two', image: 'two' });
    token.mountIn(deployment);
    const { containers, volumes } = Testing.synth(Chart.of(deployment))[0].spec.template.spec;
    expect(volumes).toEqual([volume]);
    for (const container of containers) expect(container.volumeMounts).toEqual([mount]);
  });
  test.each<[string, object, RegExp]>([
    [
      'volume',
      { mountPath: '/b' },
      /\[test\/deployment\] the pod has another volume of this name; got "monitoring-sso-token"/,
    ],
    [
      'folder',
      { volumeName: 'b' },
      /\[test\/deployment\] one has another volume at the mount path of the token; got "monitoring-sso-token at/,
    ],
  ])('takes the %s of no other', (_, props, message) => {
    const deployment = new Deployment(Testing.chart(), 'deployment', { containers: [{ name: 'one', image: 'one' }] });
    token.mountIn(deployment);
    expect(() => new ServiceAccountToken({ audience: 'b', ...props }).mountIn(deployment)).toThrow(message);
  });
  test('can be combined with a token for another audience', () => {
    const deployment = new Deployment(Testing.chart(), 'deployment', { containers: [{ image: 'one' }] });
    token.mountIn(deployment);
    new ServiceAccountToken({ audience: 'b', volumeName: 'b', mountPath: '/b' }).mountIn(deployment);
    expect(Testing.synth(Chart.of(deployment))[0].spec.template.spec.volumes.map(({ name }: any) => name)).toEqual([
      'monitoring-sso-token',
      'b',
    ]);
  });

  test.each([
    '',
    'api',
    'https://kubernetes.default.svc',
    'https://kubernetes.default.svc.cluster.local',
    'https://kubernetes.default.svc.cluster.local/',
    'https://KUBERNETES.default.svc',
    'kubernetes.default.svc',
    'https://kubernetes.default',
    'https://kubernetes',
    'https://kubernetes.default.svc:443',
    'http://kubernetes.default.svc.example.org',
  ])('is refused for an API server: %j', (audience) => {
    expect(() => new ServiceAccountToken({ audience })).toThrow(
      /audience is .*the API server: the receiver of the token could act there.*; fix: name the audience/,
    );
  });
  test.each(['a b', 'a,b', 'a\n', '-a', 'x'.repeat(256), 'ä'])('is refused for the audience %j', (audience) =>
    expect(() => new ServiceAccountToken({ audience })).toThrow(/the audience is malformed/),
  );
  test.each([Duration.seconds(599), Duration.hours(25), Duration.millis(600_500)])(
    'is refused for the lifetime %s',
    (lifetime) => {
      expect(() => new ServiceAccountToken({ audience: 'a', lifetime })).toThrow(
        /lifetime is out of bounds; got ".* s"; allowed: whole seconds from 600 to 86400/,
      );
    },
  );
  test.each(['tokens', '/', '/a/../b', '/a b', '/a/', '', '/a:b'])('is refused for the folder %j', (mountPath) =>
    expect(() => new ServiceAccountToken({ audience: 'a', mountPath })).toThrow(
      /mountPath is not the path of a folder/,
    ),
  );
  test('is refused if the pod has no container', () =>
    expect(() => token.mountIn(new Deployment(Testing.chart(), 'deployment'))).toThrow(
      /\[test\/deployment\] there is no container/,
    ));
});
