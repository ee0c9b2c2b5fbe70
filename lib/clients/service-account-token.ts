import { Duration } from 'cdk8s';
import { AbstractPod, Volume } from 'cdk8s-plus-27';
import { afterRendering, containersOf, IAnyContainer, IAnyPod, podOf } from './any-pod';
import { checkNew } from '../api-types/checked-calls';
import { refuse } from '../errors';
import { checkAudience } from '../machines/audience';
import { syntax } from '../syntax';

/** Options of a service account token for calls to protected applications. */
export interface ServiceAccountTokenProps {
  /**
   * Audience of the token: the audience that the sign-on of the called application accepts from machines. Never use the
   * audience of an API server. The library refuses the usual ones, but it cannot recognize the issuer address of your
   * own cluster.
   */
  readonly audience: string;
  /**
   * Lifetime of a token, in whole seconds: from 10 minutes, the minimum of the API server, to 1 day. The kubelet
   * requests a new token after 80 % of the lifetime. Verifiers check only the signature and the expiry, so a leaked
   * token, or a token of a deleted service account, is accepted until it expires: choose a short lifetime. If the
   * lifetime is too short, pods have no valid token when the API server is unavailable for more than 20 % of it. The
   * API server may issue tokens with a shorter lifetime (`--service-account-max-token-expiration`).
   * @default Duration.hours(1)
   */
  readonly lifetime?: Duration;
  /**
   * Folder at which the token is mounted. The file is named `token`.
   * @default "/var/run/secrets/monitoring-sso"
   */
  readonly mountPath?: string;
  /**
   * Name of the volume in the pod. Tokens for different audiences need different names and mount paths.
   * @default "monitoring-sso-token"
   */
  readonly volumeName?: string;
}

const FILE = 'token';

/**
 * A projected volume with a token of the pod's service account: as a volume of a cdk8s-plus workload, or as plain data
 * for pod templates. The kubelet replaces the file while the pod runs, so the program must read it for each request.
 * For programs that cannot do that, use a `TokenSidecar`.
 *
 * The pod needs no other token for this: set `automountServiceAccountToken` to false.
 * (https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#serviceaccount-token-volume-projection)
 */
export class ServiceAccountToken {
  /** Audience of the token. */
  public readonly audience: string;
  /** Lifetime of a token, in seconds. */
  public readonly lifetimeSeconds: number;
  /** Path of the file with the token, in containers that mount it. The file has no newline at the end. */
  public readonly path: string;
  /** The volume, for `volumes` of a pod specification. */
  public readonly volume: { [key: string]: any };
  /** The volume mount, for `volumeMounts` of a container. */
  public readonly volumeMount: { [key: string]: any };
  private readonly mountPath: string;

  public constructor(props: ServiceAccountTokenProps) {
    checkNew('ServiceAccountToken', props);
    const where = 'ServiceAccountToken';
    this.audience = checkAudience(where, props.audience);
    this.lifetimeSeconds = checkLifetime(where, props.lifetime);
    this.mountPath = checkFolder(where, 'mountPath', props.mountPath ?? '/var/run/secrets/monitoring-sso');
    const name = syntax.dnsLabel(where, 'volumeName', props.volumeName ?? 'monitoring-sso-token');
    this.path = `${this.mountPath}/${FILE}`;
    this.volume = {
      name,
      ...tokenVolume([{ path: FILE, audience: this.audience, lifetimeSeconds: this.lifetimeSeconds }]),
    };
    this.volumeMount = { name, mountPath: this.mountPath, readOnly: true };
  }

  /**
   * Mounts the token in a workload of cdk8s-plus, of any version: a Pod, Deployment, Job or another workload. Fails if
   * there is no container, or if a container has another volume at the mount path.
   * @param pod the workload that gets the volume
   * @param containers containers that mount the volume; by default all containers of the pod at the time of the call,
   * without init containers
   */
  public mountIn(pod: IAnyPod, containers: IAnyContainer[] = pod.containers): void {
    if (containers.length === 0) {
      refuse({
        path: pod.node.path,
        what: 'there is no container to mount the token in',
        got: [],
        allowed: 'at least one container',
        fix: 'add the containers before the token',
      });
    }
    const volume = volumeOf(podOf(pod), this.volume);
    for (const container of containersOf(containers)) {
      const there = container.mounts.find((mount) => mount.path === this.mountPath);
      if (there === undefined) {
        container.mount(this.mountPath, volume, { readOnly: true });
      } else if (there.volume !== volume) {
        refuse({
          path: pod.node.path,
          what: `${container.name} has another volume at the mount path of the token`,
          got: `${there.volume.name} at ${this.mountPath}`,
          allowed: 'a different mount path for each volume',
          fix: 'give the token another mountPath',
        });
      }
    }
  }
}

/** A token in a volume. */
export interface ProjectedToken {
  readonly path: string;
  readonly audience: string;
  readonly lifetimeSeconds: number;
}

/**
 * Every user of the containers that mount the volume can read it. With `fsGroup`, or with the same user for all
 * containers, the kubelet restricts the mode to that group or user (`pkg/volume/projected/projected.go` of Kubernetes
 * 1.36). Without either, only root could read files with a more restrictive mode.
 */
export function tokenVolume(tokens: readonly ProjectedToken[]) {
  return {
    projected: {
      defaultMode: 0o444,
      sources: tokens.map(({ path, audience, lifetimeSeconds }) => ({
        serviceAccountToken: { path, audience, expirationSeconds: lifetimeSeconds },
      })),
    },
  };
}

/** The property of a volume that holds the source that it was created from. */
const SOURCE = Symbol('source');

/**
 * Returns the volume of a pod with this source; adds it if the pod does not have it. The constructor of `Volume` is
 * called directly because cdk8s-plus has no factory for projected volumes.
 */
export function volumeOf(pod: AbstractPod, { name, ...source }: { [key: string]: any }): Volume {
  const wanted = JSON.stringify(source);
  const known = pod.volumes.find((volume) => volume.name === name) as (Volume & { [SOURCE]?: string }) | undefined;
  if (known?.[SOURCE] === wanted) return known;
  if (known) {
    refuse({
      path: pod.node.path,
      what: 'the pod has another volume of this name',
      got: name,
      allowed: 'a different name for each volume',
      fix: 'give the token another volumeName, and another mountPath',
    });
  }
  const AnyVolume = Volume as unknown as new (scope: AbstractPod, id: string, name: string, source: object) => Volume;
  const volume = new AnyVolume(pod, `volume-${name}`, name, source);
  Object.defineProperty(volume, SOURCE, { value: wanted });
  pod.addVolume(volume);
  // A StatefulSet of cdk8s-plus-32 and -34 renders no volumes unless it has claim templates.
  afterRendering(pod, (spec) => {
    const volumes: { name: string }[] = spec.volumes ?? [];
    if (!volumes.some((each) => each.name === name)) spec.volumes = [...volumes, { name, ...source }];
  });
  return volume;
}

/** Checks the lifetime of a token. Returns seconds. */
export function checkLifetime(path: string, lifetime: Duration = Duration.hours(1)): number {
  return syntax.duration(path, 'lifetime', lifetime, 600, 24 * 3600);
}

/** Checks the absolute path of a folder in a container. */
export function checkFolder(path: string, property: string, folder: string): string {
  if (typeof folder !== 'string' || !/^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+)+$/.test(folder)) {
    refuse({
      path,
      what: `${property} is not the path of a folder`,
      got: folder,
      allowed: 'an absolute path of letters, digits, dots, underscores and hyphens, other than "/"',
      fix: `correct ${property}`,
    });
  }
  return folder;
}
