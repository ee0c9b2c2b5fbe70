import { listed, type Role, type RoleLists, roleOf } from './roles';
import type { TerraformResource, TerraformStack } from './terraform-stack';

/** The path of the group of a resource or data source. */
export function groupPath(stack: TerraformStack, { address, type, values }: TerraformResource): string {
  if (type !== 'keycloak_group') throw new Error(`${address} is no group`);
  if (values.group_path !== undefined) return stack.resolve(values.group_path as string);
  const name = stack.resolve(values.name as string);
  // Keycloak escapes such a name in a path.
  if (name.includes('/')) throw new Error(`the realm file cannot name the group ${name}`);
  const parent =
    values.parent_id === undefined ? '' : groupPath(stack, stack.target(values.parent_id as string).resource);
  return `${parent}/${name}`;
}

export interface Group {
  readonly name: string;
  /** The id by which Keycloak's import into an existing realm finds a group that it has just created. */
  readonly path: string;
  readonly realmRoles: readonly string[];
  readonly clientRoles: RoleLists['client'];
  readonly subGroups: readonly Group[];
}

/** `keycloak_group` and `keycloak_group_roles`. */
export function groups(stack: TerraformStack): Group[] {
  const rolesOf = new Map<string, Role[]>();
  for (const resource of stack.ofType('keycloak_group_roles')) {
    stack.read(resource, (fields) => {
      fields.target('realm_id');
      // A group of an import has no other roles that could be removed.
      fields.skip('exhaustive');
      const { address, isData } = fields.target('group_id');
      if (isData) {
        throw new Error(
          `${resource.address} gives roles to a group that is there already, which a realm file cannot say`,
        );
      }
      rolesOf.set(address, [
        ...(rolesOf.get(address) ?? []),
        ...fields.targets('role_ids').map((each) => roleOf(stack, each)),
      ]);
    });
  }
  const parents = new Map<string | undefined, { readonly address: string; readonly name: string }[]>();
  for (const resource of stack.ofType('keycloak_group')) {
    const [parent, name] = stack.read(resource, (fields) => {
      fields.target('realm_id');
      return [fields.optionalTarget('parent_id'), fields.string(resource.isData ? 'group_path' : 'name')!] as const;
    });
    if (resource.isData) continue;
    if (parent?.isData) {
      throw new Error(`${resource.address} is below a group that is there already, which a realm file cannot say`);
    }
    parents.set(parent?.address, [...(parents.get(parent?.address) ?? []), { address: resource.address, name }]);
  }
  const below = (parent: string | undefined, at: string): Group[] =>
    (parents.get(parent) ?? []).map(({ address, name }) => {
      const { realm, client } = listed(rolesOf.get(address) ?? []);
      const path = `${at}/${name}`;
      return { name, path, realmRoles: realm, clientRoles: client, subGroups: below(address, path) };
    });
  return below(undefined, '');
}

/** `keycloak_default_groups`. */
export function defaultGroups(stack: TerraformStack): string[] {
  return stack.ofType('keycloak_default_groups').flatMap((resource) =>
    stack.read(resource, (fields) => {
      fields.target('realm_id');
      return fields.targets('group_ids').map((each) => groupPath(stack, each));
    }),
  );
}
