import { readFileSync } from 'node:fs';
import type { ClusterAccess } from '../support/api-server';

/** The programs that setup.ts prepares for all test files. */
export interface Provided {
  readonly examples: readonly Synthesized[];
  /** Absent if no API server is available on this machine. */
  readonly cluster?: ClusterAccess;
  /** Whether the containers of a manifest can be run on this machine. */
  readonly containers: boolean;
  /** Absent when there is none to be had, or containers cannot be run, on this machine. */
  readonly caddy?: string;
  /** Absent when there is none to be had, or containers cannot be run, on this machine. */
  readonly prometheus?: string;
  /** Absent when there is none to be had, or containers cannot be run, on this machine. */
  readonly curl?: string;
  /** Absent if one of them is not available on this machine. */
  readonly alerting?: { readonly prometheus: string; readonly alertmanager: string };
  /** Absent when there is none to be had on this machine. */
  readonly promtool?: string;
  /** Absent when there is none to be had on this machine. */
  readonly jq?: string;
  /** Absent when there is none to be had on this machine. */
  readonly python?: string;
}

/** A synthesized example. */
export interface Synthesized {
  readonly name: string;
  readonly directory: string;
  readonly failure?: string;
}

/** The environment variable with the path of the file that setup.ts writes. */
export const PROVIDED = 'TEST_CLUSTER_PROVIDED';

/** Reads the prepared programs in a test file. */
export const provided: Provided =
  process.env[PROVIDED] === undefined
    ? { examples: [], containers: false }
    : JSON.parse(readFileSync(process.env[PROVIDED], 'utf8'));
