import { refuse } from '../errors';
import { syntax } from '../syntax';

/** The issuer of an OpenID provider, checked. Some issuers do end with a slash. */
export function issuerUrl(path: string, value: string): string {
  syntax.httpsUrl(path, 'issuerUrl', value, 'kept');
  if (value.includes('/.well-known/')) {
    refuse({
      path,
      what: 'issuerUrl is the address of the discovery document',
      got: value,
      allowed: 'the value of "issuer" in that document',
      fix: `write ${value.replace(/\/\.well-known\/.*$/, '')}`,
    });
  }
  return value;
}
