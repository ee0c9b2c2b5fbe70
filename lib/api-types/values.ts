import { Construct } from 'constructs';
import { ApiType, apiTable, methodsOf, propertiesOf } from './table';

/** The values of the enums of the public API, by name. */
export const ENUMS = new Map<string, readonly unknown[]>();

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value is produced at synthesis. The checks of single values decide where this is possible. */
const isLazy = (value: unknown) =>
  isObject(value) && ['produce', 'resolve'].some((name) => typeof (value as never)[name] === 'function');

const hasMethods = (value: unknown, ...names: string[]) =>
  isObject(value) && names.every((name) => typeof (value as never)[name] === 'function');

/** Types of other packages. Their values may come from another installed copy of the package. */
const OTHERS: { readonly [fqn: string]: (value: unknown) => boolean } = {
  'constructs.Construct': (value) => isObject(value) && Construct.isConstruct(value),
  'constructs.IConstruct': (value) => isObject(value) && Construct.isConstruct(value),
  'cdk8s.Chart': (value) => isObject(value) && Construct.isConstruct(value) && hasMethods(value, 'generateObjectName'),
  'cdk8s.Duration': (value) => hasMethods(value, 'toMilliseconds', 'toSeconds'),
  'cdk8s.ApiObjectMetadataDefinition': (value) => hasMethods(value, 'addLabel', 'addAnnotation'),
};

/** Whether the class of a value, or a class that it extends, has a name. It may be of another copy of the library. */
function hasClass(value: object, name: string): boolean {
  for (let each = Object.getPrototypeOf(value); each !== null; each = Object.getPrototypeOf(each)) {
    if (each.constructor?.name === name) return true;
  }
  return false;
}

/** Interfaces that only constructs implement. */
const CONSTRUCTS = ['ISignOnScope'];

/** Whether a value has all that an interface needs. */
const implementsInterface = (value: object, name: string) =>
  (!CONSTRUCTS.includes(name) || Construct.isConstruct(value)) &&
  propertiesOf(name).every((property) => property.optional || property.name in value) &&
  hasMethods(value, ...Object.keys(methodsOf(name)));

const PRIMITIVES: { readonly [name: string]: (value: unknown) => boolean } = {
  any: () => true,
  json: isObject,
  string: (value) => typeof value === 'string' || isLazy(value),
  number: (value) => (typeof value === 'number' && !Number.isNaN(value)) || isLazy(value),
  boolean: (value) => typeof value === 'boolean' || isLazy(value),
  date: (value) => value instanceof Date,
};

/** Whether a value is an object of plain data. */
const isPlain = (value: unknown): value is object => isObject(value) && !Construct.isConstruct(value) && !isLazy(value);

/** Whether a value has a type. The elements of collections and the members of structs are not looked at. */
export function hasType(value: unknown, type: ApiType): boolean {
  if (typeof type === 'string') {
    const known = PRIMITIVES[type] ?? OTHERS[type];
    return known === undefined ? hasOwnType(value, type) : Boolean(known(value));
  }
  if ('union' in type) return type.union.some((each) => hasType(value, each));
  return 'array' in type ? Array.isArray(value) : isPlain(value);
}

function hasOwnType(value: unknown, type: string): boolean {
  switch (apiTable()[type]?.kind) {
    case 'enum':
      return ENUMS.get(type)?.includes(value) ?? true;
    case 'struct':
      return isPlain(value);
    case 'class':
      return isObject(value) && hasClass(value, type);
    case 'interface':
      return isObject(value) && implementsInterface(value, type);
    default:
      return true;
  }
}

const NAMES: { readonly [type: string]: string } = {
  'any': 'any value',
  'json': 'an object',
  'string': 'a string',
  'number': 'a number',
  'boolean': 'true or false',
  'date': 'a Date',
  'constructs.Construct': 'a construct',
  'constructs.IConstruct': 'a construct',
  'cdk8s.Chart': 'a Chart of cdk8s',
  'cdk8s.Duration': 'a Duration of cdk8s',
  'cdk8s.ApiObjectMetadataDefinition': 'the metadata of an object of cdk8s',
};

const article = (name: string) => `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;

/** Names a type in words, for errors. */
export function nameOf(type: ApiType): string {
  if (typeof type === 'object') {
    if ('union' in type) return type.union.map(nameOf).join(' or ');
    if ('array' in type) return `a list, each element ${nameOf(type.array)}`;
    return `an object, each value ${nameOf(type.map)}`;
  }
  if (NAMES[type] !== undefined) return NAMES[type];
  const entry = apiTable()[type];
  if (entry?.kind === 'enum') return `one of ${entry.members!.map((member) => `${type}.${member}`).join(', ')}`;
  if (entry?.kind === 'struct') {
    const names = propertiesOf(type).map(({ name, optional }) => (optional ? `${name}?` : name));
    return `an object with ${[...new Set(names)].join(', ') || 'no members'} (${type})`;
  }
  return article(type);
}
