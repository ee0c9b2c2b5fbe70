/** What kind of somebody an identity stands for. */
export enum IdentityKind {
  /** The members of a group. */
  GROUP = 'group',
  /** Those who hold a role, by whichever way. */
  ROLE = 'role',
  /** One person. */
  PERSON = 'person',
  /** Every person who signed in at the identity provider. */
  EVERYONE = 'everyone',
  /** A program that identifies itself with the token of a Kubernetes service account. */
  SERVICE_ACCOUNT = 'service account',
  /** A program that identifies itself with a token that it gets as a client of the identity provider. */
  CLIENT = 'client',
}

/** The kinds that are programs: they bring a token and never sign in. */
export const MACHINES: readonly IdentityKind[] = [IdentityKind.SERVICE_ACCOUNT, IdentityKind.CLIENT];

/**
 * Somebody who can be granted access: a group, those who hold a role, one person, everyone signed in, or a program.
 * People come from an identity provider, for example `KeycloakRealm.addGroup`, programs from a `ServiceAccountIssuer`
 * or `KeycloakMachines`; they hold only there.
 */
export interface IIdentity {
  /** What kind of somebody this is. */
  readonly identityKind: IdentityKind;
  /** The name that people know, for example `/platform/operators`, `editor` or `alice`. */
  readonly displayName: string;
  /** The value in the claim of a token that proves this identity. */
  readonly claimValue: string;
  /** The claim that holds the value. */
  readonly claimName: string;
  /** The issuer whose tokens carry the claim. */
  readonly issuerUrl: string;
  /**
   * Whether people get this identity without somebody giving it to them, as members of a default group and holders of a
   * default role do. Such an identity cannot be granted anything.
   * @default false
   */
  readonly automatic?: boolean | undefined;
  /**
   * What gives it to them, in words for messages, for example `identity/defaults gives it to every new account`.
   * @default - not said
   */
  readonly automaticBy?: string | undefined;
}
