import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { redisUrl } from './redis-url';
import { SessionContext, SessionSettings, SessionStore } from './session-store';
import type { RedisOptions } from './sessions';
import { refuse } from '../errors';
import { allowIngress } from '../isolation/network-policy';
import { checkWorkload, containerSecurity, kubeResources, podSecurity, scheduling } from '../isolation/workload';
import { syntax } from '../syntax';
import { IMAGES } from '../versions';

const PORT = 6379;
const USER = 'oauth2-proxy';
const CONFIG_DIRECTORY = '/etc/redis';
const ACL_DIRECTORY = '/run/redis-acl';
const SECRET_DIRECTORY = '/run/redis-secret';
const DATA_DIRECTORY = '/data';
// The user of the official Valkey and Redis images.
const RUN_AS = { user: 999, group: 999 };

/**
 * What the proxy does in sign-in, refresh, readiness check and sign-out, and nothing more: measured with oauth2-proxy
 * 7.15. `eval` and `evalsha` carry the scripts of the refresh lock (github.com/bsm/redislock 0.10), which use the
 * commands after them, some of them only when two requests want the lock at once: without those, one of the two is
 * signed out. None of these has subcommands: what a newer server adds to one that has would be allowed as well. `auth`
 * and `hello` need no right, and the proxy does without `client`: it would only name its library.
 */
const COMMANDS = '-@all +get +set +del +ping +eval +evalsha +msetnx +mset +mget +getrange +pexpire +pttl';

export class RedisSessions implements SessionStore {
  public readonly refreshes = true;
  public readonly needsPassword = true;

  constructor(private readonly options: RedisOptions) {}

  public render(parent: Construct, context: SessionContext): SessionSettings {
    const scope = new Construct(parent, 'redis');
    checkWorkload(scope.node.path, this.options);
    if (this.options.storageClassName !== undefined) {
      syntax.dnsSubdomain(scope.node.path, 'storageClassName', this.options.storageClassName);
    }
    const labels = {
      'app.kubernetes.io/name': 'redis',
      'app.kubernetes.io/instance': context.proxyLabels['app.kubernetes.io/instance'],
    };
    const configuration = this.configuration(scope.node.path);
    const persistent = this.options.persistentVolumeSize !== undefined;
    if (persistent) this.checkVolume(scope.node.path, this.options.persistentVolumeSize!);

    const configMap = new k8s.KubeConfigMap(scope, 'configuration', { data: { 'redis.conf': configuration } });
    const account = new k8s.KubeServiceAccount(scope, 'account', { automountServiceAccountToken: false });
    const claim = persistent
      ? new k8s.KubePersistentVolumeClaim(scope, 'data', {
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: {
              requests: {
                storage: k8s.Quantity.fromString(
                  syntax.quantity(scope.node.path, 'persistentVolumeSize', this.options.persistentVolumeSize!),
                ),
              },
            },
            storageClassName: this.options.storageClassName,
          },
        })
      : undefined;

