import { createHash } from 'node:crypto';
import { Chart, Lazy, Names } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { ISessionStore, SessionStoreConfig, SessionStoreContext } from './session-store';
import { checkNew } from '../api-types/checked-calls';
import { refuse } from '../errors';
import { allowIngress, kubePeer } from '../isolation/network-policy';
import { SecretReference } from '../secrets/secrets';
import { syntax } from '../syntax';
import { IMAGES } from '../versions';
import { checkWorkload, hardenedContainer, hardenedPod, kubeWorkload, WorkloadOptions } from '../workload/workload';

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
 * and `hello` need no right, and the proxy works without `client`, which only names its library.
 */
const COMMANDS = '-@all +get +set +del +ping +eval +evalsha +msetnx +mset +mget +getrange +pexpire +pttl';

/** Size, persistence and scheduling of a Valkey. */
export interface ValkeyOptions extends WorkloadOptions {
  /**
   * Memory for sessions, in mebibytes. The least used sessions are dropped when it is full, and their owners sign in
   * again. A session takes about 4 KiB.
   * @default 64
   */
  readonly maxMemoryMebibytes?: number;
  /**
   * Size of a volume that keeps sessions when the pod is replaced, as a Kubernetes quantity; at least four times
   * `maxMemoryMebibytes` and 64 MiB.
   * @default - none: sessions outlive a restart of the container, but not of the pod
   */
  readonly persistentVolumeSize?: string;
  /**
   * Storage class of the volume.
   * @default - the cluster's default
   */
  readonly storageClassName?: string;
}

/** Props of a Valkey. */
export interface ValkeyProps extends ValkeyOptions {
  /** Secret with the password of the proxy, without a line end, in the namespace of the chart. */
  readonly password: SecretReference;
  /**
   * DNS domain of the cluster.
   * @default "cluster.local"
   */
  readonly clusterDomain?: string;
  /**
   * Construct whose path is the value of the label `app.kubernetes.io/instance`.
   * @default - this construct
   */
  readonly namedAfter?: Construct;
}

/**
 * A Valkey server (or Redis, by `image`) that holds the sessions of one proxy: Deployment, Service, configuration,
 * ServiceAccount, NetworkPolicy, and a PersistentVolumeClaim if `persistentVolumeSize` is given. The server accepts one
 * user with the commands that oauth2-proxy needs and the keys of that proxy, from the pods of that proxy.
 *
 * `node.defaultChild` is the Deployment.
 *
 * @example
 *
 * const sessions = new Valkey(chart, 'sessions', {
 *   password: { name: 'monitoring-sso', key: 'redis-password' },
 * });
 * new OAuth2Proxy(chart, 'proxy', { ...props, sessions });
 */
export class Valkey extends Construct implements ISessionStore {
  public readonly refreshes = true;
  public readonly needsPassword = false;
  /** Name of the Service. */
  public readonly serviceName: string;
  /** Name of the Deployment. */
  public readonly deploymentName: string;
  /** DNS name of the server in the cluster. */
  public readonly host: string;
  /** Port of the server. */
  public readonly port: number = PORT;
  /** Host and port of the server: `HOST:PORT`. */
  public readonly address: string;
  /** ACL user of the proxy. */
  public readonly username: string = USER;
  /** Secret with the password of that user. */
  public readonly password: SecretReference;
  /** Labels that select the pod. */
  public readonly podLabels: { [label: string]: string };

  private readonly options: ValkeyOptions;
  /** The proxy that keeps its sessions here. */
  private proxy?: SessionStoreContext;

