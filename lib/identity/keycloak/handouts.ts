import {
  DefaultTokenResolver, IResolvable, IResolveContext, StringConcat, TerraformDataSource, TerraformElement, TerraformResource, TerraformStack, Tokenization,
} from 'cdktf';
import { Construct, IConstruct } from 'constructs';

/** A resource or a data source of the program, as it stands in the Terraform JSON. */
export interface Block {
  /** Path of the construct, or of the stack with the address where it is an override. */
  readonly path: string;
  /** For example `keycloak_group`; a data source begins with `data.`. */
  readonly type: string;
  /** Stack and address, which no other has. */
  readonly address: string;
  /** Its arguments. References are written with the stack that they lead to. */
  readonly values: Readonly<Record<string, any>>;
}

/** A group or a role that something is granted to. */
export interface Granted {
  readonly kind: 'group' | 'role';
  /** Full path of the group, or name of the role. */
  readonly name: string;
  /** Client that the role belongs to; none for a role of the realm. */
  readonly clientId?: string;
  /** Its id, as the program refers to it. */
  readonly id: unknown;
}

/** What to look through, and for which realm. */
export interface Where {
  readonly scope: Construct;
  readonly realm: string;
  /** Whether mappers of brokers and directories may give what has this address. */
  readonly accepted: (address: string) => boolean;
}

/** How people get a group or a role without an administrator who gives it to them. */
export interface Handout {
  readonly path: string;
  /** In words that follow the path. */
  readonly how: string;
}

const EVERY_ACCOUNT = 'gives it to every new account';
const BY_BROKER = 'gives it to all people who sign in by an identity broker';
const BY_CLAIM = 'gives it to people by what an identity broker says of them';
const BY_DIRECTORY = 'gives it to people of a directory';

/** Each kind of resource that hands out groups or roles (provider 5.9), with the arguments that name what is handed out. */
const HANDING_OUT: Readonly<Record<string, { readonly how: string; readonly named: (values: Block['values'], realm: string) => readonly unknown[] }>> = {
  keycloak_default_groups: { how: EVERY_ACCOUNT, named: ({ group_ids: ids }) => list(ids) },
  keycloak_default_roles: { how: EVERY_ACCOUNT, named: ({ default_roles: names }) => list(names) },
  // The role that includes the default ones is a role like others.
  keycloak_role: { how: EVERY_ACCOUNT, named: ({ name, composite_roles: ids }, realm) => (name === `default-roles-${realm.toLowerCase()}` ? list(ids) : []) },
  keycloak_openid_hardcoded_role_protocol_mapper: { how: 'puts it into the tokens of everyone', named: ({ role_id: id }) => [id] },
  keycloak_hardcoded_group_identity_provider_mapper: { how: BY_BROKER, named: ({ group }) => [group] },
  keycloak_hardcoded_role_identity_provider_mapper: { how: BY_BROKER, named: ({ role }) => [role] },
  keycloak_attribute_to_role_identity_provider_mapper: { how: BY_CLAIM, named: ({ role }) => [role] },
  keycloak_custom_identity_provider_mapper: { how: BY_CLAIM, named: ({ extra_config: config }) => Object.values(config ?? {}) },
  keycloak_ldap_hardcoded_group_mapper: { how: BY_DIRECTORY, named: ({ group }) => [group] },
  keycloak_ldap_hardcoded_role_mapper: { how: BY_DIRECTORY, named: ({ role }) => [role] },
  keycloak_ldap_custom_mapper: { how: BY_DIRECTORY, named: ({ config }) => Object.values(config ?? {}) },
  keycloak_ldap_group_mapper: { how: BY_DIRECTORY, named: ({ groups_path: path }) => [{ groupsBelow: path ?? '/' }] },
  keycloak_ldap_role_mapper: {
    how: BY_DIRECTORY,
    named: ({ use_realm_roles_mapping: ofRealm, client_id: client }) => [{ rolesOf: ofRealm === false || client !== undefined ? client ?? '' : undefined }],
  },
};
/** Those that no administrator of a realm can mean to be decided elsewhere. */
const NEVER_ACCEPTED = [EVERY_ACCOUNT, HANDING_OUT.keycloak_openid_hardcoded_role_protocol_mapper!.how];

