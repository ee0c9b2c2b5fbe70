import type { TerraformResource, TerraformStack } from './terraform-stack';

/** A role of the realm, or of a client. */
export interface Role {
  readonly name: string;
  readonly client?: string;
}

/** The role of a resource or data source. */
export function roleOf(stack: TerraformStack, { address, type, values }: TerraformResource): Role {
  if (type !== 'keycloak_role') throw new Error(`${address} is no role`);
  const client = values.client_id === undefined ? undefined : stack.target(values.client_id as string).resource;
  return {
    name: stack.resolve(values.name as string),
    ...(client && { client: stack.resolve(client.values.client_id as string) }),
  };
}

/** Roles in the form of a realm file: roles of the realm, and roles of each client. */
export interface RoleLists {
  readonly realm: string[];
  readonly client: Record<string, string[]>;
}

export function listed(all: readonly Role[]): RoleLists {
  const lists: RoleLists = { realm: [], client: {} };
  for (const { name, client } of all) (client === undefined ? lists.realm : (lists.client[client] ??= [])).push(name);
  return lists;
}

/** `keycloak_role`. */
export function roles(stack: TerraformStack): { readonly realm: object[]; readonly client: Record<string, object[]> } {
  const found: { realm: object[]; client: Record<string, object[]> } = { realm: [], client: {} };
  for (const resource of stack.ofType('keycloak_role')) {
    const role = stack.read(resource, (fields) => {
      fields.target('realm_id');
      fields.optionalTarget('client_id');
      const parts = fields.targets('composite_roles').map((each) => roleOf(stack, each));
      return {
        name: fields.string('name'),
        description: fields.string('description') ?? '',
        composite: parts.length > 0,
        ...(parts.length > 0 && { composites: listed(parts) }),
      };
    });
    if (resource.isData) continue;
    const { client } = roleOf(stack, resource);
    (client === undefined ? found.realm : (found.client[client] ??= [])).push(role);
  }
  return found;
}

/** `keycloak_generic_role_mapper`: the roles that tokens of a client may contain. */
export interface ScopeMappings {
  readonly scopeMappings: { readonly client: string; readonly roles: readonly string[] }[];
  /** The roles, by their client. */
  readonly clientScopeMappings: Record<string, { readonly client: string; readonly roles: readonly string[] }[]>;
}

export function scopeMappings(stack: TerraformStack): ScopeMappings {
  const byClient = new Map<string, Role[]>();
  for (const resource of stack.ofType('keycloak_generic_role_mapper')) {
    stack.read(resource, (fields) => {
      fields.target('realm_id');
      const client = stack.resolve(fields.target('client_id').values.client_id as string);
      byClient.set(client, [...(byClient.get(client) ?? []), roleOf(stack, fields.target('role_id'))]);
    });
  }
  const mappings: ScopeMappings = { scopeMappings: [], clientScopeMappings: {} };
  for (const [client, ofClient] of byClient) {
    const lists = listed(ofClient);
    if (lists.realm.length > 0) mappings.scopeMappings.push({ client, roles: lists.realm });
    for (const [owner, names] of Object.entries(lists.client)) {
      (mappings.clientScopeMappings[owner] ??= []).push({ client, roles: names });
    }
  }
  return mappings;
}
