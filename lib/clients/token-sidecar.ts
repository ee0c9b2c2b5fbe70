import { createHash } from 'node:crypto';
import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { afterRendering, IAnyPod, podOf } from './any-pod';
import { caddyConfiguration, CaddyTarget, READY_PATH } from './caddy';
import { authorityVolume } from './certificate-authority';
import { checkLifetime, ProjectedToken, tokenVolume, volumeOf } from './service-account-token';
import { checkNew } from '../api-types/checked-calls';
import { refuse } from '../errors';
import type { CertificateAuthority } from '../isolation/certificate-authority';
import { checkAudience } from '../machines/audience';
import { syntax } from '../syntax';
import { IMAGES } from '../versions';
import { containerSecurity, resources } from '../workload/workload';

/** An application to which the sidecar forwards requests. */
export interface TokenSidecarTarget {
  /** Name of the target, for `localUrl`. */
  readonly name: string;
  /**
   * Address of the application for machines, for example `https://machines.example.com/prometheus`. Requests for other
   * paths of the host are not forwarded.
   */
  readonly url: string;
  /** Audience that the sign-on of the application accepts from machines. Never use the audience of an API server. */
  readonly audience: string;
  /**
   * HTTP methods that are forwarded, in capital letters.
   * @default - every method; the grant of the service account decides
   */
  readonly methods?: string[];
}

/** Options of the sidecar container. */
export interface TokenSidecarOptions {
  /**
   * Lifetime of tokens: from 10 minutes to 1 day, see `ServiceAccountTokenProps.lifetime`.
   * @default Duration.hours(1)
   */
  readonly lifetime?: Duration;
  /**
   * Certificate authority of the called hosts, if it is private. The ConfigMap must be in the namespace of the pod. The
   * sidecar reads it at start: when you replace the authority, keep the old certificate in the ConfigMap until all pods
   * were restarted.
   * @default - the certificate authorities of the image
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * Port of the first target on the loopback address, 1024 or higher. Further targets use the ports after it. Other
   * containers of the pod must not use these ports.
   * @default 18080
   */
  readonly firstPort?: number;
  /**
   * Whether the container may have the capability NET_BIND_SERVICE, the only one that the Pod Security level
   * `restricted` allows. It is never used: no port is privileged, and without privilege escalation no process gets it.
   * The official image does not start without it, since its binary has it as a file capability. Set this to false, with
   * an `image` whose binary does not have the capability, for platforms that refuse every capability, such as
   * OpenShift's `restricted-v2`.
   * @default true
   */
  readonly netBindService?: boolean;
  /**
   * Image, with tag or digest: Caddy 2.11 or newer, with `wget` for the probe.
   * @default - the release that this version of the library was tested with
   */
  readonly image?: string;
  /**
   * CPU request of the container, as a Kubernetes quantity.
   * @default "10m"
   */
  readonly cpuRequest?: string;
  /**
   * Memory request and limit of the container, as a Kubernetes quantity.
   * @default "96Mi"
   */
  readonly memory?: string;
}

/** Options of a token sidecar: the applications and the container. */
export interface TokenSidecarProps extends TokenSidecarOptions {
  /** The applications. Each gets its own port on the loopback address of the pod. At least one. */
  readonly targets: TokenSidecarTarget[];
}

const NAME = 'token-sidecar';
const TOKENS = '/var/run/secrets/token-sidecar';
const CONFIGURATION = '/etc/token-sidecar';
const FILE = 'caddy.json';
/** The image sets no numeric user. */
const USER = 65532;

/**
 * A sidecar container that adds the current service account token to the requests of a program, for programs that
 * cannot reload a token or should not have one. The program calls `localUrl` over plain HTTP on the loopback address of
 * the pod. The sidecar calls the application over TLS and verifies the certificate. It reads the token from its file
 * for each request, so no restart is needed when the kubelet replaces the token, and it sends no request without a
 * token. Only containers of the pod can call the sidecar.
 *
 * The sidecar is Caddy. It starts before the program and ends after it, also in Jobs (a restartable init container,
 * Kubernetes 1.29 or newer: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/). The pod must not
 * use the host network, because every program of the node could then call the sidecar.
 *
 * `node.defaultChild` is the ConfigMap.
 */
