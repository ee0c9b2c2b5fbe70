import { objectsIn, type KubernetesObject } from './objects';
import { provided } from './provided';

/** One program under examples/, as it was synthesized before the tests began. */
export interface Example {
  readonly name: string;
  readonly directory: string;
  readonly objects: readonly KubernetesObject[];
  /** Why there is nothing to test. */
  readonly failure?: string;
}

export const examples: Example[] = provided.examples.map(({ name, directory, failure }) => ({
  name,
  directory,
  failure,
  objects: failure === undefined ? objectsIn(directory) : [],
}));
