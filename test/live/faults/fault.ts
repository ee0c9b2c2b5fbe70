import type { Laboratory } from './laboratory';

/** The limits of the harm of a fault: the measured values with a margin. More harm is a regression. */
export interface Bounds {
  /** Requests of people that were answered with an error or not in time. */
  readonly failed: number;
  /** People who were sent to the sign-in, whether or not they noticed. */
  readonly signedOut: number;
  /** The longest time in which a person got no page, in seconds. */
  readonly interruption: number;
  /** From the end of the cause until everything is as before, in seconds. */
  readonly recovery: number;
}

export interface Fault {
  /** For `--fault`. */
  readonly name: string;
  /** What happens, as in the table of docs/reliability.md. */
  readonly title: string;
  /** Programs that are needed to cause it. */
  readonly needs?: readonly string[];
  /** Whether it is run only by its name, since another fault shows nearly the same. */
  readonly onRequest?: boolean;
  /** Whether sessions and tokens have a quarter of their default lifetimes, so that the run is shorter. */
  readonly shortLifetimes?: boolean;
  /** What has to happen before the measurement, since it takes time and harms people. */
  readonly prepare?: (laboratory: Laboratory) => Promise<void>;
  /** Causes it, and resolves when the cause has ended. The report shows the resolved text next to the figures. */
  readonly happen: (laboratory: Laboratory) => Promise<string | void>;
  /** Repairs what did not recover, and removes what was made to cause it. */
  readonly undo?: (laboratory: Laboratory) => Promise<void>;
  readonly bounds: Bounds;
  /** What people see, what the library does, and what remains to the operator: sentences of docs/reliability.md. */
  readonly seen: string;
  readonly lessened: string;
  readonly remains: string;
}
