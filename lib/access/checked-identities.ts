import { IIdentity } from './identity';
import { refuse } from '../errors';

/** Refuses what is no list of identities: a program may not have been checked by a compiler. */
export function checkedIdentities(where: string, what: string, identities: IIdentity[]): IIdentity[] {
  const problem = {
    path: where,
    allowed: 'a list of identities',
    fix: 'use what addGroup(), addRole(), person(), everyoneSignedIn() or serviceAccount() return',
  };
  if (!Array.isArray(identities)) refuse({ ...problem, what: `${what} is not a list`, got: typeof identities });
  for (const identity of identities) {
    if (typeof identity?.claimValue !== 'string') {
      refuse({
        ...problem,
        what: `${what} has an entry that is no identity`,
        got: typeof identity === 'object' ? typeof identity : identity,
      });
    }
  }
  return [...identities];
}
