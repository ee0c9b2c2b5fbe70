import {
  DefaultTokenResolver,
  IResolvable,
  IResolveContext,
  StringConcat,
  TerraformDataSource,
  TerraformElement,
  TerraformResource,
  TerraformStack,
  Tokenization,
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
const EVERY_TOKEN = 'puts it into the tokens of everyone';
const BY_BROKER = 'gives it to all people who sign in by an identity broker';
const BY_CLAIM = 'gives it to people by what an identity broker says of them';
const BY_DIRECTORY = 'gives it to people of a directory';

interface HandingOut {
  readonly how: string;
  /** The arguments that name what is handed out. */
  readonly named: (values: Block['values'], realm: string) => readonly unknown[];
}

/** Each kind of resource that hands out groups or roles (provider 5.9). */
const HANDING_OUT: Readonly<Record<string, HandingOut>> = {
  keycloak_default_groups: { how: EVERY_ACCOUNT, named: ({ group_ids: ids }) => list(ids) },
  keycloak_default_roles: { how: EVERY_ACCOUNT, named: ({ default_roles: roles }) => list(roles) },
  // The role that includes the default ones is a role like others.
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
  keycloak_ldap_group_mapper: { how: BY_DIRECTORY, named: ({ groups_path: path }) => [{ groupsBelow: path ?? '/' }] },
  keycloak_ldap_role_mapper: {
    how: BY_DIRECTORY,
    named: ({ use_realm_roles_mapping: ofRealm, client_id: client }) => [
      { ofClients: ofRealm === false || client !== undefined },
    ],
  },
};
/** Those that no administrator of a realm can mean to be decided elsewhere. */
const NEVER_ACCEPTED = [EVERY_ACCOUNT, EVERY_TOKEN];

/**
 * What leads from one group or role to another: roles that include others, groups that have roles, groups below those.
 */
const CARRYING = ['keycloak_role', 'keycloak_group_roles', 'keycloak_group'];

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** References with the stack that they lead to, since two stacks of a program may have the same addresses. */
class WithStacks extends DefaultTokenResolver {
  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: any): any {
    const { originStack, identifier } = token as { originStack?: TerraformStack; identifier?: unknown };
    const isReference = originStack !== undefined && typeof identifier === 'string';
    if (!isReference) return super.resolveToken(token, context, postProcessor);
    return `\${${originStack.node.path}#${identifier}}`;
  }
}

const resolved = (scope: IConstruct, value: unknown): any =>
  Tokenization.resolve(value, { scope, resolver: new WithStacks(), preparing: false });

const OF_KEYCLOAK = /(?<![#\w.])(?:data\.)?keycloak_\w+\./g;

/** References that were written by hand lead to the stack that they stand in. */
function inStack(stack: TerraformStack, value: any): any {
  if (typeof value === 'string') {
    const marked = (expression: string) => expression.replace(OF_KEYCLOAK, (start) => `${stack.node.path}#${start}`);
    return value.replace(/\$\{[^}]*\}/g, marked);
  }
  if (Array.isArray(value)) return value.map((item) => inStack(stack, item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inStack(stack, item)]));
}

/** Stack and address of what an id belongs to. */
export function addressOf(scope: Construct, id: unknown): string {
  const text = String(inStack(TerraformStack.of(scope), resolved(scope, id)));
  return /^\$\{(.+)\.id\}$/.exec(text)?.[1] ?? text;
}

/**
 * The blocks of some types, in every stack of the program: resources of these bindings and of others, and what a stack
 * has as an override. What another program, a module or an administrator made is not seen.
 */
export function blocksOf(scope: Construct, wanted: (type: string) => boolean): Block[] {
  return foundIn(scope, wanted).map(({ stack, path, type, name, values }) => ({
    path,
    type,
    address: `${stack.node.path}#${type}.${name()}`,
    values: inStack(stack, resolved(scope, values())),
  }));
}

const foundIn = (scope: Construct, wanted: (type: string) => boolean): Found[] =>
  scope.node.root.node
    .findAll()
    .flatMap((node) => (TerraformStack.isStack(node) ? overridden(node) : written(node)))
    .filter(({ type }) => wanted(type));

/** A block that is not rendered yet: most are of no interest. */
interface Found extends Pick<Block, 'path' | 'type'> {
  readonly stack: TerraformStack;
  readonly name: () => string;
  readonly values: () => object;
}

function overridden(stack: TerraformStack): Found[] {
  const { rawOverrides = {} } = stack as unknown as {
    rawOverrides?: Record<string, Record<string, Record<string, object>>>;
  };
  const { path } = stack.node;
  return [
    ['resource', ''],
    ['data', 'data.'],
  ].flatMap(([kind, prefix]) =>
    Object.entries(rawOverrides[kind!] ?? {}).flatMap(([of, named]) =>
      Object.entries(named).map(([name, values]) => ({
        stack,
        path,
        type: `${prefix}${of}`,
        name: () => name,
        values: () => values,
      })),
    ),
  );
}

/** What of an element is not public. */
interface Element {
  readonly terraformResourceType: string;
  readonly rawOverrides: object;
  readonly _friendlyUniqueId?: string;
  readonly _logicalIdOverride?: string;
  synthesizeAttributes(): object;
}

