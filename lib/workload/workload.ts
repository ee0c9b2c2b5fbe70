import { ApiObject, ApiObjectProps } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { refuse } from '../errors';
import { syntax } from '../syntax';

/** A toleration of a pod, as Kubernetes defines it. */
export interface Toleration {
  /** @default - every key */
  readonly key?: string;
  /** `Exists` or `Equal`. @default "Equal" */
  readonly operator?: string;
  /** @default - none */
  readonly value?: string;
  /** `NoSchedule`, `PreferNoSchedule` or `NoExecute`. @default - every effect */
  readonly effect?: string;
}

/** Options of the pods that the library deploys. */
export interface WorkloadOptions {
  /**
   * Image, with tag or digest.
   * @default - the release that this version of the library was tested with
   */
  readonly image?: string;
  /**
   * Names of the image pull Secrets, in the namespace of the pods.
   * @default - none
   */
  readonly imagePullSecrets?: string[];
  /**
   * Additional labels of the pods. The labels of the selector cannot be changed.
   * @default - none
   */
  readonly podLabels?: { [label: string]: string };
  /**
   * Additional annotations of the pods.
   * @default - none
   */
  readonly podAnnotations?: { [annotation: string]: string };
  /**
   * Labels of the nodes on which the pods may run.
   * @default - every node
   */
  readonly nodeSelector?: { [label: string]: string };
  /**
   * Taints that the pods tolerate.
   * @default - none
   */
  readonly tolerations?: Toleration[];
  /**
   * Priority class of the pods.
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;
  /**
   * CPU request of each container, as a Kubernetes quantity.
   * @default "50m"; "10m" for an access check
   */
  readonly cpuRequest?: string;
  /**
   * Memory request and limit of each container, as a Kubernetes quantity.
   * @default "256Mi" for the proxy and for Karma, "192Mi" for Redis, "32Mi" for an access check
   */
  readonly memory?: string;
}

/** Numeric user and group of a container. The kubelet cannot verify that a user name is not root. */
export interface RunAs {
  readonly user: number;
  readonly group: number;
}

/**
 * Returns the security settings of every pod of the library: the Pod Security level `restricted`
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards/), no API token, and no service links. With
 * service links, a Service named `oauth2-proxy` would set the variable OAUTH2_PROXY_PORT, which the proxy reads as an
 * option.
 */
export function podSecurity(runAs: RunAs) {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: runAs.user,
      runAsGroup: runAs.group,
      fsGroup: runAs.group,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}

/** Returns the security context of every container of the library. */
export function containerSecurity() {
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  };
}

/** Refuses options that the Kubernetes API would refuse. */
export function checkWorkload(path: string, options: WorkloadOptions): void {
  if (options.image !== undefined) syntax.image(path, 'image', options.image);
  syntax.labels(path, 'podLabels', options.podLabels ?? {});
  syntax.labels(path, 'nodeSelector', options.nodeSelector ?? {});
  syntax.annotationKeys(path, 'podAnnotations', options.podAnnotations ?? {});
  for (const { operator, effect } of options.tolerations ?? []) {
    if (!['Exists', 'Equal', undefined].includes(operator)) {
      refuse({
        path,
        what: 'a toleration has an unknown operator',
        got: operator,
        allowed: 'Exists, Equal',
        fix: 'correct tolerations',
      });
    }
    if (!['NoSchedule', 'PreferNoSchedule', 'NoExecute', undefined].includes(effect)) {
      refuse({
        path,
        what: 'a toleration has an unknown effect',
        got: effect,
        allowed: 'NoSchedule, PreferNoSchedule, NoExecute',
        fix: 'correct tolerations',
      });
    }
  }
  resources(path, options);
}

/** Returns the fields of a pod specification for image pull Secrets, scheduling and priority. */
export function scheduling(path: string, options: WorkloadOptions) {
  return {
    ...(options.imagePullSecrets
      ? {
          imagePullSecrets: options.imagePullSecrets.map((name) => ({
            name: syntax.dnsSubdomain(path, 'imagePullSecrets', name),
          })),
        }
      : {}),
    ...(options.nodeSelector ? { nodeSelector: options.nodeSelector } : {}),
    ...(options.tolerations ? { tolerations: options.tolerations } : {}),
    ...(options.priorityClassName
      ? { priorityClassName: syntax.dnsSubdomain(path, 'priorityClassName', options.priorityClassName) }
      : {}),
  };
}

/** Returns the resource requests and limits of a container. */
export function resources(path: string, options: WorkloadOptions) {
  const memory = syntax.quantity(path, 'memory', options.memory ?? '128Mi');
  // There is no CPU limit: throttling would delay every request to every protected application.
  return {
    requests: { cpu: syntax.quantity(path, 'cpuRequest', options.cpuRequest ?? '50m'), memory },
    limits: { memory },
  };
}

/** Returns the resource requests and limits of a container in the types of cdk8s-plus. */
export function kubeResources(path: string, options: WorkloadOptions): k8s.ResourceRequirements {
  const { requests, limits } = resources(path, options);
  const quantities = (values: object) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, k8s.Quantity.fromString(value)]));
  return { requests: quantities(requests), limits: quantities(limits) };
}

/**
 * Returns the parts of a pod specification that are the same in every pod of the library: security and scheduling.
 * @param path path of the construct, for errors
 * @param options options that the user set
 * @param runAs user and group of the containers
 */
export function hardenedPod(path: string, options: WorkloadOptions, runAs: RunAs) {
  return { ...podSecurity(runAs), ...scheduling(path, options) };
}

/**
 * Returns the parts of a container that are the same in every container of the library: security and resources.
 * @param path path of the construct, for errors
 * @param options options that the user set
 */
export function hardenedContainer(path: string, options: WorkloadOptions) {
  return { securityContext: containerSecurity(), resources: kubeResources(path, options) };
}

/**
 * Creates a workload from the manifest that the static method `manifest()` of a cdk8s-plus class returns. The classes
 * apply JSON patches and then drop every field that their version of Kubernetes does not have. An object that is
 * created from the manifest keeps such a field when `addJsonPatch` sets it.
 * @param scope scope of the object
 * @param id id of the object
 * @param manifest for example `k8s.KubeDeployment.manifest(props)`
 */
export function kubeWorkload(scope: Construct, id: string, manifest: ApiObjectProps): ApiObject {
  return new ApiObject(scope, id, manifest);
}
