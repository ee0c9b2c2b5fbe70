import { Construct } from 'constructs';
import { OF_REALM, problemsOfCall } from './check';
import { ApiMethod, apiTable, ApiValue, methodsOf } from './table';
import { ENUMS, hasType } from './values';
import { ConfigurationError } from '../errors';

type Method = (this: unknown, ...values: unknown[]) => unknown;

const isFunction = (value: unknown): value is Method => typeof value === 'function';

/**
 * Checks the arguments of a constructor. Programs in JavaScript, and in languages with optional types, pass values that
 * no compiler has checked. All problems are reported at once.
 * @param type name of the class
 * @param values the arguments
 */
export function checkNew(type: string, ...values: readonly unknown[]): void {
  const all = apiTable()[type].create ?? [];
  const parameters = OF_REALM.test(type)
    ? all.map((each, at) => (at === 0 ? { ...each, type: 'any', optional: true } : each))
    : all;
  const problems = problemsOfCall(pathOf(type, values), parameters, values, (code) => `new ${type}(${code})`);
  if (problems.length > 0) throw new ConfigurationError(...problems);
}

/** Path that a construct will have, or the name of the class. */
function pathOf(type: string, [scope, id]: readonly unknown[]): string {
  if (!hasType(scope, 'constructs.Construct') || typeof id !== 'string') return type;
  return [(scope as Construct).node.path, id].filter(Boolean).join('/');
}

const subjectOf = (target: unknown, type: string, name: string) =>
  typeof target === 'object' && target !== null && Construct.isConstruct(target)
    ? target.node.path || type
    : `${type}.${name}`;

function checkedMethod(type: string, name: string, method: Method, signature: ApiMethod, isStatic: boolean): Method {
  const { parameters, returns } = signature;
  const call = (code: string) => `${isStatic ? type : `${type[0].toLowerCase()}${type.slice(1)}`}.${name}(${code})`;
  const checked: Method = function (...values) {
    checkValues(subjectOf(this, type, name), parameters, values, call);
    const result = method.apply(this, values);
    // A factory can return a class that is not public.
    if (isStatic && typeof returns === 'string' && typeof result === 'object' && result !== null) {
      checkMethods(Object.getPrototypeOf(result) as object, returns);
    }
    return result;
  };
  return Object.defineProperties(checked, {
    name: { value: method.name },
    length: { value: method.length },
  }) as Method;
}

function checkValues(
  path: string,
  parameters: readonly ApiValue[],
  values: readonly unknown[],
  call: (code: string) => string,
): void {
  const problems = problemsOfCall(path, parameters, values, call);
  if (problems.length > 0) throw new ConfigurationError(...problems);
}

const done = new WeakSet<object>();

/** Checks the arguments of all methods of a prototype that a public type declares. */
function checkMethods(prototype: object, type: string): void {
  if (prototype === Object.prototype || done.has(prototype)) return;
  done.add(prototype);
  for (const [name, signature] of Object.entries(methodsOf(type))) {
    const own = Object.getOwnPropertyDescriptor(prototype, name);
    if (own === undefined || !isFunction(own.value) || signature.parameters.length === 0) continue;
    const value = checkedMethod(type, name, own.value, signature, false);
    Object.defineProperty(prototype, name, { ...own, value });
  }
}

/**
 * Checks the arguments of all public methods and factories. Constructors call `checkNew`, since a constructor cannot be
 * replaced.
 * @param exported the public API, by name
 */
export function checkCalls(exported: { readonly [name: string]: unknown }): void {
  for (const [type, entry] of Object.entries(apiTable())) {
    const value = exported[type];
    if (entry.kind === 'enum') {
      if (value !== undefined) ENUMS.set(type, Object.values(value as object));
      continue;
    }
    if (!isFunction(value)) continue;
    checkMethods(value.prototype as object, type);
    for (const [name, signature] of Object.entries(entry.statics ?? {})) {
      const own = Object.getOwnPropertyDescriptor(value, name);
      if (own === undefined || !isFunction(own.value)) continue;
      Object.defineProperty(value, name, {
        ...own,
        value: checkedMethod(type, name, own.value, signature, true),
      });
    }
  }
}
