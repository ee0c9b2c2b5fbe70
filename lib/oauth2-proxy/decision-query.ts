import { checkedIdentities } from '../access/checked-identities';
import { IdentityKind, IIdentity, MACHINES } from '../access/identity';
import { refuse } from '../errors';
import { RelyingParty } from '../identity/identity-provider';

/**
 * The query of a question to the proxy about a person: `allowed_groups=…`. The proxy permits every session for an empty
 * list, so that an empty list is refused.
 * @param path path of the construct, for errors
 * @param relyingParty the proxy as its identity provider knows it
 * @param permitted the identities that are permitted
 */
export function decisionQuery(path: string, relyingParty: RelyingParty, permitted: readonly IIdentity[]): string {
  if (!Array.isArray(permitted) || permitted.length === 0) {
    refuse({
      path,
      what: 'the question permits everyone who is signed in',
      got: permitted,
      allowed: 'at least one identity',
      fix: 'name who is permitted; everyoneSignedIn() of the identity provider for everyone',
    });
  }
  const identities = checkedIdentities(path, 'permitted', permitted);
  const values = identities.map((identity) => checkedValue(path, relyingParty, identity));
  return `allowed_groups=${[...new Set(values)].join(',')}`;
}

function checkedValue(path: string, relyingParty: RelyingParty, identity: IIdentity): string {
  const { identityKind, displayName, claimValue, claimName, issuerUrl, automatic, automaticBy } = identity;
  const refuseIdentity = (what: string, got: unknown, allowed: string) =>
    refuse({ path, what: `${displayName} ${what}`, got, allowed, fix: 'name another identity' });
  if (MACHINES.includes(identityKind)) {
    refuseIdentity('is a program, and this proxy decides about people', identityKind, 'groups, roles and persons');
  }
  if (issuerUrl !== relyingParty.issuerUrl) {
    refuseIdentity('is an identity of another identity provider', issuerUrl, relyingParty.issuerUrl);
  }
  if (claimName !== relyingParty.groupsClaim) {
    refuseIdentity('is proved by a claim that the proxy does not read', claimName, relyingParty.groupsClaim);
  }
  if (automatic && identityKind !== IdentityKind.EVERYONE) {
    refuseIdentity(`is given to people by no administrator: ${automaticBy}`, displayName, 'identities that are given');
  }
  // The proxy splits the list at commas, and edges read the address in configuration files of their own.
  if (!/^[A-Za-z0-9._~/:@ +-]+$/.test(claimValue)) {
    refuseIdentity('has a value that the address cannot hold', claimValue, 'letters, digits and . _ ~ / : @ + -');
  }
  return encodeURIComponent(claimValue).replace(/%2F/g, '/').replace(/%3A/g, ':');
}
