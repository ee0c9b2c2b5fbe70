import { client } from './client';
import { defaultGroups, type Group, groups } from './groups';
import { kubernetesIdentityProvider } from './identity-provider';
import { mapperTypes, protocolMappers } from './protocol-mappers';
import { type RequiredAction, requiredAction } from './required-action';
import { roles, scopeMappings, type ScopeMappings } from './roles';
import { events, settings } from './settings';
import type { TerraformResource, TerraformStack } from './terraform-stack';
import { userProfile } from './user-profile';
import { type User, users } from './users';

export type { User } from './users';
export { TerraformStack } from './terraform-stack';

/** A client in a realm file of Keycloak. */
export interface Client {
  readonly clientId: string;
  /** @default - the default of Keycloak */
  readonly defaultClientScopes?: readonly string[];
  readonly [setting: string]: unknown;
}

/** A realm file of Keycloak. */
export interface RealmFile extends ScopeMappings {
  readonly realm: string;
  readonly clients: readonly Client[];
  readonly roles: ReturnType<typeof roles>;
  readonly groups: readonly Group[];
  readonly users: readonly User[];
  readonly identityProviders: readonly object[];
  readonly defaultGroups: readonly string[];
  /** The actions that the program changes. */
  readonly requiredActions: readonly RequiredAction[];
  readonly [setting: string]: unknown;
}

/**
 * The resources of a program as a realm file: the whole realm if the program manages it, otherwise the resources that
 * it adds to an existing realm.
 */
export interface Translation {
  readonly managed: boolean;
  readonly file: RealmFile;
}

const known: readonly string[] = [
  ...mapperTypes,
  'keycloak_realm',
  'keycloak_realm_events',
  'keycloak_realm_user_profile',
  'keycloak_required_action',
  'keycloak_openid_client',
  'keycloak_openid_client_default_scopes',
  'keycloak_openid_client_optional_scopes',
  'keycloak_generic_role_mapper',
  'keycloak_group',
  'keycloak_group_roles',
  'keycloak_group_memberships',
  'keycloak_default_groups',
  'keycloak_role',
  'keycloak_user',
  'keycloak_user_groups',
  'keycloak_user_roles',
  'keycloak_kubernetes_identity_provider',
];

/**
 * Translates the Terraform half of a program into a realm file, for machines without the Keycloak provider. It does not
 * replace tests of the provider: plans, states, conditions of data sources and the provider's own logic are not
 * covered. An unknown resource or field is an error.
 */
export function realmFile(stack: TerraformStack): Translation {
  const unknown = new Set(
    [...stack.resources.values()].filter(({ type }) => !known.includes(type)).map(({ type }) => type),
  );
  if (unknown.size > 0) {
    throw new Error(
      `the realm file has no word for ${[...unknown].join(', ')}; fix: translate it in test/live/identity/realm-file`,
    );
  }
  const realms = stack.ofType('keycloak_realm');
  if (realms.length !== 1) throw new Error(`the stack is about ${realms.length} realms, and one can be imported`);
  const [realm] = realms as [TerraformResource];
  const first = realm.isData
    ? { realm: stack.read(realm, (fields) => fields.string('realm')!) }
    : (stack.read(realm, settings) as { realm: string });
  const each = <T>(type: string, translate: Parameters<typeof stack.read<T>>[1]) =>
    stack.ofType(type).map((resource) => stack.read(resource, translate));
  return {
    managed: !realm.isData,
    file: {
      ...first,
      ...(Object.assign({}, ...each('keycloak_realm_events', events)) as object),
      components: Object.assign({}, ...each('keycloak_realm_user_profile', userProfile)) as object,
      requiredActions: each('keycloak_required_action', requiredAction),
      clients: clients(stack),
      roles: roles(stack),
      ...scopeMappings(stack),
      groups: groups(stack),
      defaultGroups: defaultGroups(stack),
      users: users(stack, first.realm),
      identityProviders: each('keycloak_kubernetes_identity_provider', kubernetesIdentityProvider),
    },
  };
}

/**
 * Clients with their protocol mappers and named client scopes. If there are no named scopes, Keycloak's default scopes
 * are kept.
 */
function clients(stack: TerraformStack): Client[] {
  const mappers = protocolMappers(stack);
  const scopes = (type: string, field: string) =>
    new Map(
      stack.ofType(type).map((resource) =>
        stack.read(resource, (fields) => {
          fields.target('realm_id');
          return [fields.target('client_id').address, fields.strings(field)] as const;
        }),
      ),
    );
  const defaults = scopes('keycloak_openid_client_default_scopes', 'default_scopes');
  const optional = scopes('keycloak_openid_client_optional_scopes', 'optional_scopes');
  return stack.ofType('keycloak_openid_client').map((resource) => {
    if (resource.isData) throw new Error(`${resource.address} is there already, and the realm file cannot change it`);
    const { address } = resource;
    return {
      ...stack.read(resource, client),
      protocolMappers: mappers.get(address) ?? [],
      defaultClientScopes: defaults.get(address),
      optionalClientScopes: optional.get(address),
    };
  });
}
