import { randomBytes } from 'node:crypto';

/** The content of the Secret `monitoring-sso` of the quickstart. */
export const proxySecrets = () => ({
  'client-secret': randomBytes(24).toString('base64url'),
  'cookie-secret': randomBytes(32).toString('base64url'),
  'redis-password': randomBytes(24).toString('hex'),
});
