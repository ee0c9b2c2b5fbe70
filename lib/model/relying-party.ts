import { RelyingParty } from '../identity/identity-provider';

/** What rules and reports must know of the sign-on as a relying party. */
export interface ModelRelyingParty {
  readonly issuerUrl: string;
  readonly clientId: string;
  readonly groupsClaim: string;
  /**
   * Address that ends the session at the identity provider.
   * @default - signing out ends the session of the proxy alone
   */
  readonly endSessionUrl?: string;
  /**
   * How long an access token lives, in seconds.
   * @default - unknown
   */
  readonly accessTokenSeconds?: number;
  /**
   * How long a session at the identity provider lives without use, in seconds.
   * @default - unknown
   */
  readonly sessionIdleSeconds?: number;
  /**
   * How long a session at the identity provider lives at most, in seconds.
   * @default - unknown
   */
  readonly sessionMaxSeconds?: number;
}

/** A relying party as plain data. */
export const plainRelyingParty = (party: RelyingParty): ModelRelyingParty => ({
  issuerUrl: party.issuerUrl,
  clientId: party.clientId,
  groupsClaim: party.groupsClaim,
  endSessionUrl: party.endSessionUrl,
  accessTokenSeconds: party.accessTokenLifespan?.toSeconds(),
  sessionIdleSeconds: party.sessionIdle?.toSeconds(),
  sessionMaxSeconds: party.sessionMax?.toSeconds(),
});
