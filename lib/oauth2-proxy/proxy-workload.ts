import { createHash } from 'node:crypto';
import { ApiObject, Chart, JsonPatch, Lazy, Names } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { ISSUER_CA_DIRECTORY, METRICS_PORT, PROXY_PORT } from './proxy-settings';
import { refuse } from '../errors';
import { allowIngress, kubePeer, NetworkPeer } from '../isolation/network-policy';
import { SecretReference } from '../secrets/secrets';
import { SESSION_CA_DIRECTORY } from '../sessions/session-settings';
import { syntax } from '../syntax';
import { IMAGES } from '../versions';
import { checkWorkload, hardenedContainer, hardenedPod, kubeWorkload, WorkloadOptions } from '../workload/workload';

const CONFIG_DIRECTORY = '/etc/oauth2-proxy/configuration';
const CONFIG_FILE = 'oauth2-proxy.cfg';
// The image has no user of its own by number; this is the one that its chart uses.
const RUN_AS = { user: 2000, group: 2000 };
/** Time for the edge to stop sending requests before the proxy, which ends at once on SIGTERM, gets the signal. */
const DRAIN_SECONDS = 10;

/** The pods of a proxy. */
export interface ProxyOptions extends WorkloadOptions {
  /**
   * Number of pods.
   * @default 2
   */
  readonly replicas?: number;
}

/** What the objects of a proxy are made from. */
export interface ProxyWorkloadProps {
  /** Construct whose path is the value of the label `app.kubernetes.io/instance` and the base of the Service's name. */
  readonly namedAfter: Construct;
  readonly workload: ProxyOptions;
  /** The configuration file; complete only when every host is known. */
  readonly configuration: () => string;
  /** None: the configuration holds what the binary requires. */
  readonly clientSecret?: SecretReference;
  readonly cookieSecret: SecretReference;
  readonly sessionPassword?: SecretReference;
  readonly issuerCa?: SecretReference;
  readonly sessionCa?: SecretReference;
  /** Who may connect to the proxy. */
  readonly peers: readonly NetworkPeer[];
  /** Whether the metrics have a port. */
  readonly metrics: boolean;
  /** DNS domain of the cluster. */
  readonly clusterDomain: string;
}

/** Labels that select the pods of a proxy. They stay the same in every version, since a selector cannot be changed. */
export function proxyLabels(namedAfter: Construct): { [label: string]: string } {
  return { 'app.kubernetes.io/name': 'oauth2-proxy', 'app.kubernetes.io/instance': Names.toDnsLabel(namedAfter) };
}

/**
 * Refuses options of the pods that Kubernetes would refuse, and returns the number of pods.
 * @param path path of the construct that the options were given to, for errors
 * @param options what the user set
 * @param workloadPath path of the construct of the pods
 */
export function checkedReplicas(path: string, options: ProxyOptions = {}, workloadPath: string = path): number {
  checkWorkload(workloadPath, options);
  const replicas = options.replicas ?? 2;
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > 100) {
    refuse({
      path,
      what: 'proxy.replicas is out of bounds',
      got: replicas,
      allowed: 'a whole number from 1 to 100',
      fix: 'two are enough for most',
    });
  }
  return replicas;
}

/** The namespace of the chart of a proxy. */
export function namespaceOf(scope: Construct): string {
  const { path } = scope.node;
  const { namespace } = Chart.of(scope);
  if (namespace === undefined) {
    refuse({
      path,
      what: 'the chart has no namespace',
      got: namespace,
      allowed: 'the namespace of the proxy',
      fix: "write new Chart(app, id, { namespace: 'monitoring' })",
    });
  }
  return syntax.dnsLabel(path, 'the namespace of the chart', namespace);
}

/** The Deployment of a proxy and the objects that belong to it. */
export class ProxyWorkload {
  public readonly deployment: ApiObject;
  public readonly serviceName: string;
  /** Number of pods. */
  public readonly replicas: number;
  public readonly podLabels: { [label: string]: string };
  /** Address of the proxy in the cluster: a complete name, since an edge may resolve names without a search list. */
  public readonly address: string;

