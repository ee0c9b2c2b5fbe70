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

/** A resource or a data source of the program, as the Terraform JSON contains it. */
export interface Block {
  /** Path of the construct, or of the stack for an override. */
  readonly path: string;
  /** For example `keycloak_group`; a data source begins with `data.`. */
  readonly type: string;
  /** Path of the stack, `#`, and the address in the stack. */
  readonly address: string;
  /** Its arguments. Each reference contains the stack that it leads to. */
  readonly values: Readonly<Record<string, any>>;
}

/** Adds to each reference the stack that it leads to, because two stacks of a program can have the same addresses. */
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

/** Adds the stack to references that a program writes as text. They lead to the stack that contains them. */
function inStack(stack: TerraformStack, value: any): any {
  if (typeof value === 'string') {
    const marked = (expression: string) => expression.replace(OF_KEYCLOAK, (start) => `${stack.node.path}#${start}`);
    return value.replace(/\$\{[^}]*\}/g, marked);
  }
  if (Array.isArray(value)) return value.map((item) => inStack(stack, item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inStack(stack, item)]));
}

/** The address of the block that an id belongs to, with its stack. */
export function addressOf(scope: Construct, id: unknown): string {
  const text = String(inStack(TerraformStack.of(scope), resolved(scope, id)));
  return /^\$\{(.+)\.id\}$/.exec(text)?.[1] ?? text;
}

/**
 * The blocks of some types, in every stack of the program: resources of these bindings and of others, and overrides of
 * stacks. Blocks of other programs, of modules and of administrators are not seen.
 */
export const blocksOf = (scope: Construct, wanted: (type: string) => boolean): Block[] =>
  search(scope)
    .found.filter(({ type }) => wanted(type))
    .map(rendered);

/** Searches the whole program. */
export function search(scope: Construct): { readonly found: readonly Found[]; readonly constructs: number } {
  const nodes = scope.node.root.node.findAll();
  const found = nodes.flatMap((node) => (TerraformStack.isStack(node) ? overridden(node) : written(node)));
  return { found, constructs: nodes.length };
}

/** A block as the Terraform JSON will contain it. */
export const rendered = ({ stack, path, type, name, values }: Found): Block => ({
  path,
  type,
  address: `${stack.node.path}#${type}.${name()}`,
  values: inStack(stack, resolved(stack, values())),
});

/** A block that is not rendered yet: most blocks are of no interest. */
export interface Found extends Pick<Block, 'path' | 'type'> {
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

/** The members of an element that are not public. */
interface Element {
  readonly terraformResourceType: string;
  readonly rawOverrides: object;
  readonly _friendlyUniqueId?: string;
  readonly _logicalIdOverride?: string;
  synthesizeAttributes(): object;
}

/** The block of an element. The search does not fix its address: a program may still choose another one. */
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

/** The types of blocks that hold the name of a realm. */
export const REALMS = ['keycloak_realm', 'data.keycloak_realm'];

/**
 * Returns a function that tells whether a block belongs to a realm, or may. A reference that leads out of the program
 * may be one to any realm.
 * @param realm name of the realm
 * @param all the blocks of the program, with all blocks of the types `REALMS`
 */
export function belongsTo(realm: string, all: readonly Block[]): (block: Block) => boolean {
  const realms = all.filter(({ type }) => REALMS.includes(type)).reverse(); // the first block of an address counts
  const names = new Map(realms.map((block) => [block.address, block.values]));
  return ({ values }) => {
    const of = values.realm_id ?? values.realm;
    const [, address] = /^\$\{([^}]+)\.(?:id|realm)\}$/.exec(String(of)) ?? [];
    if (address === undefined) return String(of).includes('${') || of === realm;
    const name = names.get(address)?.realm;
    return typeof name !== 'string' || name.includes('${') || name === realm;
  };
}
