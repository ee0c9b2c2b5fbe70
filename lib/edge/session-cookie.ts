/**
 * Beginning of the name of every session cookie of the library, by which the configuration of an edge recognizes them.
 */
export const SESSION_COOKIE_PREFIX = 'sso_';
