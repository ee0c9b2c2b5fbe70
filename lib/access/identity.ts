/** The kinds of identities that can be granted access. */
export enum IdentityKind {
  /** The members of a group. */
  GROUP = 'group',
  /** The people who have a role, directly or through a group or another role. */
  ROLE = 'role',
  /** A single person. */
  PERSON = 'person',
  /** Every person who signed in at the identity provider. */
  EVERYONE = 'everyone',
  /** A program that authenticates with the token of a Kubernetes service account. */
  SERVICE_ACCOUNT = 'service account',
  /** A program that authenticates with a token that it gets as a client of the identity provider. */
  CLIENT = 'client',
}

/** The kinds that are programs: they send a token and never sign in. */
export const MACHINES: readonly IdentityKind[] = [IdentityKind.SERVICE_ACCOUNT, IdentityKind.CLIENT];

/**
 * An identity that can be granted access: a group, a role, a person, every person who is signed in, or a program.
 * Identities of people are made by an identity provider, for example by `KeycloakRealm.addGroup`; identities of
 * programs by a `ServiceAccountIssuer` or by `KeycloakMachines`. An identity is valid only for the issuer that made it.
 */
export interface IIdentity {
  /** Kind of the identity. */
  readonly identityKind: IdentityKind;
  /** Name for people to read, for example `/platform/operators`, `editor` or `alice`. */
  readonly displayName: string;
  /** The value of the claim that proves this identity in a token. */
  readonly claimValue: string;
  /** Name of the claim that contains the value. */
  readonly claimName: string;
  /** Address of the issuer whose tokens have the claim. */
  readonly issuerUrl: string;
  /**
   * Whether new accounts get this identity without an administrator, as default groups and default roles do. Such an
   * identity cannot be granted anything.
   * @default false
   */
  readonly automatic?: boolean | undefined;
  /**
   * What gives the identity to new accounts, for error messages, for example
   * `identity/defaults gives it to every new account`.
   * @default - error messages do not name the cause
   */
  readonly automaticBy?: string | undefined;
}
