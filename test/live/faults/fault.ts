import type { Laboratory } from './laboratory';

/** The harm that a fault may do; as measured, with slack. More than that is a regression. */
export interface Bounds {
  /** Requests of people that were answered with an error or not in time. */
  readonly failed: number;
  /** People who were sent to the sign-in, whether or not they noticed. */
  readonly signedOut: number;
  /** The longest time in which somebody got no page, in seconds. */
  readonly interruption: number;
  /** From the end of the cause until everything is as before, in seconds. */
  readonly recovery: number;
}

export interface Fault {
  /** For `--fault`. */
  readonly name: string;
  /** What happens, as it stands in the table of the document. */
  readonly title: string;
  /** Programs without which it cannot be made to happen. */
  readonly needs?: readonly string[];
  /** Whether it happens only when asked for by name, since it says little that another does not. */
  readonly onRequest?: boolean;
  /**
   * Whether the lifetimes of sessions and tokens are a quarter of the defaults meanwhile, so that minutes need not
   * pass.
   */
  readonly shortLifetimes?: boolean;
  /** What takes time and harms people before anything is measured. */
  readonly prepare?: (laboratory: Laboratory) => Promise<void>;
  /** Makes it happen; done when the cause is over. What it resolves to is said beside the figures. */
  readonly happen: (laboratory: Laboratory) => Promise<string | void>;
  /** Helps up what did not recover alone, and takes back what was made for it. */
  readonly undo?: (laboratory: Laboratory) => Promise<void>;
  readonly bounds: Bounds;
  /** What people see, what the library does about it, and what remains with its user: sentences for the document. */
  readonly seen: string;
  readonly lessened: string;
  readonly remains: string;
}
