import { IIdentity } from '../access/identity';

/** A decision, as `explain` gives it. */
export interface AccessDecision {
  /** `allow`, `sign-in`, `refuse` or `not-found`. */
  readonly outcome: string;
  /** Why. */
  readonly reason: string;
  /** Id of the application that the request belongs to, if any. */
  readonly application?: string;
  /** What the request is for, if it belongs to an application. */
  readonly purpose?: string;
}

/** A request to ask about. */
export interface AccessQuestion {
  /** @default "GET" */
  readonly method?: string;
  /** Address, with host and path. */
  readonly url: string;
  /**
   * Who asks: the identities that one person has. An empty list is a person who is signed in and belongs to no group.
   * @default - a client that is not signed in
   */
  readonly as?: IIdentity[];
}
