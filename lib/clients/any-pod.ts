import { ApiObject, ApiObjectMetadataDefinition, JsonPatch } from 'cdk8s';
import { AbstractPod, Container } from 'cdk8s-plus-27';
import { IConstruct } from 'constructs';
import { refuse } from '../errors';

/** A container of a workload of cdk8s-plus, of any version. */
export interface IAnyContainer {
  /** Name of the container. */
  readonly name: string;
}

/**
 * A workload of cdk8s-plus, of any version: a `Pod`, `Deployment`, `StatefulSet`, `DaemonSet`, `Job` or `CronJob`. For
 * other pod templates, use the plain data of the construct, such as `volume` and `volumeMount`.
 */
export interface IAnyPod extends IConstruct {
  /** The containers, without init containers. */
  readonly containers: IAnyContainer[];
  /** Metadata of the pods. */
  readonly podMetadata: ApiObjectMetadataDefinition;
}

/**
 * Returns a workload with the types of cdk8s-plus-27. The members that the library calls have the same signature in
 * cdk8s-plus-27, -28, -32 and -34 (test/cluster/cdk8s-plus.test.ts).
 */
export function podOf(pod: IAnyPod): AbstractPod {
  const { addInitContainer, addVolume } = pod as AbstractPod;
  if (typeof addInitContainer !== 'function' || typeof addVolume !== 'function') {
    refuse({
      path: pod.node.path,
      what: 'the construct is not a workload of cdk8s-plus',
      got: pod.constructor.name,
      allowed: 'a Pod, Deployment, StatefulSet, DaemonSet, Job or CronJob of cdk8s-plus',
      fix: 'add the plain data, such as `volume` and `volumeMount`, to the pod template',
    });
  }
  return pod as AbstractPod;
}

/** Returns containers with the types of cdk8s-plus-27. */
export const containersOf = (containers: IAnyContainer[]): Container[] => containers as Container[];

/**
 * Changes the pod specification of a workload after it was rendered. cdk8s-plus applies JSON patches first and then
 * drops fields that its version of Kubernetes does not have. Patches that are added after this call are applied after
 * the change.
 * @param pod the workload
 * @param change changes the specification in place
 */
export function afterRendering(pod: AbstractPod, change: (spec: { [key: string]: any }) => void): void {
  const object = ApiObject.of(pod);
  const render = object.toJson.bind(object);
  const patches: JsonPatch[] = [];
  object.addJsonPatch = (...later) => void patches.push(...later);
  object.toJson = () => {
    const json = render();
    change(podTemplateOf(json).spec);
    return JsonPatch.apply(json, ...patches);
  };
}

function podTemplateOf(workload: any): any {
  if (workload.kind === 'Pod') return workload;
  return (workload.kind === 'CronJob' ? workload.spec.jobTemplate : workload).spec.template;
}
