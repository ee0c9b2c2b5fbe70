/** The header of the proxy's answer that names the person. */
export const EMAIL_HEADER = 'X-Auth-Request-Email';

/**
 * Replaced by what the proxy answers, or removed where it answers nothing: a client's own copies never reach an
 * application.
 */
export const IDENTITY_HEADERS: readonly string[] = [
  'X-Auth-Request-User',
  EMAIL_HEADER,
  'X-Auth-Request-Groups',
  'X-Auth-Request-Preferred-Username',
  'X-Auth-Request-Access-Token',
  'X-Forwarded-User',
  'X-Forwarded-Email',
  'X-Forwarded-Groups',
  'X-Forwarded-Preferred-Username',
  'X-Forwarded-Access-Token',
  'X-Remote-User',
  'Remote-User',
  'X-WEBAUTH-USER',
  'Authorization',
];
