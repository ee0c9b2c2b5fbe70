/** The header of the proxy's answer with the e-mail address of the person. */
export const EMAIL_HEADER = 'X-Auth-Request-Email';

/**
 * Headers that the edge replaces by those of the proxy's answer, or removes if the answer has none: an application
 * never receives those of a client.
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
