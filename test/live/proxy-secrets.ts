import { randomBytes } from 'node:crypto';

/** What the quickstart asks its user to put into the Secret `monitoring-sso`. */
export const proxySecrets = () => ({
  'client-secret': randomBytes(24).toString('base64url'),
  'cookie-secret': randomBytes(32).toString('base64url'),
  'redis-password': randomBytes(24).toString('hex'),
});
