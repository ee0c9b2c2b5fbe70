import type { Authenticator } from './totp';

/** Somebody with an account, and with a second factor from the first sign-in on. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly password: string;
  /** The groups at the beginning, as full paths. */
  readonly groups: readonly string[];
  authenticator?: Authenticator;
}