/** What a resource that hands out may be followed by: roles that include others, groups that have roles, and groups below those. */
const CARRYING = ['keycloak_role', 'keycloak_group_roles', 'keycloak_group'];

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** References with the stack that they lead to, since two stacks of a program may have the same addresses. */
class WithStacks extends DefaultTokenResolver {
  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: any): any {
    const { originStack, identifier } = token as { originStack?: TerraformStack; identifier?: unknown };
    if (originStack === undefined || typeof identifier !== 'string') return super.resolveToken(token, context, postProcessor);
    return `\${${originStack.node.path}#${identifier}}`;
  }
}

const resolved = (scope: IConstruct, value: unknown): any => Tokenization.resolve(value, { scope, resolver: new WithStacks(), preparing: false });

/** References that were written by hand lead to the stack that they stand in. */
function inStack(stack: TerraformStack, value: any): any {
  if (typeof value === 'string') {
    const marked = (expression: string) => expression.replace(/(?<![#\w.])(?:data\.)?keycloak_\w+\./g, (start) => `${stack.node.path}#${start}`);
    return value.replace(/\$\{[^}]*\}/g, marked);
  }
  if (Array.isArray(value)) return value.map((item) => inStack(stack, item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inStack(stack, item)]));
}

/**
 * The blocks of some types, in every stack of the program: resources of these bindings and of others, and what a stack has as an
 * override. What another program, a module or an administrator made is not seen.
 */
export function blocksOf(scope: Construct, wanted: (type: string) => boolean): Block[] {
  return scope.node.root.node.findAll().flatMap((node) => (TerraformStack.isStack(node) ? overridden(node) : written(node)))
    .filter(({ type }) => wanted(type))
    .map(({ stack, values, ...block }) => ({ ...block, values: inStack(stack, resolved(scope, values())) }));
}

interface Found extends Omit<Block, 'values'> {
  readonly stack: TerraformStack;
  /** Rendered for those alone that are looked at. */
  readonly values: () => object;
}

function overridden(stack: TerraformStack): Found[] {
  const { rawOverrides } = stack as unknown as { rawOverrides?: Record<string, Record<string, Record<string, object>>> };
  return [['resource', ''], ['data', 'data.']].flatMap(([kind, prefix]) => Object.entries(rawOverrides?.[kind!] ?? {}).flatMap(([of, named]) => {
    const type = `${prefix}${of}`;
    return Object.entries(named).map(([name, values]) => ({ stack, path: stack.node.path, type, address: `${stack.node.path}#${type}.${name}`, values: () => values }));
  }));
}

/** As an element will be rendered, without settling its address: a program may still choose that. */
function written(node: IConstruct): Found[] {
  const data = TerraformDataSource.isTerraformDataSource(node);
  if (!data && !TerraformResource.isTerraformResource(node)) return [];
  const element = node as unknown as {
    terraformResourceType: string; synthesizeAttributes(): object; rawOverrides: object; _friendlyUniqueId?: string; _logicalIdOverride?: string;
  };
  const stack = TerraformStack.of(node);
  const type = `${data ? 'data.' : ''}${element.terraformResourceType}`;
  if (!type.includes('keycloak_')) return [];
  const name = element._friendlyUniqueId ?? element._logicalIdOverride ?? stack.getLogicalId(node as unknown as TerraformElement);
  return [{
    stack, path: node.node.path, type, address: `${stack.node.path}#${type}.${name}`, values: () => ({ ...element.synthesizeAttributes(), ...element.rawOverrides }),
  }];
}

/** Whether a block belongs to a realm, or may: a reference that leads out of the program could be anything. */
export function belongsTo(realm: string, block: Block, all: readonly Block[]): boolean {
  const of = block.values.realm_id ?? block.values.realm;
  const [, address] = /^\$\{([^}]+)\.(?:id|realm)\}$/.exec(String(of)) ?? [];
  if (address === undefined) return String(of).includes('${') || of === realm;
  const named = all.find((other) => other.address === address)?.values.realm;
  return typeof named !== 'string' || named.includes('${') || named === realm;
}

const REALMS = ['keycloak_realm', 'data.keycloak_realm'];
const OF_GRANTED = ['data.keycloak_group', 'data.keycloak_role'];

