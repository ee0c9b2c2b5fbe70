import { anyOf } from './cel';

/** The names of a sign-on, and the namespaces that may serve them. */
export interface OwnNamesInput {
  /** The hosts, each with the namespaces that route it. */
  readonly hosts: () => Map<string, string[]>;
  /**
   * The cookie domain: browsers send the session to every name below it.
   * @default - the cookie is sent to its host alone
   */
  readonly cookieDomain?: string;
  /** Namespaces that may serve names below the cookie domain: those of the program, and those that it trusts. */
  readonly trusted: () => string[];
}

/** What precedes a name in the record by which an ACME authority learns who controls it. */
const CHALLENGE = '_acme-challenge.';

/** Names that the same namespaces may serve. */
export interface Group {
  readonly namespaces: readonly string[];
  readonly names: readonly string[];
  readonly wildcards: readonly string[];
}

/**
 * Conditions in CEL about names of the sign-on. They read the variables `hosts`, `wildcards`, `trusted` and
 * `controllers` of the policy, so that each list is in the policy once.
 */
export interface OwnNames {
  /** A name is a host or below the cookie domain, and does not belong to the namespace of the request. */
  is(name: string): string;
  /** The same, or the name is a wildcard that covers one. Some edges let a wildcard cover several labels. */
  covers(name: string): string;
  /** As `is`, for objects that the namespace of the controller and trusted namespaces may have. */
  isOfOthers(name: string): string;
  /** A host of the sign-on, or a name below the cookie domain, ends with this name. For the same objects. */
  isAbove(name: string): string;
  /**
   * A record of this name proves to a certificate authority that its owner controls a host of the sign-on, or a
   * wildcard that covers one (RFC 8555, 8.4). For the same objects.
   */
  provesOthers(name: string): string;
  /** The names of each group of namespaces, for texts that are searched. */
  readonly groups: () => readonly Group[];
}

/** The wildcards that cover a name: `*.example.com` and `*.com` for `a.example.com`. */
const wildcardsOver = (name: string) =>
  name
    .split('.')
    .slice(1)
    .map((_, index, parents) => `*.${parents.slice(index).join('.')}`);

/** Wildcards that cover hosts or the cookie domain, each with the namespaces that may serve all that it covers. */
export function wildcardsOf({ hosts, cookieDomain, trusted }: OwnNamesInput): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const owners = [...hosts(), ...(cookieDomain === undefined ? [] : [[cookieDomain, trusted()] as const])];
  for (const [name, namespaces] of owners) {
    for (const wildcard of wildcardsOver(name)) {
      found.set(
        wildcard,
        (found.get(wildcard) ?? namespaces).filter((namespace) => namespaces.includes(namespace)),
      );
    }
  }
  return found;
}

/** The namespaces that may serve every host, and every name below the cookie domain. */
export function namespacesOfAll({ hosts, cookieDomain, trusted }: OwnNamesInput): string[] {
  const [first = [], ...others] = [...hosts().values(), ...(cookieDomain === undefined ? [] : [trusted()])];
  return first.filter((namespace) => others.every((namespaces) => namespaces.includes(namespace)));
}

/** Group the names by the namespaces that may serve them. */
function groupsOf(input: OwnNamesInput): Group[] {
  const found = new Map<string, { namespaces: readonly string[]; names: string[]; wildcards: string[] }>();
  const groupOf = (namespaces: readonly string[]) => {
    const key = [...namespaces].sort().join();
    const group = found.get(key) ?? { namespaces, names: [], wildcards: [] };
    found.set(key, group);
    return group;
  };
  for (const [host, namespaces] of input.hosts()) groupOf(namespaces).names.push(host);
  if (input.cookieDomain !== undefined) groupOf(input.trusted()).names.push(input.cookieDomain);
  for (const [wildcard, namespaces] of wildcardsOf(input)) groupOf(namespaces).wildcards.push(wildcard);
  return [...found.values()];
}

export function ownNames(input: OwnNamesInput): OwnNames {
  const { cookieDomain } = input;
  // The name is a key of the map, and the namespace of the request is not in its list.
  const foreign = (map: string, name: string) =>
    `(${name} in variables.${map} && !(request.namespace in variables.${map}[${name}]))`;
  // The name is the cookie domain or below it.
  const isBelow = (name: string) => `(${name} == '${cookieDomain}' || ${name}.endsWith('.${cookieDomain}'))`;
  // The same, and the namespace of the request is not in a list.
  const below = (name: string, namespaces: string) =>
    cookieDomain === undefined ? [] : [`(!(request.namespace in variables.${namespaces}) && ${isBelow(name)})`];
  const is = (name: string) => anyOf(foreign('hosts', name), ...below(name, 'trusted'));
  return {
    is,
    covers: (name) => anyOf(is(name), foreign('wildcards', name)),
    isOfOthers: (name) =>
      anyOf(
        `(${name} in variables.hosts && !(request.namespace in variables.controllers))`,
        ...below(name, 'controllers'),
      ),
    isAbove: (name) => `('*.' + ${name} in variables.wildcards && !(request.namespace in variables.controllers))`,
    provesOthers: (name) =>
      `(${name}.startsWith('${CHALLENGE}') && !(request.namespace in variables.controllers) ` +
      `&& (${name}.substring(${CHALLENGE.length}) in variables.hosts ` +
      `|| '*.' + ${name}.substring(${CHALLENGE.length}) in variables.wildcards))`,
    groups: () => groupsOf(input),
  };
}
