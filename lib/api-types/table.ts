/** A type of the public API: a name, or a collection of types. */
export type ApiType =
  string | { readonly array: ApiType } | { readonly map: ApiType } | { readonly union: readonly ApiType[] };

/** A parameter of a method, or a member of a struct, class or interface. */
export interface ApiValue {
  readonly name: string;
  readonly type: ApiType;
  readonly optional?: boolean;
}

/** A public method. */
export interface ApiMethod {
  readonly parameters: readonly ApiValue[];
  readonly returns?: ApiType;
}

/** A public class, interface, struct or enum. */
export interface ApiEntry {
  readonly kind: 'class' | 'interface' | 'struct' | 'enum';
  /** Names of the types that it extends. */
  readonly bases?: readonly string[];
  readonly properties?: readonly ApiValue[];
  readonly methods?: { readonly [name: string]: ApiMethod };
  readonly statics?: { readonly [name: string]: ApiMethod };
  /** Parameters of the constructor, if programs may call it. */
  readonly create?: readonly ApiValue[];
  /** Names of the members of an enum. */
  readonly members?: readonly string[];
}

let loaded: { readonly [name: string]: ApiEntry } | undefined;

/** The types of the public API. A build writes them from the jsii assembly (scripts/api-types.cjs). */
export function apiTable(): { readonly [name: string]: ApiEntry } {
  loaded ??= require('./table.json') as { readonly [name: string]: ApiEntry };
  return loaded;
}

const PROPERTIES = new Map<string, readonly ApiValue[]>();

/** The properties of a type and of the types that it extends. The table does not change: they are collected once. */
export function propertiesOf(name: string): readonly ApiValue[] {
  const { bases = [], properties = [] }: Partial<ApiEntry> = apiTable()[name] ?? {};
  const collected = PROPERTIES.get(name) ?? [...bases.flatMap(propertiesOf), ...properties];
  PROPERTIES.set(name, collected);
  return collected;
}

/** The methods of a type and of the types that it extends. */
export function methodsOf(name: string): { readonly [name: string]: ApiMethod } {
  const entry = apiTable()[name];
  if (entry === undefined) return {};
  return Object.assign({}, ...(entry.bases ?? []).map(methodsOf), entry.methods);
}
