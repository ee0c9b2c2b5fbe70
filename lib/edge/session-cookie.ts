/**
 * Beginning of the name of every session cookie of the library, so that the configuration of an edge can tell them from
 * all others.
 */
export const SESSION_COOKIE_PREFIX = 'sso_';
