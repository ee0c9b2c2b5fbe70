import { RelyingParty } from './identity-provider';
import { refuse } from '../errors';
import { syntax } from '../syntax';

/** Checks a relying party, also one of an identity provider that a user implements. */
export function checkRelyingParty(path: string, party: RelyingParty): void {
  syntax.httpsUrl(path, 'issuerUrl', party.issuerUrl, 'kept');
  syntax.clientId(path, 'clientId', party.clientId);
  syntax.claim(path, 'groupsClaim', party.groupsClaim);
  for (const scope of party.scopes) syntax.clientId(path, 'scopes', scope);
  for (const needed of ['openid', 'email']) {
    if (!party.scopes.includes(needed)) {
      refuse({
        path,
        what: `scopes lack ${needed}`,
        got: party.scopes,
        allowed: 'lists with openid and email',
        fix: `add ${needed}`,
      });
    }
  }
  if (party.scopes.includes('offline_access')) {
    refuse({
      path,
      what: 'offline_access keeps a session valid after the provider ended it',
      got: party.scopes,
      allowed: 'lists without offline_access',
      fix: 'remove offline_access',
    });
  }
  syntax.signingAlgorithms(path, party.signingAlgorithms);
  if (party.endSessionUrl !== undefined) {
    syntax.httpsUrl(path, 'endSessionUrl', party.endSessionUrl.replace(/\?.*$/, ''), 'kept');
    if (!/\?([A-Za-z0-9_]+=[A-Za-z0-9._:/%-]*&)*id_token_hint=\{id_token\}$/.test(party.endSessionUrl)) {
      refuse({
        path,
        what: 'endSessionUrl does not contain the ID token',
        got: party.endSessionUrl,
        allowed: 'an address that ends with "id_token_hint={id_token}"',
        fix: 'append ?id_token_hint={id_token}',
      });
    }
  }
}
