import type { TerraformResource, TerraformStack } from './terraform-stack';

/** Reads the fields of a block with their types, and records the fields that were not read. */
export class Fields {
  private readonly unread: Set<string>;

  constructor(
    private readonly what: string,
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly stack: TerraformStack,
  ) {
    this.unread = new Set(Object.keys(values));
  }

  string(name: string): string | undefined {
    const value = this.take<string>(name, 'string');
    return value === undefined ? undefined : this.stack.resolve(value);
  }

  boolean(name: string): boolean | undefined {
    return this.take<boolean>(name, 'boolean');
  }

  number(name: string): number | undefined {
    return this.take<number>(name, 'number');
  }

  /** Seconds of a Go duration. */
  seconds(name: string): number | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    const [, hours, minutes, seconds] =
      /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? this.refuse(name, 'is no duration');
    return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  }

  strings(name: string): string[] | undefined {
    return this.list(name)?.map((value) =>
      typeof value === 'string' ? this.stack.resolve(value) : this.refuse(name, 'holds something else than texts'),
    );
  }

  /** A map of strings. */
  map(name: string): Record<string, string> {
    const map = this.take<object>(name, 'object') ?? {};
    return Object.fromEntries(
      Object.entries(map).map(([key, value]) => [
        key,
        typeof value === 'string' ? this.stack.resolve(value) : this.refuse(name, 'holds something else than texts'),
      ]),
    );
  }

  /** Nested blocks, each read completely. */
  blocks<T>(name: string, translate: (fields: Fields) => T): T[] {
    const value = this.take<object>(name, 'object') ?? [];
    return (Array.isArray(value) ? (value as object[]) : [value]).map((block) => {
      const fields = new Fields(`${name} of ${this.what}`, block as Record<string, unknown>, this.stack);
      const translated = translate(fields);
      fields.end();
      return translated;
    });
  }

  block<T>(name: string, translate: (fields: Fields) => T): T | undefined {
    const blocks = this.blocks(name, translate);
    if (blocks.length > 1) this.refuse(name, 'stands there more than once');
    return blocks[0];
  }

  /** The resource of a reference to an attribute. */
  target(name: string, attribute = 'id'): TerraformResource {
    return this.optionalTarget(name, attribute) ?? this.refuse(name, 'is missing');
  }

  optionalTarget(name: string, attribute = 'id'): TerraformResource | undefined {
    const value = this.take<string>(name, 'string');
    return value === undefined ? undefined : this.follow(name, value, attribute);
  }

  targets(name: string): TerraformResource[] {
    return (this.list(name) ?? []).map((value) => this.follow(name, value as string, 'id'));
  }

  /** Ignores a field deliberately. */
  skip(name: string): void {
    this.unread.delete(name);
  }

  /** Throws if a field was not read, since it would be missing in the realm. */
  end(): void {
    if (this.unread.size > 0) {
      throw new Error(
        `the realm file has no word for ${[...this.unread].join(', ')} of ${this.what}; fix: translate it in ` +
          'test/live/identity/realm-file',
      );
    }
  }

  private follow(name: string, value: string, wanted: string): TerraformResource {
    const { resource, attribute } = this.stack.target(value);
    if (attribute !== wanted) {
      this.refuse(name, `refers to ${attribute}, and ${wanted} is what the realm file can follow`);
    }
    return resource;
  }

  private list(name: string): readonly unknown[] | undefined {
    const value = this.take<object>(name, 'object');
    return value === undefined || Array.isArray(value)
      ? (value as readonly unknown[] | undefined)
      : this.refuse(name, 'is no list');
  }

  private take<T>(name: string, type: string): T | undefined {
    this.unread.delete(name);
    const value = this.values[name];
    if (value !== undefined && typeof value !== type) this.refuse(name, `is no ${type}`);
    return value as T | undefined;
  }

  private refuse(name: string, problem: string): never {
    throw new Error(`${name} of ${this.what} ${problem}: ${JSON.stringify(this.values[name])}`);
  }
}