export class TokenSidecar extends Construct {
  /**
   * The container, for `initContainers` of a pod specification. Put it before containers that call the applications.
   */
  public readonly initContainer: { [key: string]: any };
  /** The volumes of the container, for `volumes` of the pod specification. */
  public readonly volumes: { [key: string]: any }[];
  /** An annotation for the pods. It changes with the configuration, so that the pods are replaced. */
  public readonly podAnnotations: { [key: string]: string };
  private readonly targets: CaddyTarget[];

  /**
   * Creates the ConfigMap with the configuration of the container, in the namespace of the chart. The pods must be in
   * the same namespace.
   * @param scope a chart, or a construct in a chart
   * @param id id of the construct
   * @param props the applications and the options of the container
   */
  public constructor(scope: Construct, id: string, props: TokenSidecarProps) {
    checkNew('TokenSidecar', scope, id, props);
    super(scope, id);
    const path = this.node.path;
    const lifetimeSeconds = checkLifetime(path, props.lifetime);
    const audiences = [...new Set(props.targets.map(({ audience }) => checkAudience(path, audience)))];
    const tokens: ProjectedToken[] = audiences.map((audience, index) => ({
      path: `token-${index}`,
      audience,
      lifetimeSeconds,
    }));
    const authority =
      props.certificateAuthority &&
      authorityVolume(path, props.certificateAuthority, `${NAME}-ca`, `${CONFIGURATION}-ca`);
    this.targets = checkTargets(path, props).map((target, index) => ({
      ...target,
      port: syntax.port(path, 'firstPort', (props.firstPort ?? 18080) + index),
      tokenFile: `${TOKENS}/${tokens[audiences.indexOf(target.audience)]!.path}`,
    }));
    const configuration = JSON.stringify(caddyConfiguration(this.targets, authority?.file), undefined, 2);
    const configMap = new k8s.KubeConfigMap(this, 'configuration', { data: { [FILE]: configuration } });
    this.node.defaultChild = configMap;

    this.podAnnotations = { 'checksum/token-sidecar': createHash('sha256').update(configuration).digest('hex') };
    this.volumes = [
      { name: NAME, ...tokenVolume(tokens) },
      { name: `${NAME}-configuration`, configMap: { name: configMap.name } },
      ...(authority ? [authority.volume] : []),
    ];
    const ready = `http://127.0.0.1:${this.targets[0]!.port}${READY_PATH}`;
    const security = containerSecurity();
    this.initContainer = {
      name: NAME,
      image: props.image === undefined ? IMAGES.caddy : syntax.image(path, 'image', props.image),
      command: ['caddy', 'run', '--config', `${CONFIGURATION}/${FILE}`],
      restartPolicy: 'Always',
      resources: resources(path, { cpuRequest: props.cpuRequest ?? '10m', memory: props.memory ?? '96Mi' }),
      securityContext: {
        ...security,
        runAsNonRoot: true,
        runAsUser: USER,
        runAsGroup: USER,
        seccompProfile: { type: 'RuntimeDefault' },
        capabilities: {
          ...security.capabilities,
          ...((props.netBindService ?? true) ? { add: ['NET_BIND_SERVICE'] } : {}),
        },
      },
      // Containers after the sidecar start when it listens and has a token.
      startupProbe: {
        exec: { command: ['wget', '-q', '-O', '/dev/null', ready] },
        periodSeconds: 1,
        failureThreshold: 60,
        timeoutSeconds: 5,
      },
      volumeMounts: [
        { name: NAME, mountPath: TOKENS, readOnly: true },
        { name: `${NAME}-configuration`, mountPath: CONFIGURATION, readOnly: true },
        ...(authority ? [authority.volumeMount] : []),
      ],
    };
  }

  /**
   * Returns the address at which containers of the pod reach an application: `http://127.0.0.1:PORT` and the path of
   * the application. Fails if there is no such target.
   * @param target name of the target
   */
  public localUrl(target: string): string {
    const found = this.targets.find(({ name }) => name === target);
    if (found === undefined) {
      refuse({
        path: this.node.path,
        what: 'the sidecar has no such target',
        got: target,
        allowed: this.targets.map(({ name }) => name).join(', '),
        fix: 'name one of the targets',
      });
    }
    return `http://127.0.0.1:${found.port}${new URL(found.url).pathname.replace(/\/$/, '')}`;
  }