/** Who in the program hands out a group or a role, if any does. */
export function handedOutBy(granted: Granted, { scope, realm, accepted }: Where): Handout | undefined {
  const all = blocksOf(scope, (type) => type in HANDING_OUT || CARRYING.includes(type) || REALMS.includes(type) || OF_GRANTED.includes(type));
  const blocks = all.filter((block) => !REALMS.includes(block.type) && belongsTo(realm, block, all));
  const id = String(inStack(TerraformStack.of(scope), resolved(scope, granted.id)));
  const carriers: Carrier[] = [{ ...granted, address: /^\$\{(.+)\.id\}$/.exec(id)?.[1] ?? id }];
  // Roles that include it, groups that have it and groups below those, until nothing is added.
  for (const carrier of carriers) {
    for (const next of [...sameAs(carrier, blocks), ...(granted.kind === 'role' ? carriersOf(carrier, blocks) : [])]) {
      if (!carriers.some(({ address }) => address === next.address)) carriers.push(next);
    }
  }
  for (const block of blocks) {
    const handing = HANDING_OUT[block.type];
    if (handing === undefined) continue;
    const named = handing.named(block.values, realm);
    const mayBeAccepted = !NEVER_ACCEPTED.includes(handing.how);
    const given = carriers.filter((carrier) => named.some((value) => names(value, carrier)))
      .filter(({ address }) => !(mayBeAccepted && (accepted(address) || accepted(carriers[0]!.address))));
    if (given.length > 0) return { path: `${block.path} (${block.type})`, how: handing.how };
  }
  return undefined;
}

interface Carrier {
  readonly kind: 'group' | 'role';
  readonly name?: string;
  readonly clientId?: string;
  readonly address: string;
}

const refersTo = (value: unknown, { address }: Carrier) => list(value).some((item) => `${String(item)}.`.includes(`${address}.`));

/** Data sources of the same group or role. */
function sameAs({ kind, name, clientId }: Carrier, blocks: readonly Block[]): Carrier[] {
  return blocks.filter(({ type, values }) => type === `data.keycloak_${kind}` && (kind === 'group'
    ? (values.group_path ?? `/${values.name}`) === name
    : values.name === name && (values.client_id === undefined) === (clientId === undefined))).map(({ address }) => ({ kind, name, clientId, address }));
}

function carriersOf(carrier: Carrier, blocks: readonly Block[]): Carrier[] {
  return blocks.flatMap(({ type, values, address }): Carrier[] => {
    if (type === 'keycloak_role' && carrier.kind === 'role' && refersTo(values.composite_roles, carrier)) return [{ kind: 'role', name: plain(values.name), clientId: values.client_id, address }];
    if (type === 'keycloak_group_roles' && carrier.kind === 'role' && refersTo(values.role_ids, carrier)) {
      const group = /^\$\{(.+)\.id\}$/.exec(String(values.group_id))?.[1] ?? String(values.group_id);
      const known = blocks.find((block) => block.address === group);
      return [{ kind: 'group', name: known && pathOf(known, blocks), address: group }];
    }
    if (type === 'keycloak_group' && carrier.kind === 'group' && refersTo(values.parent_id, carrier)) return [{ kind: 'group', name: pathOf({ values }, blocks), address }];
    return [];
  });
}

const plain = (value: unknown): string | undefined => (typeof value === 'string' && !value.includes('${') ? value : undefined);

/** The full path of a group of the program, where it can be told. */
function pathOf({ values }: Pick<Block, 'values'>, blocks: readonly Block[]): string | undefined {
  if (values.group_path !== undefined) return plain(values.group_path);
  const name = plain(values.name);
  if (name === undefined || values.parent_id === undefined) return name && `/${name}`;
  const parent = blocks.find(({ address }) => `${String(values.parent_id)}.`.includes(`${address}.`));
  const above = parent && pathOf(parent, blocks);
  return above && `${above}/${name}`;
}

/** Whether an argument of a resource that hands out names a group or a role, by reference or in words. */
function names(value: any, carrier: Carrier): boolean {
  const { kind, name, clientId } = carrier;
  if (value?.groupsBelow !== undefined) {
    const below = String(value.groupsBelow).replace(/\/$/, '');
    return kind === 'group' && (name === undefined || below.includes('${') || `${name}/`.startsWith(`${below}/`));
  }
  if (value !== null && typeof value === 'object' && 'rolesOf' in value) return kind === 'role' && (value.rolesOf === undefined) === (clientId === undefined);
  if (refersTo(value, carrier)) return true;
  if (name === undefined) return false;
  // Brokers' mappers write a client's role with a dot, default roles with a slash, and a group without its first slash is the same.
  if (kind === 'group') return value === name || value === name.slice(1);
  if (clientId === undefined) return value === name;
  return ['.', '/'].some((sign) => (plain(clientId) === undefined ? String(value).endsWith(`${sign}${name}`) : value === `${clientId}${sign}${name}`));
}
