import type { Authenticator } from './totp';

/** A person with an account, and with a second factor after the first sign-in. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly password: string;
  /** The initial groups, as full paths. */
  readonly groups: readonly string[];
  authenticator?: Authenticator;
}
