import { createHmac } from 'node:crypto';

/**
 * A session cookie's value as the proxy would have signed it at another time (oauth2-proxy 7.15.3,
 * `pkg/encryption/utils.go`): the only way to meet an old one without waiting for hours.
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
