import type { Edge } from '../edges/edge';
import type { Stack } from '../stack';
import type { AccessTable } from './access-table';
import type { People } from './people';

/** What every check may use. */
export interface Scene {
  readonly stack: Stack;
  readonly people: People;
  readonly table: AccessTable;
  /** Whether a sample of many like things is enough. */
  readonly quick: boolean;
}

/** What a check may use that looks through an edge. */
export interface EdgeScene extends Scene {
  readonly edge: Edge;
}

export interface Check<S extends Scene> {
  /** States what holds when the check passes. */
  readonly title: string;
  /** Throws when it does not hold; may give a short detail for the table. */
  readonly run: (scene: S) => Promise<string | void>;
  /** The edges that it is for; all of them where nothing is said. */
  readonly edges?: readonly string[];
  /**
   * Why a quick run leaves it out: it waits for a limit of time, for instance. Nothing is left out that does not say
   * so.
   */
  readonly slow?: string;
  /** Programs that it needs beside those of its area. */
  readonly needs?: readonly string[];
}

export interface Area<S extends Scene = Scene> {
  readonly name: string;
  /** Programs without which its checks mean nothing. */
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
