import type { Block } from './terraform-blocks';

const EVERY_ACCOUNT = 'gives it to every new account';
const EVERY_TOKEN = 'puts it into the tokens of everyone';
const BY_BROKER = 'gives it to all people who sign in by an identity broker';
const BY_CLAIM = 'gives it to people by what an identity broker says of them';
const BY_DIRECTORY = 'gives it to people of a directory';

/** How a kind of resource gives groups or roles to people. */
export interface HandingOut {
  readonly how: string;
  /** The arguments that name the groups or roles. */
  readonly named: (values: Block['values'], realm: string) => readonly unknown[];
}

/** An argument that means all groups below a path. */
export interface GroupsBelow {
  readonly groupsBelow: string;
}

/** An argument that means all roles of the realm, or for all roles of clients. */
export interface RolesOf {
  readonly ofClients: boolean;
}

/** Each kind of resource that gives groups or roles to people without an administrator (provider 5.9). */
export const HANDING_OUT: Readonly<Record<string, HandingOut>> = {
  keycloak_default_groups: { how: EVERY_ACCOUNT, named: ({ group_ids: ids }) => list(ids) },
  keycloak_default_roles: { how: EVERY_ACCOUNT, named: ({ default_roles: roles }) => list(roles) },
  // The role that includes the default roles is a resource like other roles.
  keycloak_role: {
    how: EVERY_ACCOUNT,
    named: ({ name, composite_roles: ids }, realm) =>
      name === `default-roles-${realm.toLowerCase()}` ? list(ids) : [],
  },
  keycloak_openid_hardcoded_role_protocol_mapper: { how: EVERY_TOKEN, named: ({ role_id: id }) => [id] },
  keycloak_hardcoded_group_identity_provider_mapper: { how: BY_BROKER, named: ({ group }) => [group] },
  keycloak_hardcoded_role_identity_provider_mapper: { how: BY_BROKER, named: ({ role }) => [role] },
  keycloak_attribute_to_role_identity_provider_mapper: { how: BY_CLAIM, named: ({ role }) => [role] },
  keycloak_custom_identity_provider_mapper: {
    how: BY_CLAIM,
    named: ({ extra_config: all }) => Object.values(all ?? {}),
  },
  keycloak_ldap_hardcoded_group_mapper: { how: BY_DIRECTORY, named: ({ group }) => [group] },
  keycloak_ldap_hardcoded_role_mapper: { how: BY_DIRECTORY, named: ({ role }) => [role] },
  keycloak_ldap_custom_mapper: { how: BY_DIRECTORY, named: ({ config }) => Object.values(config ?? {}) },
  keycloak_ldap_group_mapper: {
    how: BY_DIRECTORY,
    named: ({ groups_path: path }): GroupsBelow[] => [{ groupsBelow: String(path ?? '/') }],
  },
  keycloak_ldap_role_mapper: {
    how: BY_DIRECTORY,
    named: ({ use_realm_roles_mapping: ofRealm, client_id: client }): RolesOf[] => [
      { ofClients: ofRealm === false || client !== undefined },
    ],
  },
};

/** Whether `givenByMappers` of a program may accept that a resource of this kind gives something to people. */
export const mayBeAccepted = ({ how }: HandingOut): boolean => how !== EVERY_ACCOUNT && how !== EVERY_TOKEN;

/** Types of blocks that lead from a role to another, or to a group: included roles, roles of groups, groups below. */
export const CARRYING = ['keycloak_role', 'keycloak_group_roles', 'keycloak_group'];

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
