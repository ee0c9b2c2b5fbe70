import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Fields } from './fields';

type Blocks = Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;

/** The parts of `cdk.tf.json` with resources of Keycloak. */
interface Content {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly import?: unknown;
}

/** One resource or data source of a synthesized stack. */
export class TerraformResource {
  constructor(
    readonly address: string,
    readonly type: string,
    readonly values: Readonly<Record<string, unknown>>,
    readonly isData: boolean,
  ) {}
}

const reference = /^((?:data\.)?(keycloak_\w+)\.[\w-]+)\.(\w+)$/;

/** The content of one `cdk.tf.json`, with the values of its variables. */
export class TerraformStack {
  /** Reads the only stack of a folder `cdktf.out`. `realm` replaces the name of its realm. */
  static read(output: string, variables: Readonly<Record<string, string>>, realm?: string): TerraformStack {
    const stacks = path.join(output, 'stacks');
    const names = readdirSync(stacks);
    if (names.length !== 1) throw new Error(`${stacks} holds ${names.length} stacks, and one is to be imported`);
    const content = JSON.parse(readFileSync(path.join(stacks, names[0]!, 'cdk.tf.json'), 'utf8')) as Content;
    for (const blocks of [content.resource, content.data]) {
      for (const values of Object.values(blocks?.keycloak_realm ?? {})) values.realm = realm ?? values.realm;
    }
    return new TerraformStack(content, variables);
  }

  readonly resources: ReadonlyMap<string, TerraformResource>;

  constructor(
    content: Content,
    private readonly variables: Readonly<Record<string, string>>,
  ) {
    if (content.import !== undefined) throw new Error('the stack adopts what is there, which a realm file cannot say');
    const listed = (blocks: Blocks = {}, prefix: string) =>
      Object.entries(blocks).flatMap(([type, named]) =>
        Object.entries(named).map(
          ([name, values]) => new TerraformResource(`${prefix}${type}.${name}`, type, values, prefix !== ''),
        ),
      );
    this.resources = new Map(
      [...listed(content.data, 'data.'), ...listed(content.resource, '')].map((each) => [each.address, each]),
    );
  }

  ofType(...types: readonly string[]): TerraformResource[] {
    return [...this.resources.values()].filter(({ type }) => types.includes(type));
  }

  /** Reads a resource: a field that `translate` does not read is an error. */
  read<T>({ address, values }: TerraformResource, translate: (fields: Fields) => T): T {
    const fields = new Fields(address, values, this);
    // Arguments for Terraform itself.
    for (const name of ['//', 'provider', 'lifecycle', 'depends_on']) fields.skip(name);
    const translated = translate(fields);
    fields.end();
    return translated;
  }

  /** The value of a reference to an attribute. */
  target(text: string): { readonly resource: TerraformResource; readonly attribute: string } {
    const [, expression = ''] = /^\$\{([^}]*)\}$/.exec(text) ?? [];
    return this.follow(expression, text);
  }

  /** Replaces references and variables in a text by their values. */
  resolve(text: string): string {
    return text.replace(/\$\$\{|\$\{([^}]*)\}/g, (whole, expression: string | undefined) =>
      expression === undefined ? '${' : this.valueOf(expression, whole),
    );
  }

  private valueOf(expression: string, whole: string): string {
    const [, variable] = /^var\.(\w+)$/.exec(expression) ?? [];
    if (variable !== undefined) {
      const value = this.variables[variable];
      if (value === undefined) throw new Error(`nothing was given for the variable ${variable}`);
      return value;
    }
    const { resource, attribute } = this.follow(expression, whole);
    const value = resource.values[attribute];
    if (typeof value !== 'string') throw new Error(`${whole} is known to Keycloak alone`);
    return this.resolve(value);
  }

  private follow(expression: string, whole: string) {
    const [, address = '', , attribute = ''] = reference.exec(expression) ?? [];
    const resource = this.resources.get(address);
    if (resource === undefined) throw new Error(`${whole} is no reference to a resource of the stack`);
    return { resource, attribute };
  }
}
