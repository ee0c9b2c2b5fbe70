/** A problem that a program accepts. The report shows it with its reason. */
export interface AcceptedException {
  /**
   * Id of the rule that finds the problem, as its error names it. docs/security.md says which rules allow this: only
   * those whose problems an operator can judge.
   */
  readonly rule: string;
  /** What the problem is about, for example the cookie domain. docs/security.md says what it is for each rule. */
  readonly subject: string;
  /** Why it is accepted, for those who read the report. */
  readonly reason: string;
}
