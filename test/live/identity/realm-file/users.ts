import { groupPath } from './groups';
import { listed, type Role, roleOf } from './roles';
import type { TerraformResource, TerraformStack } from './terraform-stack';

export interface User {
  readonly username: string;
  readonly [setting: string]: unknown;
  /** The client of a service account. */
  readonly serviceAccountClientId?: string;
  readonly groups: readonly string[];
}

/**
 * `keycloak_user`, with the groups and roles of `keycloak_user_groups`, `keycloak_group_memberships` and
 * `keycloak_user_roles`, and the service accounts of clients.
 */
export function users(stack: TerraformStack, realm: string): User[] {
  const memberships = new Map<string, Set<string>>();
  const rolesOf = new Map<string, Role[]>();
  const joining = (username: string, groups: readonly string[]) => {
    memberships.set(username, new Set([...(memberships.get(username) ?? []), ...groups]));
  };
  for (const resource of stack.ofType('keycloak_user_groups', 'keycloak_user_roles')) {
    stack.read(resource, (fields) => {
      fields.target('realm_id');
      // A user of an import has no other groups that could be removed.
      fields.skip('exhaustive');
      const user = userOf(stack, resource);
      fields.skip('user_id');
      if (resource.type === 'keycloak_user_groups') {
        joining(
          user,
          fields.targets('group_ids').map((each) => groupPath(stack, each)),
        );
      } else {
        rolesOf.set(user, [
          ...(rolesOf.get(user) ?? []),
          ...fields.targets('role_ids').map((each) => roleOf(stack, each)),
        ]);
      }
    });
  }
  for (const resource of stack.ofType('keycloak_group_memberships')) {
    stack.read(resource, (fields) => {
      fields.target('realm_id');
      const group = groupPath(stack, fields.target('group_id'));
      for (const username of fields.strings('members') ?? []) joining(username, [group]);
    });
  }
  const made = stack.ofType('keycloak_user').map((resource) =>
    stack.read(resource, (fields) => {
      fields.target('realm_id');
      return {
        username: fields.string('username')!,
        email: fields.string('email'),
        emailVerified: fields.boolean('email_verified'),
        enabled: fields.boolean('enabled'),
        firstName: fields.string('first_name'),
        lastName: fields.string('last_name'),
      };
    }),
  );
  const accounts = stack
    .ofType('keycloak_openid_client')
    .filter(({ values }) => values.service_accounts_enabled === true)
    .map(({ values }) => {
      const serviceAccountClientId = stack.resolve(values.client_id as string);
      return { username: accountOf(serviceAccountClientId), enabled: true, serviceAccountClientId };
    });
  const all = [...made, ...accounts];
  const stray = [...memberships.keys(), ...rolesOf.keys()].filter(
    (name) => !all.some(({ username }) => username === name),
  );
  if (stray.length > 0) throw new Error(`the realm file makes no user ${stray.join(', ')}`);
  return all.map((user) => {
    const lists = listed(rolesOf.get(user.username) ?? []);
    // An import sets only the roles of the file; other users also get the default role.
    return {
      ...user,
      groups: [...(memberships.get(user.username) ?? [])],
      realmRoles: [`default-roles-${realm}`, ...lists.realm],
      clientRoles: lists.client,
    };
  });
}

const accountOf = (client: string) => `service-account-${client}`;

function userOf(stack: TerraformStack, { address, values }: TerraformResource): string {
  const { resource, attribute } = stack.target(values.user_id as string);
  if (resource.type === 'keycloak_user' && attribute === 'id') return stack.resolve(resource.values.username as string);
  if (resource.type === 'keycloak_openid_client' && attribute === 'service_account_user_id') {
    return accountOf(stack.resolve(resource.values.client_id as string));
  }
  throw new Error(`the realm file cannot follow the user of ${address}`);
}
