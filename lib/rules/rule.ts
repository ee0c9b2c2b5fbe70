import { Problem } from '../errors';
import { SsoModel } from '../model';

/** A check on the whole model. Pure: the same model gives the same problems. */
export interface Rule {
  /** What the rule holds, as a sentence for docs/security.md. */
  readonly title: string;
  check(model: SsoModel): Problem[];
}
