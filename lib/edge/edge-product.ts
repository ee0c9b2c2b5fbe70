import { EdgeAbilities } from './edge-abilities';
import { ErrorPages } from './error-pages';
import type { ProductGuards } from './guards/product-guards';

/** An edge with the options that let it do more, as a program writes it. */
export interface EdgeVariant extends EdgeAbilities {
  /** For the end of a sentence: `Edge.traefik()`. */
  readonly written: string;
  /** The values of a claim that it takes, if it does not take this one. */
  readonly refusesClaimValue: (value: string) => string | undefined;
  /** Whether it can ask about any number of identities at one path. */
  readonly anyNumberOfIdentities?: boolean;
}

/**
 * What is known of an edge without an instance of it. This is plain data, since the command line reads it too, which
 * contains none of the libraries that synthesize.
 */
export interface EdgeProduct {
  readonly name: string;
  readonly variants: readonly EdgeVariant[];
  /** Names of the files of `EdgeBase.controllerValues()`. */
  readonly reportFiles: readonly string[];
  /** Beginnings, before a hyphen, of the ids of constructs that it makes beside those of applications. */
  readonly reservedIds: readonly string[];
  readonly errorPages: ErrorPages;
  /**
   * What it adds to the admission policies. Of several edges of one program, one adds it.
   * @default - nothing
   */
  readonly guards?: ProductGuards;
}