  constructor(
    private readonly scope: Construct,
    private readonly props: ProxyWorkloadProps,
  ) {
    this.replicas = checkedReplicas(scope.node.path, props.workload);
    const labels = proxyLabels(props.namedAfter);
    this.podLabels = labels;
    const configMap = new k8s.KubeConfigMap(scope, 'configuration', {
      data: { [CONFIG_FILE]: Lazy.any({ produce: props.configuration }) as string },
    });
    const account = new k8s.KubeServiceAccount(scope, 'account', { automountServiceAccountToken: false });
    this.deployment = this.deploy(configMap.name, account.name);
    this.serviceName = new k8s.KubeService(scope, 'service', {
      // The end of this name is the same for every path: controllers recognize the proxies of all programs by it.
      metadata: { labels, name: `${Names.toDnsLabel(props.namedAfter, { maxLen: 50 })}-oauth2-proxy` },
      spec: {
        selector: labels,
        ports: [{ name: 'http', port: PROXY_PORT, targetPort: k8s.IntOrString.fromNumber(PROXY_PORT) }],
      },
    }).name;
    this.address = `http://${this.serviceName}.${namespaceOf(scope)}.svc.${props.clusterDomain}:${PROXY_PORT}`;
    if (this.replicas > 1) {
      new k8s.KubePodDisruptionBudget(scope, 'disruption-budget', {
        spec: { minAvailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: labels } },
      });
    }
    allowIngress(scope, 'isolation', {
      podLabels: labels,
      rules: props.peers.length === 0 ? [] : [{ from: props.peers.map(kubePeer), ports: [{ port: PROXY_PORT }] }],
    });
  }

  private deploy(configMapName: string, serviceAccountName: string): ApiObject {
    const { scope, props, podLabels: labels } = this;
    const deployment = kubeWorkload(
      scope,
      'deployment',
      k8s.KubeDeployment.manifest({
        metadata: { labels },
        spec: {
          replicas: this.replicas,
          revisionHistoryLimit: 3,
          strategy: {
            type: 'RollingUpdate',
            rollingUpdate: { maxUnavailable: k8s.IntOrString.fromNumber(0), maxSurge: k8s.IntOrString.fromNumber(1) },
          },
          selector: { matchLabels: labels },
          template: {
            metadata: {
              labels: { ...props.workload.podLabels, ...labels },
              annotations: {
                ...props.workload.podAnnotations,
                'checksum/configuration': Lazy.any({
                  produce: () => createHash('sha256').update(props.configuration()).digest('hex'),
                }) as string,
              },
            },
            spec: this.pod(configMapName, serviceAccountName),
          },
        },
      }),
    );
    // `sleep` is newer than the types of Kubernetes 1.27, and the image has no shell to sleep in.
    deployment.addJsonPatch(
      JsonPatch.add('/spec/template/spec/containers/0/lifecycle', { preStop: { sleep: { seconds: DRAIN_SECONDS } } }),
    );
    return deployment;
  }

  private pod(configMapName: string, serviceAccountName: string): k8s.PodSpec {
    const { scope, props, podLabels } = this;
    return {
      ...hardenedPod(scope.node.path, props.workload, RUN_AS),
      serviceAccountName,
      terminationGracePeriodSeconds: DRAIN_SECONDS + 20,
      topologySpreadConstraints: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: podLabels },
        matchLabelKeys: ['pod-template-hash'],
      })),
      containers: [this.container()],
      volumes: [
        { name: 'configuration', configMap: { name: configMapName } },
        ...this.authorities.map(({ volume, source }) => ({
          name: volume,
          configMap: { name: source!.name, items: [{ key: source!.key, path: source!.key }] },
        })),
      ],
    };
  }

  private container(): k8s.Container {
    const { scope, props } = this;
    const { path } = scope.node;
    const http = (at: string) => ({
      httpGet: { path: at, port: k8s.IntOrString.fromString('http') },
      timeoutSeconds: 5,
    });
    return {
      // Requests that wait for a session server that does not answer take memory: 1,500 at once took 79 MiB (measured).
      ...hardenedContainer(path, { ...props.workload, memory: props.workload.memory ?? '256Mi' }),
      name: 'oauth2-proxy',
      image: props.workload.image ?? IMAGES.oauth2Proxy,
      args: [`--config=${CONFIG_DIRECTORY}/${CONFIG_FILE}`],
      env: [
        ...fromSecret('OAUTH2_PROXY_CLIENT_SECRET', props.clientSecret),
        ...fromSecret('OAUTH2_PROXY_COOKIE_SECRET', props.cookieSecret),
        ...fromSecret('OAUTH2_PROXY_REDIS_PASSWORD', props.sessionPassword),
      ],
      ports: [
        { name: 'http', containerPort: PROXY_PORT },
        ...(props.metrics ? [{ name: 'metrics', containerPort: METRICS_PORT }] : []),
      ],
      // The binary ends when it cannot reach the issuer at start, and the kubelet starts it again; it waits for the
      // session server.
      startupProbe: { ...http('/ready'), periodSeconds: 1, failureThreshold: 120 },
      // Without its session server the proxy answers 401 and deletes the cookie. Taken out of the Service it signs
      // no one out, and the edge answers with an error.
      readinessProbe: { ...http('/ready'), timeoutSeconds: 1, periodSeconds: 1, failureThreshold: 2 },
      // A proxy that hangs does not handle the signal that ends it: it gets the time to drain and no more.
      livenessProbe: {
        ...http('/ping'),
        periodSeconds: 10,
        failureThreshold: 3,
        terminationGracePeriodSeconds: DRAIN_SECONDS + 5,
      },
      volumeMounts: [
        { name: 'configuration', mountPath: CONFIG_DIRECTORY, readOnly: true },
        ...this.authorities.map(({ volume, mountPath }) => ({ name: volume, mountPath, readOnly: true })),
      ],
    };
  }

  private get authorities() {
    return [
      { volume: 'issuer-ca', source: this.props.issuerCa, mountPath: ISSUER_CA_DIRECTORY },
      { volume: 'session-ca', source: this.props.sessionCa, mountPath: SESSION_CA_DIRECTORY },
    ].filter(({ source }) => source !== undefined);
  }
}

function fromSecret(name: string, secret?: SecretReference): k8s.EnvVar[] {
  if (secret === undefined) return [];
  return [{ name, valueFrom: { secretKeyRef: { name: secret.name, key: secret.key } } }];
}
