import { readFileSync } from 'node:fs';
import type { ClusterAccess } from '../support/api-server';

/** What was prepared for all test files before the first of them, by setup.ts. */
export interface Provided {
  readonly examples: readonly Synthesized[];
  /** Absent when there is no API server to be had on this machine. */
  readonly cluster?: ClusterAccess;
  /** Whether the containers of a manifest can be run on this machine. */
  readonly containers: boolean;
  /** Absent when there is none to be had, or containers cannot be run, on this machine. */
  readonly caddy?: string;
  /** Absent when there is none to be had, or containers cannot be run, on this machine. */
  readonly prometheus?: string;
  /** Absent when there is none to be had, or containers cannot be run, on this machine. */
  readonly curl?: string;
  /** Absent when one of them is not to be had on this machine. */
  readonly alerting?: { readonly prometheus: string; readonly alertmanager: string };
  /** Absent when there is none to be had on this machine. */
  readonly promtool?: string;
  /** Absent when there is none to be had on this machine. */
  readonly jq?: string;
  /** Absent when there is none to be had on this machine. */
  readonly python?: string;
}

/** An example, synthesized. */
export interface Synthesized {
  readonly name: string;
  readonly directory: string;
  readonly failure?: string;
}

/** The variable that names the file in which setup.ts says what it prepared. */
export const PROVIDED = 'TEST_CLUSTER_PROVIDED';

/** What was prepared; it can be read where a test file is run. */
export const provided: Provided =
  process.env[PROVIDED] === undefined
    ? { examples: [], containers: false }
    : JSON.parse(readFileSync(process.env[PROVIDED], 'utf8'));
