/** The claim of tokens that holds what proves an identity: paths of groups, and roles with a prefix. */
export const GROUPS_CLAIM = 'groups';
/** Groups at the top that the library owns. Only the library adds members to the groups below them. */
export const OWN_GROUPS = { people: 'monitoring-sso-people', machines: 'monitoring-sso-machines' } as const;
/** The role that the library gives to everyone who signs in. */
export const EVERYONE_ROLE = 'monitoring-sso-signed-in';
/** The name of a realm role follows this prefix in the groups claim. The path of a group begins with a slash. */
export const ROLE_PREFIX = 'role:';
const CLIENT_ROLE_PREFIX = 'client-role:';

/**
 * The value of the groups claim that proves a role. Client ids, and names of realm roles that can be granted, contain
 * no colon, so that each value belongs to one role.
 */
export function claimOfRole(name: string, clientId?: string): string {
  return clientId === undefined ? `${ROLE_PREFIX}${name}` : `${CLIENT_ROLE_PREFIX}${clientId}:${name}`;
}
