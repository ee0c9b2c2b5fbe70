/**
 * A run of checks. A check that searches the whole program may use one search for the whole run:
 * - of a complete program, which does not change during the run;
 * - of a growing program, where an answer may be that of an earlier search, because a run of the complete program
 *   repeats the check at synthesis.
 *
 * A check outside of every run searches for each answer.
 */
export class CheckRun {
  private static running?: CheckRun;

  /** The run that a check belongs to. */
  public static get current(): CheckRun | undefined {
    return CheckRun.running;
  }

  constructor(public readonly program: 'complete' | 'growing') {}

  /** Runs checks. */
  public during<T>(checks: () => T): T {
    const outer = CheckRun.running;
    CheckRun.running = this;
    try {
      return checks();
    } finally {
      CheckRun.running = outer;
    }
  }
}
