import { createHash } from 'node:crypto';
import { Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { afterRendering, IAnyPod, podOf } from './any-pod';
import { caddyConfiguration, CaddyTarget, READY_PATH } from './caddy';
import { authorityVolume } from './certificate-authority';
import { checkLifetime, ProjectedToken, tokenVolume, volumeOf } from './service-account-token';
import { refuse } from '../errors';
import type { CertificateAuthority } from '../isolation/certificate-authority';
import { checkAudience } from '../machines/audience';
import { syntax } from '../syntax';
import { IMAGES } from '../versions';
import { containerSecurity, resources } from '../workload/workload';

/** An application that the sidecar leads to. */
export interface TokenSidecarTarget {
  /** Name of the target in the program: that of `localUrl`. */
  readonly name: string;
  /**
   * Address of the application as machines reach it, for example `https://machines.example.com/prometheus`. Requests
   * for other paths of the host are not passed on.
   */
  readonly url: string;
  /** Audience that the sign-on of the application accepts from machines. Never that of an API server. */
  readonly audience: string;
  /**
   * Methods that are passed on.
   * @default - every method; what it may do is the grant's affair
   */
  readonly methods?: string[];
}

/** How the container is run. */
export interface TokenSidecarOptions {
  /**
   * How long tokens are valid: from ten minutes to a day, see `ServiceAccountToken`.
   * @default - one hour
   */
  readonly lifetime?: Duration;
  /**
   * Who signed the certificates of the called hosts, where it is not one that everybody trusts. The ConfigMap lies in
   * the namespace of the pod. It is read at start: let old and new authority stand in it together for as long as pods
   * run that knew only the old one.
   * @default - the authorities in the image
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * Port of the first target on the loopback address; further targets have the ports after it. No other container of
   * the pod may use them.
   * @default 18080
   */
  readonly firstPort?: number;
  /**
   * Whether the container may keep the capability NET_BIND_SERVICE, the only one that the Pod Security level
   * `restricted` leaves. It is never used: no port is privileged, and without privilege escalation no process has it.
   * The official image does not start where it is missing, since its program carries it as a file capability. Switch it
   * off with an `image` whose program does not, for platforms that refuse every capability, such as OpenShift's
   * `restricted-v2`.
   * @default true
   */
  readonly netBindService?: boolean;
  /**
   * Image, with tag or digest: Caddy 2.11 or newer, with `wget` for the probe.
   * @default - the release that this version of the library was tested with
   */
  readonly image?: string;
  /**
   * Processor time that the container asks for, as a Kubernetes quantity.
   * @default "10m"
   */
  readonly cpuRequest?: string;
  /**
   * Memory that the container asks for and is limited to, as a Kubernetes quantity.
   * @default "96Mi"
   */
  readonly memory?: string;
}

/** Which applications, and how the container is run. */
export interface TokenSidecarProps extends TokenSidecarOptions {
  /** The applications; each gets a port of its own on the loopback address of the pod. */
  readonly targets: TokenSidecarTarget[];
}

const NAME = 'token-sidecar';
const TOKENS = '/var/run/secrets/token-sidecar';
const CONFIGURATION = '/etc/token-sidecar';
const FILE = 'caddy.json';
/** The image has no user of its own by number. */
const USER = 65532;

/**
 * For programs that cannot read a token again, or should not see one: a container beside the program that adds the
 * current service account token to its requests. The program calls `localUrl`, over plain HTTP on the loopback address
 * of the pod; the sidecar calls the application over TLS, which it verifies. The token is read from its file for each
 * request, so that no restart is needed when the kubelet replaces it, and a request without a token is never sent.
 * Every container of the pod can call the sidecar; nobody else can.
 *
 * The sidecar is Caddy. It is a container that starts before the program and ends after it, in Jobs too (a restartable
 * init container, Kubernetes 1.29 or newer: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/).
 * The pod must not use the network of the host, whose loopback address is everybody's.
 *
 * `node.defaultChild` is the ConfigMap.
 */
export class TokenSidecar extends Construct {
  /** The container, for `initContainers` of a pod specification, before those that call the applications. */
  public readonly initContainer: { [key: string]: any };
  /** Its volumes, for `volumes` of the pod specification. */
  public readonly volumes: { [key: string]: any }[];
  /** An annotation for the pods, so that they are replaced when the configuration changes. */
  public readonly podAnnotations: { [key: string]: string };
  private readonly targets: CaddyTarget[];

  /**
   * Makes the ConfigMap that the container is configured by, in the namespace of the chart, which has to be that of the
   * pods.
   * @param scope a chart, or a construct in one
   * @param id name of the construct
   * @param props the applications
   */
  public constructor(scope: Construct, id: string, props: TokenSidecarProps) {
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
      // The programs after it start when it listens and has a token.
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
   * Address at which the containers of the pod reach an application: `http://127.0.0.1:PORT` and the path of the
   * application.
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
   * Adds the sidecar to a workload of cdk8s-plus, of any version: a Pod, Deployment, Job or another. Init containers
   * that are added later may call the applications too.
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
    // The types of cdk8s-plus-27 have no sidecars: the container is written over the one that they render.
    afterRendering(pod, (spec) => (spec.initContainers[place] = this.initContainer));
  }

  /**
   * A pod template, as plain data, with the sidecar before all other init containers. The template that is given stays
   * as it is.
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
      what: 'the pod has a sidecar already, or something that is called like a part of one',
      got: taken.name,
      allowed: 'one sidecar in each pod',
      fix: 'give one sidecar all targets',
    });
  }

  private refuseHostNetwork(): never {
    refuse({
      path: this.node.path,
      what: 'the pod uses the network of the host, where every program of the node could call the sidecar',
      got: 'hostNetwork: true',
      allowed: 'pods with a network of their own',
      fix: 'leave hostNetwork out',
    });
  }
}

/** The address of an application, in a property that is named. */
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
        fix: 'correct methods, or leave it out for every method',
      });
    }
    if (targets.filter((other) => other.name === name).length > 1) {
      refuse({
        path,
        what: 'two targets have one name',
        got: name,
        allowed: 'a name of its own for each',
        fix: 'rename one',
      });
    }
  }
  return targets;
}
