import { Construct } from 'constructs';
import { exampleOf } from './examples';
import { misspelled } from './misspelling';
import { ApiType, ApiValue, apiTable, propertiesOf } from './table';
import { hasType, nameOf } from './values';
import { Problem } from '../errors';

/** Structs whose members have checks of their own, with better reasons. */
const CHECKED_ELSEWHERE = ['OAuth2ProxySettings'];

/** Types of values that the methods check themselves, with the reason and the path of the sign-on. */
const CHECKED_BY_METHODS = ['IIdentity', 'IMachineIssuer', 'ISignOnScope', 'ProtectOptions'];

/** Structs whose identities are checked when they are granted, with the application and the purpose. */
const GRANTS = ['AccessOptions', 'ProtectOptions', 'ProtectedApplicationProps'];

/** Classes that belong to a realm, and check their scope themselves. */
export const OF_REALM = /^Keycloak(Group|Role|RoleClient|User|Client)$/;

/** Where a value was given, for errors. */
interface Place {
  /** Path of the construct, or name of the method. */
  readonly path: string;
  /** The value as errors name it, for example `routes[0].path`. */
  readonly label: string;
  /** The name of the parameter or prop, for the code in the fix. */
  readonly name: string;
  /** The code of the fix, for an example of the value. */
  readonly fix: (code: string) => string;
  /** Whether the value may be left out. */
  readonly optional?: boolean;
}

/** A value that was given and is `undefined` has another cause than one that was not given. */
const UNSET = ': its value is undefined, for example that of a variable of the environment that is not set';

/** Returns the fix for a value that has the name that was needed, such as a Service. */
function fixOf(value: unknown, type: ApiType, { name, fix }: Place): string {
  const named = typeof value === 'object' && value !== null && typeof (value as { name?: unknown }).name === 'string';
  if (type === 'string' && named) return `${fix(JSON.stringify((value as { name: string }).name))}, its name`;
  return fix(exampleOf(type, name));
}

function problemsOf(place: Place, value: unknown, type: ApiType): Problem[] {
  const { path, label, optional } = place;
  if (hasType(value, type)) return problemsWithin(place, value, type);
  return [
    {
      path,
      what: `${label} is not ${nameOf(type)
        .replace(/ \(.*\)$|, each .*$/g, '')
        .replace(/ with .*$/, '')}`,
      got: value,
      allowed: `${nameOf(type)}${optional ? ', or nothing' : ''}`,
      fix: fixOf(value, type, place),
    },
  ];
}

/** A name as the key of an object in code. */
const memberOf = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

function problemsWithin(place: Place, value: unknown, type: ApiType): Problem[] {
  if (typeof type === 'object') {
    if ('union' in type) return [];
    const element = 'array' in type ? type.array : type.map;
    if (element === 'any') return [];
    // Array.from() makes a hole of a list undefined; Object.entries() would skip it.
    const given = Array.isArray(value) ? Array.from(value as unknown[]) : (value as object);
    return Object.entries(given).flatMap(([key, each]) =>
      problemsOf(
        {
          ...place,
          label: 'array' in type ? `${place.label}[${key}]` : `${place.label}.${key}`,
          fix: (code) => place.fix('array' in type ? `[${code}]` : `{ ${memberOf(key)}: ${code} }`),
          optional: false,
        },
        each,
        element,
      ),
    );
  }
  const isStruct = apiTable()[type]?.kind === 'struct' && !CHECKED_ELSEWHERE.includes(type);
  return isStruct ? problemsOfStruct(place, value as { [name: string]: unknown }, type) : [];
}

const isListOfIdentities = (type: ApiType) => typeof type === 'object' && 'array' in type && type.array === 'IIdentity';

function problemsOfStruct(place: Place, value: { [name: string]: unknown }, type: string): Problem[] {
  const members = propertiesOf(type);
  const prefix = place.label === '' ? '' : `${place.label}.`;
  const names = members.map(({ name }) => name);
  const unknown = Object.keys(value).flatMap((name) => {
    const meant = value[name] === undefined || names.includes(name) ? undefined : misspelled(name, names);
    if (meant === undefined || meant in value) return [];
    return {
      path: place.path,
      what: `${prefix}${name} is not a prop`,
      got: name,
      allowed: names.join(', '),
      fix: `write ${meant} instead of ${name}`,
    };
  });
  const checked = GRANTS.includes(type) ? members.filter((each) => !isListOfIdentities(each.type)) : members;
  // Most members are optional and not given.
  const given = checked.filter(({ name, optional }) => !optional || value[name] !== undefined);
  const wrong = given.flatMap((member) =>
    problemsOfValue(
      {
        path: place.path,
        label: `${prefix}${member.name}`,
        name: member.name,
        fix: (code) => (prefix === '' ? `write ${member.name}: ${code}` : place.fix(`{ ${member.name}: ${code} }`)),
      },
      value[member.name],
      member,
      member.name in value,
    ),
  );
  return [...unknown, ...wrong];
}

function problemsOfValue(place: Place, value: unknown, { type, optional }: ApiValue, given: boolean): Problem[] {
  const checkedByMethod = typeof type === 'string' && CHECKED_BY_METHODS.includes(type);
  if (checkedByMethod && (value === undefined || type !== 'ProtectOptions')) return [];
  if (value !== undefined) return problemsOf({ ...place, optional }, value, type);
  if (optional) return [];
  return [
    {
      path: place.path,
      what: `${place.label} is missing${given ? UNSET : ''}`,
      got: undefined,
      allowed: nameOf(type),
      fix: place.fix(exampleOf(type, place.name)),
    },
  ];
}

/**
 * Returns the problems of the arguments of a call.
 * @param path path of the construct, or name of the method
 * @param parameters the parameters of the method
 * @param values the arguments
 * @param call the call with other arguments, as code
 */
export function problemsOfCall(
  path: string,
  parameters: readonly ApiValue[],
  values: readonly unknown[],
  call: (values: string) => string,
): Problem[] {
  return parameters.flatMap((parameter, index) => {
    const isProps = typeof parameter.type === 'string' && apiTable()[parameter.type]?.kind === 'struct';
    const code = (example: string) =>
      `write ${call(
        parameters
          .filter((each, at) => at <= index || !each.optional)
          .map((each, at) => (at === index ? example : exampleOf(each.type, each.name)))
          .join(', '),
      )}`;
    const needsMembers =
      isProps && !parameter.optional && propertiesOf(parameter.type as string).some((each) => !each.optional);
    const value = values[index] === undefined && needsMembers ? {} : values[index];
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const label = isProps && isObject && !Construct.isConstruct(value) ? '' : parameter.name;
    return problemsOfValue({ path, label, name: parameter.name, fix: code }, value, parameter, index < values.length);
  });
}
