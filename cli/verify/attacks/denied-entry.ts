import type { EntryPoint } from '../entry-points';
import type { Credential } from '../target';

/** An entry point and a credential without access to it. */
export interface DeniedEntry {
  readonly credential: Credential;
  readonly entry: EntryPoint;
}
