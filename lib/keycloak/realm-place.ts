import { refuse } from '../errors';
import { syntax } from '../syntax';

/** The address of a Keycloak, checked. */
export function keycloakUrl(path: string, url: string): string {
  syntax.httpsUrl(path, 'url', url);
  if (/\/realms(\/|$)/.test(url)) {
    refuse({
      path,
      what: 'url is the address of a realm',
      got: url,
      allowed: 'the address of Keycloak',
      fix: `write ${url.replace(/\/realms.*$/, '')}, and the name of the realm as realm`,
    });
  }
  return url;
}

/** The name of a realm for people, checked. */
export function realmName(path: string, realm: string): string {
  syntax.clientId(path, 'realm', realm);
  if (realm === 'master') {
    refuse({
      path,
      what: 'the realm master administers every other realm',
      got: realm,
      allowed: 'any other realm',
      fix: 'create a realm for the people who sign in',
    });
  }
  return realm;
}
