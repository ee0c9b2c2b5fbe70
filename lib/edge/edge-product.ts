import { EdgeAbilities } from './edge-abilities';
import { ErrorPages } from './error-pages';
import type { ProductGuards } from './guards/product-guards';

/** An edge with one set of options, and what it can do with them. */
export interface EdgeVariant extends EdgeAbilities {
  /** The code that creates it, for errors. */
  readonly written: string;
  /** Describes the allowed values of a claim, if this one is not allowed. */
  readonly refusesClaimValue: (value: string) => string | undefined;
  /** Whether one path can have any number of permitted identities. */
  readonly anyNumberOfIdentities?: boolean;
}

/**
 * The facts about an edge that need no instance of it. This is plain data, since the command line reads it too, and
 * does not contain the libraries for synthesis.
 */
export interface EdgeProduct {
  readonly name: string;
  readonly variants: readonly EdgeVariant[];
  /** Names of the files of `EdgeBase.controllerValues()`. */
  readonly reportFiles: readonly string[];
  /** Beginnings, before a hyphen, of the ids of constructs that it creates next to those of applications. */
  readonly reservedIds: readonly string[];
  readonly errorPages: ErrorPages;
  /**
   * What it adds to the admission policies. If several edges use the same controller, one of them adds it.
   * @default - nothing
   */
  readonly guards?: ProductGuards;
}
