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
}

/**
 * Somebody who can be granted access: a group, those who hold a role, one person, or everyone signed in.
 * Identities come from an identity provider, for example `KeycloakRealm.addGroup`, and hold only at that provider.
 */
export interface IIdentity {
  /** What kind of somebody this is. */
  readonly identityKind: IdentityKind;
  /** The name that people know, for example `/platform/operators`, `editor` or `alice`. */
  readonly displayName: string;
  /** The value in the groups claim of an ID token that proves this identity. */
  readonly claimValue: string;
  /** The claim that holds the value. */
  readonly claimName: string;
  /** The issuer whose tokens carry the claim. */
  readonly issuerUrl: string;
  /**
   * Whether people get this identity without somebody giving it to them, as members of a default group and holders of a default role do.
   * Such an identity cannot be granted anything.
   * @default false
   */
  readonly automatic?: boolean;
}