  /**
   * @param scope a Chart with a namespace, or a construct below one
   * @param id id of the construct
   * @param props the password, and what differs from the defaults
   */
  constructor(scope: Construct, id: string, props: ValkeyProps) {
    checkNew('Valkey', scope, id, props);
    super(scope, id);
    const { path } = this.node;
    this.options = props;
    const namespace = syntax.dnsLabel(path, 'the namespace of the chart', Chart.of(this).namespace ?? '');
    const clusterDomain = syntax.dnsSubdomain(path, 'clusterDomain', props.clusterDomain ?? 'cluster.local');
    this.password = {
      name: syntax.dnsSubdomain(path, 'password.name', props.password?.name),
      key: syntax.secretKey(path, 'password.key', props.password?.key),
    };
    this.checkOptions(path);
    this.podLabels = {
      'app.kubernetes.io/name': 'redis',
      'app.kubernetes.io/instance': Names.toDnsLabel(props.namedAfter ?? this),
    };
    const configuration = this.configuration(path);

    const configMap = new k8s.KubeConfigMap(this, 'configuration', { data: { 'redis.conf': configuration } });
    const account = new k8s.KubeServiceAccount(this, 'account', { automountServiceAccountToken: false });
    const claimName = this.claim();
    const deployment = kubeWorkload(
      this,
      'deployment',
      k8s.KubeDeployment.manifest({
        metadata: { labels: this.podLabels },
        spec: {
          replicas: 1,
          revisionHistoryLimit: 3,
          strategy: { type: 'Recreate' }, // two servers would hold different sessions
          selector: { matchLabels: this.podLabels },
          template: {
            metadata: {
              labels: { ...props.podLabels, ...this.podLabels },
              annotations: {
                ...props.podAnnotations,
                'checksum/configuration': Lazy.any({
                  produce: () =>
                    createHash('sha256')
                      .update(configuration + this.acl())
                      .digest('hex'),
                }) as string,
              },
            },
            spec: this.pod(configMap.name, account.name, claimName),
          },
        },
      }),
    );
    this.node.defaultChild = deployment;
    this.deploymentName = deployment.name;
    this.serviceName = new k8s.KubeService(this, 'service', {
      metadata: { labels: this.podLabels },
      spec: {
        selector: this.podLabels,
        ports: [{ name: 'redis', port: PORT, targetPort: k8s.IntOrString.fromNumber(PORT) }],
        publishNotReadyAddresses: true, // there is no other server, so that waiting for a probe has no use
      },
    }).name;
    this.host = `${this.serviceName}.${namespace}.svc.${clusterDomain}`;
    this.address = `${this.host}:${PORT}`;
    allowIngress(this, 'isolation', { podLabels: this.podLabels, rules: () => this.rules(namespace) });
    this.node.addValidation({
      validate: () =>
        this.proxy === undefined
          ? ['no proxy keeps its sessions here; allowed: one; fix: give this construct to an OAuth2Proxy as sessions']
          : [],
    });
  }

  /**
   * Lets a proxy keep its sessions here. `OAuth2Proxy` and `MonitoringSso` call it.
   * @param scope construct of the proxy
   * @param context the proxy
   */
  public bind(scope: Construct, context: SessionStoreContext): SessionStoreConfig {
    if (this.proxy !== undefined) {
      refuse({
        path: this.node.path,
        what: 'a second proxy would keep its sessions here, and each could read those of the other',
        got: scope.node.path,
        allowed: 'one proxy for each Valkey',
        fix: 'create another Valkey for the second proxy',
      });
    }
    // The prefix stands in a script and in a pattern of keys.
    if (!/^[A-Za-z0-9_-]+$/.test(context.keyPrefix)) {
      refuse({
        path: this.node.path,
        what: 'keyPrefix is malformed',
        got: context.keyPrefix,
        allowed: 'letters, digits, underscores and hyphens',
        fix: 'choose another cookieName',
      });
    }
    this.proxy = context;
    const { host, port, username, password } = this;
    return { server: { host, port, username, password, tls: false }, store: this };
  }

  private checkOptions(path: string): void {
    checkWorkload(path, this.options);
    const { storageClassName, persistentVolumeSize } = this.options;
    if (storageClassName !== undefined) syntax.dnsSubdomain(path, 'storageClassName', storageClassName);
    if (persistentVolumeSize !== undefined) this.checkVolume(path, persistentVolumeSize);
  }

