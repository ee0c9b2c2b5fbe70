import { Problem } from '../errors';
import { SsoModel } from '../model';

/** A check on the whole model. Pure: the same model gives the same problems. */
export interface Rule {
  /** The name of the rule in errors, in docs/security.md and in accepted exceptions: that of its file. */
  readonly id: string;
  /** What the rule holds, as a sentence for docs/security.md. */
  readonly title: string;
  /**
   * Why it is safe to accept a problem that the rule finds, and what its subject is, for docs/security.md.
   * @default - no problem that it finds may be accepted
   */
  readonly mayBeAccepted?: string;
  check(model: SsoModel): Problem[];
}
