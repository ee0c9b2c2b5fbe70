import { CARRYING, GroupsBelow, HANDING_OUT, HandingOut, list, mayBeAccepted, RolesOf } from './handing-out';
import { References, refersTo, withoutStack } from './references';
import { Block } from './terraform-blocks';

/** How people get a group or a role without an administrator who gives it to them. */
export interface Handout {
  /** Path of the construct, and type of the resource. */
  readonly path: string;
  /** Words that follow the path. */
  readonly how: string;
}

/** A group or a role. Its members get what is looked for. */
export interface Carrier {
  readonly kind: 'group' | 'role';
  /** Full path of the group, or name of the role, if it is known. */
  readonly name?: string | undefined;
  /** Client that the role belongs to. Undefined for a role of the realm. */
  readonly clientId?: string | undefined;
  /** Address of its block, with the stack. */
  readonly address: string;
}

/** The first block that gives something to people, by its position: any, and one that no program may accept. */
interface First {
  any: number;
  never: number;
}

/** What blocks of a realm give to people, by what they name. */
class NamedByBlocks {
  private readonly references = new References<number>();
  private readonly texts = new Map<string, First>();
  private readonly written = new Map<string, First>();
  private readonly endings = new Map<string, First>();
  private readonly groupsBelow = new Map<string, First>();
  private readonly anyGroups: First = { any: Infinity, never: Infinity };
  private readonly someGroups: First = { any: Infinity, never: Infinity };
  private readonly rolesOf = new Map<boolean, First>();

  constructor(
    private readonly blocks: readonly (Block | undefined)[],
    realm: string,
  ) {
    for (const [position, block] of blocks.entries()) {
      const means = block && HANDING_OUT[block.type];
      if (!means) continue;
      for (const value of means.named(block.values, realm)) this.add(position, means, value);
    }
  }

  /** The position of the first block that gives a group or role to people. Infinity if there is none. */
  public firstFor(carrier: Carrier, accepted: boolean): number {
    const named = [...this.byName(carrier)].map((first) => (accepted ? first?.never : first?.any) ?? Infinity);
    const referring = this.references.to(carrier.address);
    const refused = accepted ? referring.filter((position) => !mayBeAccepted(this.meansOf(position))) : referring;
    return [...named, ...refused].reduce((first, position) => Math.min(first, position), Infinity);
  }

  private meansOf(position: number): HandingOut {
    return HANDING_OUT[this.blocks[position]!.type]!;
  }

  private add(position: number, means: HandingOut, value: unknown): void {
    const record = (first: First): void => {
      first.any = Math.min(first.any, position);
      if (!mayBeAccepted(means)) first.never = Math.min(first.never, position);
    };
    const { groupsBelow, ofClients } = (value ?? {}) as Partial<GroupsBelow & RolesOf>;
    if (groupsBelow !== undefined) {
      const path = groupsBelow.replace(/\/$/, '');
      record(this.someGroups);
      record(path.includes('${') ? this.anyGroups : firstOf(this.groupsBelow, path));
      return;
    }
    if (ofClients !== undefined) {
      record(firstOf(this.rolesOf, ofClients));
      return;
    }
    for (const item of list(value)) this.references.add(String(item), position);
    const text = String(value);
    if (typeof value === 'string') record(firstOf(this.texts, value));
    record(firstOf(this.written, text));
    for (const { index } of text.matchAll(/[./]/g)) record(firstOf(this.endings, text.slice(index + 1)));
  }

  /** Blocks that name a group or a role in words. */
  private *byName({ kind, name, clientId }: Carrier): Iterable<First | undefined> {
    if (kind === 'group') {
      yield name === undefined ? this.someGroups : this.anyGroups;
      for (const above of name === undefined ? [] : pathsAbove(name)) yield this.groupsBelow.get(above);
    } else {
      yield this.rolesOf.get(clientId !== undefined);
    }
    if (name === undefined) return;
    // Mappers of brokers write the role of a client with a dot, and default roles with a slash. The path of a group may
    // lack its first slash.
    if (kind === 'group') {
      yield this.texts.get(name);
      yield this.texts.get(name.slice(1));
    } else if (clientId === undefined) {
      yield this.texts.get(name);
    } else if (plain(clientId) === undefined) {
      yield this.endings.get(name);
    } else {
      yield this.written.get(`${clientId}.${name}`);
      yield this.written.get(`${clientId}/${name}`);
    }
  }
}

/**
 * How the blocks of a realm give groups and roles to people without an administrator. An index answers each question,
 * so that the work is proportional to the number of blocks and of questions.
 */
export class Handouts {
  private readonly byAddress = new Map<string, Block>();
  private readonly positions = new Map<Block, number>();
  private readonly byLocal = new Map<string, Block[]>();
  /** Blocks whose address does not have the usual form. */
  private readonly unusual: Block[] = [];
  private readonly dataOfGroups = new Map<unknown, Block[]>();
  private readonly dataOfRoles = { realm: new Map<unknown, Block[]>(), clients: new Map<unknown, Block[]>() };
  private readonly carriersOfRoles = new References<Block>();
  private readonly groupsBelow = new References<Block>();
  private readonly paths = new Map<Block, string | undefined>();
  private readonly forRoles: NamedByBlocks;
  private readonly forGroups: NamedByBlocks;