  /**
   * Adds the sidecar to a workload of cdk8s-plus, of any version: a Pod, Deployment, Job or another workload. Init
   * containers that are added later can also call the applications. Fails if the pod uses the host network or already
   * has a sidecar.
   * @param workload the workload
   */
  public addTo(workload: IAnyPod): void {
    const pod = podOf(workload);
    if (pod.hostNetwork) this.refuseHostNetwork();
    this.refuseSecond([...pod.containers, ...pod.initContainers], pod.volumes);
    for (const volume of this.volumes) volumeOf(pod, volume);
    for (const [key, value] of Object.entries(this.podAnnotations)) pod.podMetadata.addAnnotation(key, value);
    const place = pod.initContainers.length;
    pod.addInitContainer({ name: NAME, image: this.initContainer.image });
    // The types of cdk8s-plus-27 have no sidecar containers: this container replaces the one that they render.
    afterRendering(pod, (spec) => (spec.initContainers[place] = this.initContainer));
  }

  /**
   * Returns a copy of a pod template, as plain data, with the sidecar before all other init containers. Fails if the
   * pod uses the host network or already has a sidecar.
   * @param template `metadata` and `spec` of a pod
   */
  public withSidecar(template: { [key: string]: any }): { [key: string]: any } {
    const { metadata = {}, spec = {} } = template;
    if (spec.hostNetwork) this.refuseHostNetwork();
    this.refuseSecond([...(spec.containers ?? []), ...(spec.initContainers ?? [])], spec.volumes ?? []);
    return {
      ...template,
      metadata: { ...metadata, annotations: { ...metadata.annotations, ...this.podAnnotations } },
      spec: {
        ...spec,
        initContainers: [this.initContainer, ...(spec.initContainers ?? [])],
        volumes: [...(spec.volumes ?? []), ...this.volumes],
      },
    };
  }

  private refuseSecond(
    containers: readonly { readonly name: string }[],
    volumes: readonly { readonly name: string }[],
  ): void {
    const ours = [NAME, ...this.volumes.map(({ name }) => name)];
    const taken = [...containers, ...volumes].find(({ name }) => ours.includes(name));
    if (taken === undefined) return;
    refuse({
      path: this.node.path,
      what: 'the pod already has a sidecar, or a container or volume with one of its names',
      got: taken.name,
      allowed: 'one sidecar in each pod',
      fix: 'give all targets to one sidecar',
    });
  }

  private refuseHostNetwork(): never {
    refuse({
      path: this.node.path,
      what: 'the pod uses the host network, so every program of the node could call the sidecar',
      got: 'hostNetwork: true',
      allowed: 'pods without hostNetwork',
      fix: 'remove hostNetwork',
    });
  }
}

/** Checks the address of an application. */
export function checkTarget(path: string, property: string, url: string): void {
  syntax.httpsUrl(path, property, url);
  syntax.urlPath(path, `the path of ${property}`, new URL(url).pathname);
}

function checkTargets(path: string, { targets, firstPort }: TokenSidecarProps): TokenSidecarTarget[] {
  if (targets.length === 0) {
    refuse({ path, what: 'there are no targets', got: targets, allowed: 'at least one', fix: 'name an application' });
  }
  if ((firstPort ?? 1024) < 1024) {
    refuse({
      path,
      what: 'firstPort is a privileged port',
      got: firstPort,
      allowed: '1024 and above',
      fix: 'choose another port',
    });
  }
  for (const { name, url, methods } of targets) {
    syntax.dnsLabel(path, 'targets.name', name);
    checkTarget(path, 'targets.url', url);
    if (methods !== undefined && (methods.length === 0 || methods.some((method) => !/^[A-Z]+$/.test(method)))) {
      refuse({
        path,
        what: 'targets.methods is not a list of methods',
        got: methods,
        allowed: 'methods in capitals, such as GET and HEAD',
        fix: 'correct methods, or remove it to allow every method',
      });
    }
    if (targets.filter((other) => other.name === name).length > 1) {
      refuse({
        path,
        what: 'two targets have the same name',
        got: name,
        allowed: 'a different name for each',
        fix: 'rename one',
      });
    }
  }
  return targets;
}
