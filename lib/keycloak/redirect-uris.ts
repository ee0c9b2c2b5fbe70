import { refuse } from '../errors';
import { syntax } from '../syntax';

/** Checks the addresses to which Keycloak sends the codes of a client that has a secret. */
export function checkRedirectUris(path: string, property: string, uris: readonly string[]): void {
  for (const uri of uris) {
    syntax.httpsUrl(path, property, uri, 'kept');
    if (!uri.includes('*')) continue;
    refuse({
      path,
      what: `${property} contains a wildcard, and Keycloak would send codes to addresses that are not in the program`,
      got: uri,
      allowed: 'whole addresses',
      fix: 'name each address, for example https://monitoring.example.com/oauth2/callback',
    });
  }
}

/** Checks the addresses to which Keycloak sends the codes of a client without a secret (RFC 8252, 7.3). */
export function checkLoopbackUris(path: string, uris: readonly string[]): void {
  for (const uri of uris) {
    if (/^http:\/\/(localhost|127\.0\.0\.1|\[::1\]):[0-9]{1,5}(\/[A-Za-z0-9._/-]*)?$/.test(uri)) continue;
    refuse({
      path,
      what: 'Keycloak would send codes for a public client to another machine than that of the person who signs in',
      got: uri,
      allowed: 'addresses of localhost, 127.0.0.1 or [::1] with a port (RFC 8252, 7.3)',
      fix: 'name the address on which the program on that machine listens',
    });
  }
}

/** Refuses an empty list: people could not sign in. */
export function checkSomeUris(path: string, uris: readonly string[] | undefined): void {
  if (Array.isArray(uris) && uris.length > 0) return;
  refuse({
    path,
    what: 'redirectUris is empty, and people cannot sign in',
    got: uris,
    allowed: 'at least one address',
    fix: "write redirectUris: ['https://monitoring.example.com/oauth2/callback']",
  });
}
