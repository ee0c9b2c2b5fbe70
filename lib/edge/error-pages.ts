/**
 * The answers that an edge writes itself, such as its page for status 403. The command `verify` needs them to tell
 * answers of the edge from those of an application. It knows an answer that has no text, or only the name of the
 * status.
 *
 * Each pattern is a regular expression of JavaScript without flags.
 */
export interface ErrorPages {
  /**
   * Patterns that are found in answers of the edge of any status, and in no answer of an application.
   * @default - none
   */
  readonly anyStatus?: string[];
  /**
   * Patterns that are found in the answer of the edge with status 404, where applications can send the same text.
   * @default - none
   */
  readonly notFound?: string[];
}