  /**
   * @param blocks blocks of the realm, in the order of the program
   * @param realm name of the realm
   */
  constructor(
    private readonly blocks: readonly Block[],
    realm: string,
  ) {
    for (const [position, block] of blocks.entries()) this.add(block, position);
    this.forRoles = new NamedByBlocks(blocks, realm);
    // No role leads to a group.
    const ofGroups = blocks.map((block) => (CARRYING.includes(block.type) ? undefined : block));
    this.forGroups = new NamedByBlocks(ofGroups, realm);
  }

  /**
   * The first block that gives a group or role to people, directly or by other roles and groups.
   * @param granted the group or role
   * @param accepted whether mappers of brokers and directories may give the group or role of an address to people
   */
  public of(granted: Carrier, accepted: (address: string) => boolean): Handout | undefined {
    const named = granted.kind === 'role' ? this.forRoles : this.forGroups;
    const all = accepted(granted.address);
    const first = this.carriersOf(granted).reduce(
      (position, carrier) => Math.min(position, named.firstFor(carrier, all || accepted(carrier.address))),
      Infinity,
    );
    const block = this.blocks[first];
    return block && { path: `${block.path} (${block.type})`, how: HANDING_OUT[block.type]!.how };
  }

  private add(block: Block, position: number): void {
    const { type, values, address } = block;
    this.positions.set(block, position);
    if (!this.byAddress.has(address)) this.byAddress.set(address, block);
    const local = withoutStack(address);
    if (local === undefined) this.unusual.push(block);
    else append(this.byLocal, local, block);
    if (type === 'data.keycloak_group') append(this.dataOfGroups, values.group_path ?? `/${values.name}`, block);
    if (type === 'data.keycloak_role') {
      append(values.client_id === undefined ? this.dataOfRoles.realm : this.dataOfRoles.clients, values.name, block);
    }
    const refers = (references: References<Block>, value: unknown): void => {
      for (const item of list(value)) references.add(String(item), block);
    };
    if (type === 'keycloak_role') refers(this.carriersOfRoles, values.composite_roles);
    if (type === 'keycloak_group_roles') refers(this.carriersOfRoles, values.role_ids);
    if (type === 'keycloak_group') refers(this.groupsBelow, values.parent_id);
  }

  /** A group or role, the roles that include it, the groups that have it, and the groups below those. */
  private carriersOf(granted: Carrier): Carrier[] {
    const carriers = new Map([[granted.address, granted]]);
    for (const carrier of carriers.values()) {
      const next = [...this.sameAs(carrier), ...(granted.kind === 'role' ? this.above(carrier) : [])];
      for (const one of next) if (!carriers.has(one.address)) carriers.set(one.address, one);
    }
    return [...carriers.values()];
  }

  /** Data sources of the same group or role. */
  private sameAs({ kind, name, clientId }: Carrier): Carrier[] {
    const ofRoles = clientId === undefined ? this.dataOfRoles.realm : this.dataOfRoles.clients;
    const blocks = (kind === 'group' ? this.dataOfGroups : ofRoles).get(name) ?? [];
    return blocks.map(({ address }) => ({ kind, name, clientId, address }));
  }

  private above({ kind, address: of }: Carrier): Carrier[] {
    if (kind === 'group') {
      return this.groupsBelow.to(of).map((block) => ({ kind, name: this.pathOf(block), address: block.address }));
    }
    return this.carriersOfRoles.to(of).map(({ type, values, address }): Carrier => {
      if (type === 'keycloak_role') return { kind, name: plain(values.name), clientId: values.client_id, address };
      const group = /^\$\{(.+)\.id\}$/.exec(String(values.group_id))?.[1] ?? String(values.group_id);
      const known = this.byAddress.get(group);
      return { kind: 'group', name: known && this.pathOf(known), address: group };
    });
  }

  /** The full path of a group of the program, if it is known. */
  private pathOf(block: Block): string | undefined {
    if (!this.paths.has(block)) {
      this.paths.set(block, undefined); // of a group that is below itself
      this.paths.set(block, this.newPathOf(block));
    }
    return this.paths.get(block);
  }

  private newPathOf({ values }: Block): string | undefined {
    if (values.group_path !== undefined) return plain(values.group_path);
    const name = plain(values.name);
    if (name === undefined || values.parent_id === undefined) return name && `/${name}`;
    const parent = this.firstIn(String(values.parent_id));
    const above = parent && this.pathOf(parent);
    return above && `${above}/${name}`;
  }

  /** The first block that a text refers to. */
  private firstIn(text: string): Block | undefined {
    const locals = [...`${text}.`.matchAll(/#((?:data\.)?[\w-]+\.[\w-]+)\./g)].map((match) => match[1]!);
    return [...locals.flatMap((local) => this.byLocal.get(local) ?? []), ...this.unusual]
      .filter(({ address }) => refersTo(text, address))
      .sort((one, other) => this.positions.get(one)! - this.positions.get(other)!)[0];
  }
}

const plain = (value: unknown): string | undefined =>
  typeof value === 'string' && !value.includes('${') ? value : undefined;

/** The paths of the groups above a group, its own path, and the path of the top: `/a/b` has ``, `/a` and `/a/b`. */
const pathsAbove = (path: string): string[] => [...`${path}/`.matchAll(/\//g)].map(({ index }) => path.slice(0, index));

function firstOf<K>(firsts: Map<K, First>, key: K): First {
  const first = firsts.get(key) ?? { any: Infinity, never: Infinity };
  firsts.set(key, first);
  return first;
}

function append<K>(lists: Map<K, Block[]>, key: K, block: Block): void {
  const known = lists.get(key);
  if (known) known.push(block);
  else lists.set(key, [block]);
}