/** As an element will be rendered, without settling its address: a program may still choose that. */
function written(node: IConstruct): Found[] {
  const data = TerraformDataSource.isTerraformDataSource(node);
  if (!data && !TerraformResource.isTerraformResource(node)) return [];
  const element = node as unknown as Element;
  const stack = TerraformStack.of(node);
  const type = `${data ? 'data.' : ''}${element.terraformResourceType}`;
  if (!type.includes('keycloak_')) return [];
  const { _friendlyUniqueId: settled, _logicalIdOverride: chosen } = element;
  return [
    {
      stack,
      path: node.node.path,
      type,
      name: () => settled ?? chosen ?? stack.getLogicalId(node as unknown as TerraformElement),
      values: () => ({ ...element.synthesizeAttributes(), ...element.rawOverrides }),
    },
  ];
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
  // Most programs hand nothing out, and are asked about each grant.
  if (!foundIn(scope, (type) => type in HANDING_OUT).some(mayHandOut)) return undefined;
  // Nothing leads from one group to another; of roles there may be many.
  const handing = Object.keys(HANDING_OUT).filter((type) => granted.kind === 'role' || !CARRYING.includes(type));
  const others = [...(granted.kind === 'role' ? CARRYING : []), ...REALMS, ...OF_GRANTED];
  const all = blocksOf(scope, (type) => handing.includes(type) || others.includes(type));
  const blocks = all.filter((block) => !REALMS.includes(block.type) && belongsTo(realm, block, all));
  const carriers: Carrier[] = [{ ...granted, address: addressOf(scope, granted.id) }];
  // Roles that include it, groups that have it and groups below those, until nothing is added.
  for (const carrier of carriers) {
    for (const next of [...sameAs(carrier, blocks), ...(granted.kind === 'role' ? carriersOf(carrier, blocks) : [])]) {
      if (!carriers.some(({ address }) => address === next.address)) carriers.push(next);
    }
  }
  for (const block of blocks) {
    const means = HANDING_OUT[block.type];
    if (means === undefined) continue;
    const named = means.named(block.values, realm);
    const mayBeAccepted = !NEVER_ACCEPTED.includes(means.how);
    const given = carriers
      .filter((carrier) => named.some((value) => names(value, carrier)))
      .filter(({ address }) => !(mayBeAccepted && (accepted(address) || accepted(carriers[0]!.address))));
    if (given.length > 0) return { path: `${block.path} (${block.type})`, how: means.how };
  }
  return undefined;
}

/** A role hands out what it includes if every account has it, which its name tells. */
const mayHandOut = ({ type, values }: Found): boolean =>
  type !== 'keycloak_role' || /default-roles-|\$\{/.test(String((values() as { name?: unknown }).name));

interface Carrier {
  readonly kind: 'group' | 'role';
  readonly name?: string;
  readonly clientId?: string;
  readonly address: string;
}

const refersTo = (value: unknown, { address }: Carrier) =>
  list(value).some((item) => `${String(item)}.`.includes(`${address}.`));

/** Data sources of the same group or role. */
function sameAs({ kind, name, clientId }: Carrier, blocks: readonly Block[]): Carrier[] {
  const isSame = ({ values }: Block) =>
    kind === 'group'
      ? (values.group_path ?? `/${values.name}`) === name
      : values.name === name && (values.client_id === undefined) === (clientId === undefined);
  return blocks
    .filter((block) => block.type === `data.keycloak_${kind}` && isSame(block))
    .map(({ address }) => ({ kind, name, clientId, address }));
}

function carriersOf(carrier: Carrier, blocks: readonly Block[]): Carrier[] {
  return blocks.flatMap(({ type, values, address }): Carrier[] => {
    if (carrier.kind === 'group') {
      const isBelow = type === 'keycloak_group' && refersTo(values.parent_id, carrier);
      return isBelow ? [{ kind: 'group', name: pathOf({ values }, blocks), address }] : [];
    }
    if (type === 'keycloak_role' && refersTo(values.composite_roles, carrier)) {
      return [{ kind: 'role', name: plain(values.name), clientId: values.client_id, address }];
    }
    if (type === 'keycloak_group_roles' && refersTo(values.role_ids, carrier)) {
      const group = /^\$\{(.+)\.id\}$/.exec(String(values.group_id))?.[1] ?? String(values.group_id);
      const known = blocks.find((block) => block.address === group);
      return [{ kind: 'group', name: known && pathOf(known, blocks), address: group }];
    }
    return [];
  });
}

const plain = (value: unknown): string | undefined =>
  typeof value === 'string' && !value.includes('${') ? value : undefined;

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
  if (value?.ofClients !== undefined) return kind === 'role' && value.ofClients === (clientId !== undefined);
  if (refersTo(value, carrier)) return true;
  if (name === undefined) return false;
  // Mappers of brokers write a client's role with a dot, default roles with a slash; a group is the same without its
  // first.
  if (kind === 'group') return value === name || value === name.slice(1);
  if (clientId === undefined) return value === name;
  const [client, text] = [plain(clientId), String(value)];
  return ['.', '/'].some((sign) =>
    client === undefined ? text.endsWith(`${sign}${name}`) : text === `${client}${sign}${name}`,
  );
}
