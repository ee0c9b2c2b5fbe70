import { createHash } from 'node:crypto';
import { Lazy, Names } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { ISSUER_CA_DIRECTORY, METRICS_PORT, PROXY_PORT } from './proxy-settings';
import { allowIngress, kubePeer, NetworkPeer } from '../isolation/network-policy';
import { containerSecurity, kubeResources, podSecurity, scheduling, WorkloadOptions } from '../isolation/workload';
import { SecretReference } from '../secrets/secrets';
import { SESSION_CA_DIRECTORY } from '../sessions/session-store';
import { IMAGES } from '../versions';

const CONFIG_DIRECTORY = '/etc/oauth2-proxy/configuration';
const CONFIG_FILE = 'oauth2-proxy.cfg';
// The image has no user of its own by number; this is the one that its chart uses.
const RUN_AS = { user: 2000, group: 2000 };
/** Time for the edge to stop sending requests before the proxy, which ends at once on SIGTERM, is told to stop. */
const DRAIN_SECONDS = 10;

export interface ProxyDeploymentProps {
  readonly labels: Readonly<Record<string, string>>;
  readonly workload: WorkloadOptions;
  readonly replicas: number;
  /** The configuration file, complete only when every application is known. */
  readonly configuration: () => string;
  /** None: the configuration has what the binary asks for. */
  readonly clientSecret?: SecretReference;
  readonly cookieSecret: SecretReference;
  readonly redisPassword?: SecretReference;
  readonly issuerCa?: SecretReference;
  readonly sessionCa?: SecretReference;
  readonly peers: readonly NetworkPeer[];
  /** Whether the metrics have a port. */
  readonly metrics: boolean;
}

export interface DeployedProxy {
  readonly serviceName: string;
  readonly deploymentName: string;
}

/** The proxy's objects in Kubernetes. */
export function deployProxy(parent: Construct, props: ProxyDeploymentProps): DeployedProxy {
  const scope = new Construct(parent, 'proxy');
  const labels = { ...props.labels };
  const configMap = new k8s.KubeConfigMap(scope, 'configuration', {
    data: { [CONFIG_FILE]: Lazy.any({ produce: props.configuration }) as string },
  });
  const account = new k8s.KubeServiceAccount(scope, 'account', { automountServiceAccountToken: false });
  const fromSecret = (name: string, secret: SecretReference) => ({
    name,
    valueFrom: { secretKeyRef: { name: secret.name, key: secret.key } },
  });
  const authorities = [
    { volume: 'issuer-ca', source: props.issuerCa, mountPath: ISSUER_CA_DIRECTORY },
    { volume: 'session-ca', source: props.sessionCa, mountPath: SESSION_CA_DIRECTORY },
  ].filter(({ source }) => source !== undefined);
  // Requests that wait for a Redis that is away take memory: 1,500 at once were measured with 79 MiB.
  const resources = kubeResources(scope.node.path, { ...props.workload, memory: props.workload.memory ?? '256Mi' });
  const http = (path: string) => ({ httpGet: { path, port: k8s.IntOrString.fromString('http') }, timeoutSeconds: 5 });

  const deployment = new DrainingDeployment(scope, 'deployment', {
    metadata: { labels },
    spec: {
      replicas: props.replicas,
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
        spec: {
          ...podSecurity(RUN_AS),
          ...scheduling(scope.node.path, props.workload),
          serviceAccountName: account.name,
          terminationGracePeriodSeconds: DRAIN_SECONDS + 20,
          topologySpreadConstraints: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
            maxSkew: 1,
            topologyKey,
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: labels },
            matchLabelKeys: ['pod-template-hash'],
          })),
          containers: [
            {
              name: 'oauth2-proxy',
              image: props.workload.image ?? IMAGES.oauth2Proxy,
              args: [`--config=${CONFIG_DIRECTORY}/${CONFIG_FILE}`],
              env: [
                ...(props.clientSecret ? [fromSecret('OAUTH2_PROXY_CLIENT_SECRET', props.clientSecret)] : []),
                fromSecret('OAUTH2_PROXY_COOKIE_SECRET', props.cookieSecret),
                ...(props.redisPassword ? [fromSecret('OAUTH2_PROXY_REDIS_PASSWORD', props.redisPassword)] : []),
              ],
              ports: [
                { name: 'http', containerPort: PROXY_PORT },
                ...(props.metrics ? [{ name: 'metrics', containerPort: METRICS_PORT }] : []),
              ],
              securityContext: containerSecurity(),
              resources,
              // The binary ends when the issuer cannot be reached at start, and the kubelet tries again; for Redis it
              // waits.
              startupProbe: { ...http('/ready'), periodSeconds: 1, failureThreshold: 120 },
              // Without Redis the proxy answers 401 and takes the cookie away; out of the Service it signs nobody out,
              // and the edge answers with an error.
              readinessProbe: { ...http('/ready'), timeoutSeconds: 1, periodSeconds: 1, failureThreshold: 2 },
              // One that hangs does not hear that it should end; it is given the time to drain and no more.
              livenessProbe: {
                ...http('/ping'),
                periodSeconds: 10,
                failureThreshold: 3,
                terminationGracePeriodSeconds: DRAIN_SECONDS + 5,
              },
              volumeMounts: [
                { name: 'configuration', mountPath: CONFIG_DIRECTORY, readOnly: true },
                ...authorities.map(({ volume, mountPath }) => ({ name: volume, mountPath, readOnly: true })),
              ],
            },
          ],
          volumes: [
            { name: 'configuration', configMap: { name: configMap.name } },
            ...authorities.map(({ volume, source }) => ({
              name: volume,
              configMap: { name: source!.name, items: [{ key: source!.key, path: source!.key }] },
            })),
          ],
        },
      },
    },
  });
  const service = new k8s.KubeService(scope, 'service', {
    // However long the path: controllers know the proxies of all programs by the end of this name.
    metadata: { labels, name: `${Names.toDnsLabel(parent, { maxLen: 50 })}-oauth2-proxy` },
    spec: {
      selector: labels,
      ports: [{ name: 'http', port: PROXY_PORT, targetPort: k8s.IntOrString.fromNumber(PROXY_PORT) }],
    },
  });
  if (props.replicas > 1) {
    new k8s.KubePodDisruptionBudget(scope, 'disruption-budget', {
      spec: { minAvailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: labels } },
    });
  }
  allowIngress(scope, 'isolation', {
    podLabels: labels,
    rules: [{ from: props.peers.map(kubePeer), ports: [{ port: PROXY_PORT }] }],
  });
  return { serviceName: service.name, deploymentName: deployment.name };
}

/**
 * Waits before it stops. `sleep` is newer than the types of Kubernetes 1.27, which drop it; the image has no shell to
 * sleep in.
 */
class DrainingDeployment extends k8s.KubeDeployment {
  public toJson(): any {
    const json = super.toJson();
    for (const container of json.spec.template.spec.containers) {
      container.lifecycle = { preStop: { sleep: { seconds: DRAIN_SECONDS } } };
    }
    return json;
  }
}
