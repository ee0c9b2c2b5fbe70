import { createHmac } from 'node:crypto';

/**
 * Returns the value of a session cookie with a signature of another time (oauth2-proxy 7.15.3,
 * `pkg/encryption/utils.go`), so that tests need not wait for hours for an old cookie.
 */
export function signedAt(time: Date, name: string, value: string, cookieSecret: string): string {
  const [ticket] = value.split('|') as [string];
  const seconds = String(Math.floor(time.getTime() / 1000));
  const signature = createHmac('sha256', cookieSecret)
    .update(name)
    .update(ticket)
    .update(seconds)
    .digest('base64')
    .replaceAll('+', '-')
    .replaceAll('/', '_');
  return `${ticket}|${seconds}|${signature}`;
}
