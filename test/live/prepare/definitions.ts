import { definitionsOf, isCustomGroup } from '../../support/crds';
import { groupOf, type KubeObject } from '../cluster/objects';

/** The resource definitions without which the API server would not know some of the objects. */
export async function definitionsFor(objects: readonly KubeObject[]): Promise<KubeObject[]> {
  const kinds = new Map(objects.filter((object) => isCustomGroup(groupOf(object)))
    .map((object) => [`${groupOf(object)}/${object.kind}`, { group: groupOf(object), kind: object.kind }]));
  return await definitionsOf([...kinds.values()]) as unknown as KubeObject[];
}
