import { AUTHORIZATION_REQUEST } from './authorization-request';
import { CACHES } from './caches';
import { COOKIES } from './cookies';
import { FORGERY } from './forgery';
import { FORWARDED_HEADERS } from './forwarded-headers';
import { HOSTS } from './hosts';
import { IDENTITY_HEADER_ATTACKS } from './identity-headers';
import { LEAKS } from './leaks';
import { METHODS } from './methods';
import { PATHS } from './paths';
import { RETURN_ADDRESSES } from './return-addresses';
import { SMUGGLING } from './smuggling';
import { TOKENS } from './tokens';
import { WEBSOCKETS } from './websockets';
import { Attack } from '../attack';

/** All attacks that need no access to the inside, with or without a session. */
export const ATTACKS: readonly Attack[] = [
  ...IDENTITY_HEADER_ATTACKS,
  ...FORWARDED_HEADERS,
  ...PATHS,
  ...HOSTS,
  ...METHODS,
  ...AUTHORIZATION_REQUEST,
  ...RETURN_ADDRESSES,
  ...COOKIES,
  ...TOKENS,
  ...SMUGGLING,
  ...WEBSOCKETS,
  ...CACHES,
  ...LEAKS,
  ...FORGERY,
];
