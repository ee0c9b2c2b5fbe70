import { MethodAnswer } from '../access/locations';

/**
 * A value of the groups claim that no identity can have. The proxy is asked for it where a route is closed, so that the
 * route stays closed if the edge loses the other setting that closes it.
 */
export const NOBODY = 'monitoring-sso~closed~nobody';

/** The values of the claim that the proxy is asked for: those of the permitted identities, or one that nobody has. */
export const claimValuesOf = ({ permitted }: MethodAnswer): string[] =>
  permitted.length === 0 ? [NOBODY] : permitted.map(({ claimValue }) => claimValue);

/**
 * The source range of a closed route. "This host" is never the source of a connection (RFC 1122, 3.2.1.3), so it admits
 * no address. The broadcast address would do as well, but nginx cannot read it.
 */
export const NO_SOURCE = '0.0.0.0/32';
