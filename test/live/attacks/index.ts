import { AROUND_THE_EDGE } from './around-the-edge';
import { CHANGING_REQUESTS } from './changing-requests';
import { COOKIES_INSIDE } from './cookies';
import { GROUPS } from './groups';
import { IDENTITY_HEADERS_THAT_ARRIVE } from './identity-headers';
import type { InsideAttack } from './inside';
import { ISSUER } from './issuer';
import { LEAKS_INSIDE } from './leaks';
import { OWN_NAMESPACE } from './own-namespace';
import { RETURN_ADDRESSES_OF_PEOPLE } from './return-addresses';
import { SIGN_INS } from './sign-ins';
import { HIDDEN_REQUESTS } from './smuggling';
import { TENANCY } from './tenancy';
import { TENANCY_BACKENDS } from './tenancy-backends';
import { TENANCY_SESSIONS } from './tenancy-sessions';
import { REAL_TOKENS } from './tokens';

/** Attacks that need more than access from outside, or could harm others: only for a stack of the tests. */
export const INSIDE_ATTACKS: readonly InsideAttack[] = [
  ...IDENTITY_HEADERS_THAT_ARRIVE,
  ...CHANGING_REQUESTS,
  ...COOKIES_INSIDE,
  ...REAL_TOKENS,
  ...SIGN_INS,
  ...ISSUER,
  ...GROUPS,
  ...AROUND_THE_EDGE,
  ...TENANCY,
  ...TENANCY_SESSIONS,
  ...TENANCY_BACKENDS,
  ...OWN_NAMESPACE,
  ...HIDDEN_REQUESTS,
  ...LEAKS_INSIDE,
  ...RETURN_ADDRESSES_OF_PEOPLE,
];
