import * as fs from 'node:fs';
import * as path from 'node:path';
import Ajv from 'ajv';

type Type = string | [string, any];
interface Block {
  attributes?: Record<string, any>;
  block_types?: Record<string, any>;
}

/** Text that Terraform evaluates may be a value of any type. */
const expression = { type: 'string', pattern: '^\\$\\{.*\\}$' };

function jsonType(type: Type): object {
  if (type === 'string') return { type: ['string', 'number', 'boolean'] }; // Terraform converts
  if (type === 'number') return { anyOf: [{ type: 'number' }, expression] };
  if (type === 'bool') return { anyOf: [{ type: 'boolean' }, expression] };
  const [kind, inner] = type;
  if (kind === 'list' || kind === 'set') return { anyOf: [{ type: 'array', items: jsonType(inner) }, expression] };
  if (kind === 'map') return { anyOf: [{ type: 'object', additionalProperties: jsonType(inner) }, expression] };
  throw new Error(`the schema has a type that this test does not know: ${JSON.stringify(type)}`);
}

function jsonBlock(block: Block, metaArguments: boolean): object {
  const properties: Record<string, object> = {};
  const required: string[] = [];
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    // Computed attributes cannot be configured.
    if (!attribute.optional && !attribute.required) continue;
    properties[name] = jsonType(attribute.type);
    if (attribute.required) required.push(name);
  }
  for (const [name, nested] of Object.entries(block.block_types ?? {})) {
    const one = jsonBlock(nested.block, false);
    properties[name] = { anyOf: [one, { type: 'array', items: one, maxItems: nested.max_items || 1000 }] };
  }
  if (metaArguments) {
    for (const name of ['//', 'provider', 'lifecycle', 'depends_on', 'count', 'for_each', 'alias']) {
      properties[name] = {};
    }
  }
  return { type: 'object', properties, required, additionalProperties: false };
}

const file = path.join(__dirname, '../../schema/terraform-provider-keycloak-5.9.0.json');
const [provider] = Object.values<any>(JSON.parse(fs.readFileSync(file, 'utf8')).provider_schemas);
const ajv = new Ajv({ allowUnionTypes: true });
const compiled = new Map<string, ReturnType<typeof ajv.compile>>();

/** Returns the errors of a cdk.tf.json against the schema of the Keycloak provider. */
export function schemaProblems(tf: any): string[] {
  const problems: string[] = [];
  const check = (where: string, schema: Block | undefined, value: unknown) => {
    if (!schema) {
      problems.push(`${where}: unknown type`);
      return;
    }
    if (!compiled.has(where.split('.').slice(0, 2).join('.'))) {
      compiled.set(where.split('.').slice(0, 2).join('.'), ajv.compile(jsonBlock(schema, true)));
    }
    const validate = compiled.get(where.split('.').slice(0, 2).join('.'))!;
    if (!validate(value)) {
      problems.push(
        ...validate.errors!.map(
          (error) => `${where}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`,
        ),
      );
    }
  };
  for (const [kind, schemas] of [
    ['resource', provider.resource_schemas],
    ['data', provider.data_source_schemas],
  ] as const) {
    for (const [type, instances] of Object.entries<any>(tf[kind] ?? {})) {
      for (const [name, value] of Object.entries(instances)) {
        check(`${kind}.${type}.${name}`, schemas[type]?.block, value);
      }
    }
  }
  for (const value of tf.provider?.keycloak ?? []) check('provider.keycloak', provider.provider.block, value);
  return problems;
}