    const image = this.options.image ?? IMAGES.valkey;
    const acl = [
      'user default off',
      'user probe on nopass -@all +ping', // for the kubelet: may ask whether the server answers, nothing else
      `user ${USER} on #%s ~${context.keyPrefix}-* ${COMMANDS}`,
    ].join('\\n');
    new k8s.KubeDeployment(scope, 'deployment', {
      metadata: { labels },
      spec: {
        replicas: 1,
        revisionHistoryLimit: 3,
        strategy: { type: 'Recreate' }, // two servers would hold different sessions
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels: { ...this.options.podLabels, ...labels },
            annotations: {
              ...this.options.podAnnotations,
              'checksum/configuration': createHash('sha256')
                .update(configuration + acl)
                .digest('hex'),
            },
          },
          spec: {
            ...podSecurity(RUN_AS),
            ...scheduling(scope.node.path, this.options),
            serviceAccountName: account.name,
            terminationGracePeriodSeconds: 30,
            initContainers: [
              {
                // The server takes the password's digest, so neither its configuration nor its environment holds the
                // password.
                name: 'acl',
                image,
                command: [
                  'sh',
                  '-ec',
                  `printf '${acl}\\n' "$(sha256sum < ${SECRET_DIRECTORY}/password | cut -d ' ' -f 1)" > ` +
                    `${ACL_DIRECTORY}/users.acl`,
                ],
                securityContext: containerSecurity(),
                resources: kubeResources(scope.node.path, { ...this.options, memory: '32Mi' }),
                volumeMounts: [
                  { name: 'secret', mountPath: SECRET_DIRECTORY, readOnly: true },
                  { name: 'acl', mountPath: ACL_DIRECTORY },
                ],
              },
            ],
            containers: [
              {
                name: 'redis',
                image,
                command: ['redis-server', `${CONFIG_DIRECTORY}/redis.conf`],
                ports: [{ name: 'redis', containerPort: PORT }],
                securityContext: containerSecurity(),
                resources: kubeResources(scope.node.path, { ...this.options, memory: this.memory }),
                startupProbe: { ...probe(), periodSeconds: 1, failureThreshold: 120 },
                readinessProbe: { ...probe(), periodSeconds: 5 },
                // One that hangs does not hear that it should end.
                livenessProbe: { ...probe(), periodSeconds: 5, failureThreshold: 3, terminationGracePeriodSeconds: 5 },
                volumeMounts: [
                  { name: 'configuration', mountPath: CONFIG_DIRECTORY, readOnly: true },
                  { name: 'acl', mountPath: ACL_DIRECTORY, readOnly: true },
                  { name: 'data', mountPath: DATA_DIRECTORY },
                ],
              },
            ],
            volumes: [
              { name: 'configuration', configMap: { name: configMap.name } },
              {
                name: 'secret',
                secret: {
                  secretName: context.password.name,
                  items: [{ key: context.password.key, path: 'password' }],
                  defaultMode: 0o440,
                },
              },
              { name: 'acl', emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString('1Mi') } },
              claim
                ? { name: 'data', persistentVolumeClaim: { claimName: claim.name } }
                : { name: 'data', emptyDir: { sizeLimit: k8s.Quantity.fromString(`${this.diskMebibytes}Mi`) } },
            ],
          },
        },
      },
    });
    const service = new k8s.KubeService(scope, 'service', {
      metadata: { labels },
      spec: {
        selector: labels,
        ports: [{ name: 'redis', port: PORT, targetPort: k8s.IntOrString.fromNumber(PORT) }],
        publishNotReadyAddresses: true, // there is no other one to turn to, so why wait for a probe
      },
    });
    allowIngress(scope, 'isolation', {
      podLabels: labels,
      rules: [{ from: [{ podSelector: { matchLabels: { ...context.proxyLabels } } }], ports: [{ port: PORT }] }],
    });

    return {
      kind: 'redis',
      options: {
        session_store_type: 'redis',
        redis_connection_url: redisUrl(
          'redis',
          `${service.name}.${context.namespace}.svc.${context.clusterDomain}:${PORT}`,
          0,
        ),
        redis_username: USER,
      },
      password: context.password,
    };
  }

  private get megabytes(): number {
    return this.options.maxMemoryMebibytes ?? 64;
  }

  /** Two logs at once while one is rewritten: measured, 232 MiB for 64. A full disk would stop every sign-in. */
  private get diskMebibytes(): number {
    return this.megabytes * 4 + 64;
  }

  private checkVolume(path: string, size: string): void {
    const [, number, unit] = /^([0-9.]+)(Mi|Gi|Ti)$/.exec(syntax.quantity(path, 'persistentVolumeSize', size)) ?? [];
    const mebibytes =
      number === undefined ? 0 : Number(number) * { Mi: 1, Gi: 1024, Ti: 1024 ** 2 }[unit as 'Mi' | 'Gi' | 'Ti'];
    if (mebibytes < this.diskMebibytes) {
      refuse({
        path,
        what: 'persistentVolumeSize is too small for maxMemoryMebibytes: a full disk would stop every sign-in',
        got: size,
        allowed: `at least ${this.diskMebibytes}Mi, in Mi, Gi or Ti`,
        fix: 'raise persistentVolumeSize, or lower maxMemoryMebibytes',
      });
    }
  }

  private get memory(): string {
    return this.options.memory ?? '192Mi';
  }

  private configuration(path: string): string {
    const { megabytes } = this;
    if (!Number.isInteger(megabytes) || megabytes < 8 || megabytes > 65536) {
      refuse({
        path,
        what: 'maxMemoryMebibytes is out of bounds',
        got: megabytes,
        allowed: 'a whole number from 8 to 65536',
        fix: 'count 4 KiB for each session',
      });
    }
    const memory = /^(\d+)(Mi|Gi)$/.exec(this.memory);
    const limit = memory ? Number(memory[1]) * (memory[2] === 'Gi' ? 1024 : 1) : undefined;
    // While the log is rewritten a second process shares what does not change; measured: 119 MiB for 64.
    const least = megabytes * 2 + 32;
    if (limit === undefined || limit < least) {
      refuse({
        path,
        what:
          'the memory of the Redis container is too small for maxMemoryMebibytes, so it would be ended instead ' +
          'of dropping old sessions',
        got: this.memory,
        allowed: `at least ${least}Mi, in Mi or Gi`,
        fix: 'raise memory, or lower maxMemoryMebibytes',
      });
    }
    return [
      `port ${PORT}`,
      'protected-mode no', // the default user is off, so nobody gets in without a password
      `aclfile ${ACL_DIRECTORY}/users.acl`,
      `dir ${DATA_DIRECTORY}`,
      `maxmemory ${megabytes}mb`,
      // Without eviction a full server refuses every sign-in. By use, not by age: a flood of new sessions would push
      // out those of people at work.
      'maxmemory-policy allkeys-lfu',
      'tcp-keepalive 60',
      'save ""',
      'appendonly yes', // sessions, and the end of sessions, outlive the process
      'auto-aof-rewrite-min-size 16mb',
      '',
    ].join('\n');
  }
}

/** Exit code 1 unless the server answers PONG: a port check would miss a server that hangs. */
function probe() {
  return {
    exec: { command: ['redis-cli', '-e', '--no-auth-warning', '--user', 'probe', '--pass', 'probe', 'ping'] },
    timeoutSeconds: 3,
  };
}
