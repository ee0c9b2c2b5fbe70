import { IdentityKind } from '../access/identity';

/** An issuer of machine tokens. */
export interface ModelIssuer {
  /** Number of the issuer in its sign-on. Two issuers can have the same URL. */
  readonly number: number;
  readonly issuerUrl: string;
  readonly audience: string;
  readonly identityKind: IdentityKind;
}

/** An identity that something is granted to. */
export interface ModelIdentity {
  /** Number of the identity in its sign-on. */
  readonly number: number;
  readonly identityKind: IdentityKind;
  readonly displayName: string;
  readonly claimValue: string;
  readonly claimName: string;
  readonly issuerUrl: string;
  /** The cluster from which the issuer of a machine takes the identity of the machine. */
  readonly cluster?: ModelIssuer;
}

/** An identity that people get without an administrator who gives it to them. */
export interface AutomaticIdentity {
  /** Number of the identity. */
  readonly number: number;
  /** What gives it to people, in words for errors. */
  readonly by?: string;
}
