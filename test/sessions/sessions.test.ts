import { describe, expect, test } from '@jest/globals';
import { parse } from 'smol-toml';
import { Sessions } from '../../lib';
import { Program, prometheusProgram } from '../support/program';

describe('a Redis of its own', () => {
  const manifests = prometheusProgram().program.manifests();
  const deployment = manifests.one('Deployment', 'redis');
  const pod = deployment.spec.template.spec;
  const configuration = manifests.one('ConfigMap', 'redis').data['redis.conf'];

  test('requires a password', () => {
    const [script] = pod.initContainers[0].command.slice(-1);
    expect(script).toContain('user default off');
    expect(script).toContain('on #%s ~__Host-sso_monitoring_sso-* -@all +get +set +del');
    expect(script).toContain('user probe on nopass -@all +ping');
  });
  // Commands with subcommands, from COMMAND of Redis 7.0 and Valkey 8. Subcommands of newer servers would be allowed.
  const withSubcommands = [
    'acl',
    'client',
    'cluster',
    'command',
    'config',
    'debug',
    'function',
    'latency',
    'memory',
    'module',
    'object',
    'pubsub',
    'script',
    'slowlog',
    'xgroup',
    'xinfo',
  ];
  test('allows the proxy only commands without subcommands', () => {
    const [script] = pod.initContainers[0].command.slice(-1);
    const [, rights] = /user oauth2-proxy on #%s ~\S+ ([^\n\\]*)/.exec(script)!;
    expect(rights).toMatch(/^-@all( \+[a-z]+)+$/);
    expect(rights.split(' +').filter((command: string) => withSubcommands.includes(command))).toEqual([]);
  });
  test('contains the password neither in the configuration nor in the environment', () => {
    expect(JSON.stringify(pod)).not.toContain('secretKeyRef');
    expect(pod.volumes).toContainEqual({
      name: 'secret',
      secret: {
        secretName: 'monitoring-sso',
        items: [{ key: 'redis-password', path: 'password' }],
        defaultMode: 0o440,
      },
    });
  });
  test('has memory for a second process while its log is rewritten', () =>
    expect(pod.containers[0].resources.limits.memory).toBe('192Mi'));
  test('has a memory limit, and removes the least used keys first', () =>
    expect(configuration).toContain('maxmemory 64mb\nmaxmemory-policy allkeys-lfu'));
  test('keeps sessions over a restart, on a disk of the node with space for two logs', () => {
    expect(configuration).toContain('save ""\nappendonly yes');
    expect(pod.volumes).toContainEqual({ name: 'data', emptyDir: { sizeLimit: '320Mi' } });
    expect(manifests.ofKind('PersistentVolumeClaim')).toEqual([]);
  });
  test('is restarted within half a minute when it does not respond', () => {
    const { periodSeconds, timeoutSeconds, failureThreshold, terminationGracePeriodSeconds } =
      pod.containers[0].livenessProbe;
    expect(
      failureThreshold * Math.max(periodSeconds, timeoutSeconds) + terminationGracePeriodSeconds,
    ).toBeLessThanOrEqual(30);
  });
  test('gets connections before it is ready, since there is only one replica', () =>
    expect(manifests.one('Service', 'redis').spec.publishNotReadyAddresses).toBe(true));
  test('accepts connections only from the proxy (finding 16)', () => {
    expect(manifests.one('NetworkPolicy', 'redis').spec.ingress).toEqual([
      {
        from: [{ podSelector: { matchLabels: manifests.one('Deployment', 'proxy').spec.selector.matchLabels } }],
        ports: [{ port: 6379, protocol: 'TCP' }],
      },
    ]);
  });
  test('meets the restricted standard and is read-only in every container', () => {
    for (const container of [...pod.initContainers, ...pod.containers]) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });
});

test('keeps sessions when the pod is replaced if it has a volume', () => {
  const { program } = prometheusProgram({
    sessions: Sessions.redis({ persistentVolumeSize: '1Gi', storageClassName: 'fast' }),
  });
  const manifests = program.manifests();
  expect(manifests.one('Deployment', 'redis').spec.template.spec.volumes).toContainEqual({
    name: 'data',
    persistentVolumeClaim: { claimName: manifests.one('PersistentVolumeClaim').metadata.name },
  });
  expect(manifests.one('PersistentVolumeClaim').spec).toEqual({
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
    storageClassName: 'fast',
  });
});

test('an existing server is used over verified TLS', () => {
  const { program } = prometheusProgram({
    sessions: Sessions.existingRedis({
      host: 'redis.example.com',
      username: 'sso',
      certificateAuthorityConfigMap: 'redis-ca',
    }),
  });
  expect(parse(program.toml())).toMatchObject({
    redis_connection_url: expect.stringMatching(/^rediss:\/\/redis\.example\.com:6379\/0\?dial_timeout/),
    redis_username: 'sso',
    redis_ca_path: '/etc/oauth2-proxy/redis-ca/ca.crt',
  });
  expect(program.manifests().one('Deployment').spec.template.spec.volumes).toContainEqual({
    name: 'session-ca',
    configMap: { name: 'redis-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] },
  });
});

test.each([
  ['the memory is too small', Sessions.redis({ maxMemoryMebibytes: 1 }), /maxMemoryMebibytes/],
  [
    'the container is too small for its sessions',
    Sessions.redis({ maxMemoryMebibytes: 256 }),
    /too small for maxMemoryMebibytes.*allowed: at least 544Mi/,
  ],
  ['the host is malformed', Sessions.existingRedis({ host: 'redis:6379' }), /sessions.host is malformed/],
  [
    'the volume is too small for the log',
    Sessions.redis({ persistentVolumeSize: '300Mi' }),
    /persistentVolumeSize is too small.*got "300Mi"; allowed: at least 320Mi/,
  ],
  [
    'the size of the volume is malformed',
    Sessions.redis({ persistentVolumeSize: '1 gig' }),
    /persistentVolumeSize is not a quantity/,
  ],
  ['the storage class is malformed', Sessions.redis({ storageClassName: 'A b' }), /storageClassName is malformed/],
  [
    'the port is invalid',
    Sessions.existingRedis({ host: 'redis.example.com', port: 0 }),
    /sessions.port is not a port/,
  ],
  [
    'the database is invalid',
    Sessions.existingRedis({ host: 'redis.example.com', database: -1 }),
    /not a database number/,
  ],
])('fails when %s', (_title, sessions, message) => expect(() => new Program().sso({ sessions })).toThrow(message));
