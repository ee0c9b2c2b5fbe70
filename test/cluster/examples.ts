import { objectsIn, type KubernetesObject } from './objects';
import { provided } from './provided';

/** A program of examples/, synthesized before the tests. */
export interface Example {
  readonly name: string;
  readonly directory: string;
  readonly objects: readonly KubernetesObject[];
  /** The reason why there is no output to test. */
  readonly failure?: string;
}

export const examples: Example[] = provided.examples.map(({ name, directory, failure }) => ({
  name,
  directory,
  failure,
  objects: failure === undefined ? objectsIn(directory) : [],
}));
