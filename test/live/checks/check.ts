import type { Edge } from '../edges/edge';
import type { Stack } from '../stack';
import type { AccessTable } from './access-table';
import type { People } from './people';

/** The input of every check. */
export interface Scene {
  readonly stack: Stack;
  readonly people: People;
  readonly table: AccessTable;
  /** Whether a sample of many similar cases is sufficient. */
  readonly quick: boolean;
}

/** The input of checks that use an edge. */
export interface EdgeScene extends Scene {
  readonly edge: Edge;
}

export interface Check<S extends Scene> {
  /** The property that the check tests. */
  readonly title: string;
  /** Throws if the property does not hold. May return a short detail for the table. */
  readonly run: (scene: S) => Promise<string | void>;
  /** The edges that the check is for. @default - all edges */
  readonly edges?: readonly string[];
  /**
   * The reason why a quick run does not include the check, for example that it waits for a time limit. Checks without a
   * reason are included.
   */
  readonly slow?: string;
  /** Programs that the check needs in addition to those of its area. */
  readonly needs?: readonly string[];
}

export interface Area<S extends Scene = Scene> {
  readonly name: string;
  /** Programs that the checks of the area need. */
  readonly needs: readonly string[];
  readonly checks: readonly Check<S>[];
}

export function expect(condition: boolean, problem: string): asserts condition {
  if (!condition) throw new Error(problem);
}

export function expectEqual<T>(got: T, wanted: T, what: string): void {
  const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: got ${a}, wanted ${b}`);
}
