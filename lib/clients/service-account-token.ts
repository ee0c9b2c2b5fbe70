import { Duration } from 'cdk8s';
import { AbstractPod, Volume } from 'cdk8s-plus-27';
import { afterRendering, containersOf, IAnyContainer, IAnyPod, podOf } from './any-pod';
import { refuse } from '../errors';
import { checkAudience } from '../machines/audience';
import { syntax } from '../syntax';

/** A service account token for calls to protected applications. */
export interface ServiceAccountTokenProps {
  /**
   * Whom the token is for: the audience that the sign-on of the called application accepts from machines. Never that of
   * an API server; the usual ones are refused, but the issuer of a cluster of yours looks like any address.
   */
  readonly audience: string;
  /**
   * How long a token is valid: from ten minutes, the least that the API server issues, to a day. The kubelet fetches
   * the next one when 80 % of it have passed. Who verifies a token looks at its signature alone, so one that leaks, or
   * whose service account is deleted, is good until it expires: hence short. Too short, and an API server that is away
   * leaves pods without a valid token: a fifth of the time is what it has to come back. The API server may give less
   * than is asked for (`--service-account-max-token-expiration`).
   * @default - one hour
   */
  readonly lifetime?: Duration;
  /**
   * Folder that the token is mounted at. The file in it is called `token`.
   * @default "/var/run/secrets/monitoring-sso"
   */
  readonly mountPath?: string;
  /**
   * Name of the volume in the pod. Tokens for several audiences need several names, and several folders.
   * @default "monitoring-sso-token"
   */
  readonly volumeName?: string;
}

const FILE = 'token';

/**
 * A projected volume with a token of the pod's service account, for any workload of yours: as a volume of cdk8s-plus,
 * or as plain data for pod templates. The kubelet replaces the file while the pod runs, so whoever uses it reads it
 * again for each request; where a program cannot, take a `TokenSidecar`.
 *
 * The pod needs no other token for this: leave `automountServiceAccountToken` off.
 * (https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#serviceaccount-token-volume-projection)
 */
export class ServiceAccountToken {
  /** Whom the token is for. */
  public readonly audience: string;
  /** How long a token is valid, in seconds. */
  public readonly lifetimeSeconds: number;
  /** Path of the file that holds the token, in containers that mount it. It has no line end. */
  public readonly path: string;
  /** The volume, for `volumes` of a pod specification. */
  public readonly volume: { [key: string]: any };
  /** Where a container has it, for its `volumeMounts`. */
  public readonly volumeMount: { [key: string]: any };
  private readonly mountPath: string;

  public constructor(props: ServiceAccountTokenProps) {
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
   * Mounts the token in a workload of cdk8s-plus, of any version: a Pod, Deployment, Job or another.
   * @param pod the workload that gets the volume
   * @param containers that mount it; all that the pod has by now, without those that run before it, unless some are
   * named
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
          what: `${container.name} has another volume where the token would be`,
          got: `${there.volume.name} at ${this.mountPath}`,
          allowed: 'a folder for each volume',
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
 * Readable for every user of the containers that mount it: these see nobody else's. With `fsGroup`, or one user for all
 * containers, the kubelet narrows it to that group or user (`pkg/volume/projected/projected.go` of Kubernetes 1.36);
 * without either, a narrower mode would keep everybody but root from it.
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

/** The property of a volume that holds what it was made from. */
const SOURCE = Symbol('source');

/**
 * The volume of a pod that is made from this. Kubernetes knows kinds of volumes that cdk8s-plus has no factory for, and
 * its constructor takes any of them.
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
      allowed: 'a name for each volume',
      fix: 'give the token another volumeName, and another mountPath',
    });
  }
  const AnyVolume = Volume as unknown as new (scope: AbstractPod, id: string, name: string, source: object) => Volume;
  const volume = new AnyVolume(pod, `volume-${name}`, name, source);
  Object.defineProperty(volume, SOURCE, { value: wanted });
  pod.addVolume(volume);
  // A StatefulSet of cdk8s-plus-32 and -34 renders no volumes at all unless it has claim templates.
  afterRendering(pod, (spec) => {
    const volumes: { name: string }[] = spec.volumes ?? [];
    if (!volumes.some((each) => each.name === name)) spec.volumes = [...volumes, { name, ...source }];
  });
  return volume;
}

/** Seconds that a token is valid. */
export function checkLifetime(path: string, lifetime: Duration = Duration.hours(1)): number {
  return syntax.duration(path, 'lifetime', lifetime, 600, 24 * 3600);
}

/** An absolute path of a folder in a container. */
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