  /** Rules of the server for its users, with `%s` in place of the digest of the password. */
  private acl(): string {
    return [
      'user default off',
      'user probe on nopass -@all +ping', // for the probes of the kubelet
      `user ${USER} on #%s ~${this.proxy?.keyPrefix}-* ${COMMANDS}`,
    ].join('\\n');
  }

  /** The pods that the network policy admits. */
  private rules(namespace: string) {
    if (this.proxy === undefined) return [];
    const peer = {
      namespace: this.proxy.namespace === namespace ? undefined : this.proxy.namespace,
      podLabels: this.proxy.proxyLabels,
    };
    return [{ from: [kubePeer(peer)], ports: [{ port: PORT }] }];
  }

  /** Name of the claim for a volume, if there is one. */
  private claim(): string | undefined {
    const { persistentVolumeSize, storageClassName } = this.options;
    if (persistentVolumeSize === undefined) return undefined;
    return new k8s.KubePersistentVolumeClaim(this, 'data', {
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: k8s.Quantity.fromString(persistentVolumeSize) } },
        storageClassName,
      },
    }).name;
  }

  private pod(configMapName: string, serviceAccountName: string, claimName?: string): k8s.PodSpec {
    const { path } = this.node;
    return {
      ...hardenedPod(path, this.options, RUN_AS),
      serviceAccountName,
      terminationGracePeriodSeconds: 30,
      initContainers: [this.aclContainer(path)],
      containers: [this.serverContainer(path)],
      volumes: [
        { name: 'configuration', configMap: { name: configMapName } },
        {
          name: 'secret',
          secret: {
            secretName: this.password.name,
            items: [{ key: this.password.key, path: 'password' }],
            defaultMode: 0o440,
          },
        },
        { name: 'acl', emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString('1Mi') } },
        claimName === undefined
          ? { name: 'data', emptyDir: { sizeLimit: k8s.Quantity.fromString(`${this.diskMebibytes}Mi`) } }
          : { name: 'data', persistentVolumeClaim: { claimName } },
      ],
    };
  }

  /**
   * Writes the users. The server takes the digest of the password, so that neither its configuration nor its
   * environment holds the password.
   */
  private aclContainer(path: string): k8s.Container {
    const script = () =>
      `printf '${this.acl()}\\n' "$(sha256sum < ${SECRET_DIRECTORY}/password | cut -d ' ' -f 1)" > ` +
      `${ACL_DIRECTORY}/users.acl`;
    return {
      ...hardenedContainer(path, { ...this.options, memory: '32Mi' }),
      name: 'acl',
      image: this.image,
      command: ['sh', '-ec', Lazy.any({ produce: script }) as string],
      volumeMounts: [
        { name: 'secret', mountPath: SECRET_DIRECTORY, readOnly: true },
        { name: 'acl', mountPath: ACL_DIRECTORY },
      ],
    };
  }

  private serverContainer(path: string): k8s.Container {
    return {
      ...hardenedContainer(path, { ...this.options, memory: this.memory }),
      name: 'redis',
      image: this.image,
      command: ['redis-server', `${CONFIG_DIRECTORY}/redis.conf`],
      ports: [{ name: 'redis', containerPort: PORT }],
      startupProbe: { ...probe(), periodSeconds: 1, failureThreshold: 120 },
      readinessProbe: { ...probe(), periodSeconds: 5 },
      // A server that hangs does not handle the signal that ends it.
      livenessProbe: { ...probe(), periodSeconds: 5, failureThreshold: 3, terminationGracePeriodSeconds: 5 },
      volumeMounts: [
        { name: 'configuration', mountPath: CONFIG_DIRECTORY, readOnly: true },
        { name: 'acl', mountPath: ACL_DIRECTORY, readOnly: true },
        { name: 'data', mountPath: DATA_DIRECTORY },
      ],
    };
  }

  private get image(): string {
    return this.options.image ?? IMAGES.valkey;
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
      'protected-mode no', // the default user is off, so that no client connects without a password
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
