/** The address of a block without its stack, followed by an attribute. */
const ADDRESS = /#((?:data\.)?[\w-]+\.[\w-]+)\./g;

/** The address of a block without its stack. Undefined for an id that is no reference. */
export const withoutStack = (address: string): string | undefined => /#((?:data\.)?[\w-]+\.[\w-]+)$/.exec(address)?.[1];

/** Whether a text contains a reference to a block. */
export const refersTo = (text: string, address: string): boolean => `${text}.`.includes(`${address}.`);

/** Things by the addresses that their texts refer to, in the order in which they were added. */
export class References<T> {
  private readonly all: { readonly text: string; readonly thing: T }[] = [];
  private readonly byAddress = new Map<string, { readonly text: string; readonly thing: T }[]>();

  /** Adds a thing with a text that may contain references. */
  public add(text: string, thing: T): void {
    const entry = { text, thing };
    this.all.push(entry);
    for (const address of new Set([...`${text}.`.matchAll(ADDRESS)].map((match) => match[1]!))) {
      const known = this.byAddress.get(address);
      if (known) known.push(entry);
      else this.byAddress.set(address, [entry]);
    }
  }

  /** The things whose texts refer to a block. */
  public to(address: string): T[] {
    const local = withoutStack(address);
    const candidates = local === undefined ? this.all : (this.byAddress.get(local) ?? []);
    return candidates.filter(({ text }) => refersTo(text, address)).map(({ thing }) => thing);
  }
}
