import { MethodAnswer } from '../access/locations';

/**
 * A value of the groups claim that no identity can have. A closed route requires it, so that the route stays closed if
 * the edge loses the other setting that closes it.
 */
export const NOBODY = 'monitoring-sso~closed~nobody';

/** The values of the claim that a decision requires: those of the permitted identities, or one that no identity has. */
export const claimValuesOf = ({ permitted }: MethodAnswer): string[] =>
  permitted.length === 0 ? [NOBODY] : permitted.map(({ claimValue }) => claimValue);

/**
 * The source range of a closed route. The address is never the source of a connection (RFC 1122, 3.2.1.3), so the range
 * admits no client. nginx cannot parse the broadcast address, which would have the same effect.
 */
export const NO_SOURCE = '0.0.0.0/32';
