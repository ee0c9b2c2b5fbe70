/** A label of a name. */
const WORD = '[a-z0-9_-]+';

/** A label without `_`: an edge can have `_` in the names of its own upstreams, and no Service has it. */
const LABEL = '[a-z0-9-]+';

/** Pattern of a name in plain letters that is no upstream of the edge itself. */
export const NAME = `(${LABEL}[.])*${LABEL}[.]?`;

/** Pattern of the names of the edge's own pod. */
const ITSELF = `(${WORD}[.])*(ip6-)?(localhost|loopback)[46]?([.]localdomain[46]?)?[.]?`;

/** The middle of a message about an object that leads the edge to a protected pod. */
export const LEADS = 'leads the edge around the monitoring sign-on, to what it protects';

/** How the edge resolves names. */
export interface Resolution {
  readonly clusterDomain: string;
  /** Namespace of the edge's controller, whose short names it resolves. */
  readonly controllerNamespace: string;
}

/** Conditions in CEL about the names and addresses by which an edge could reach protected pods. */
export interface ProtectedNames {
  /** Namespaces whose Services and pods are protected. */
  readonly namespaces: readonly string[];
  /** Whether no object of another namespace takes effect on the hosts of the sign-on. */
  readonly keepsNamespacesApart: boolean;
  /** Pattern of names, in lower case, that lead to protected pods. */
  readonly inside: string;
  /** The same, and names of the edge's own pod. */
  readonly insideOrItself: string;
  /**
   * An address is empty, or names its host in plain letters or by an allowed variable, and leads neither to a protected
   * pod nor to the edge's own pod.
   * @param hosts pattern of the hosts
   * @param end pattern of what else can follow the host, as an alternative to the beginning of a path or query
   */
  plainAddress(address: string, hosts: string, end?: string): string;
}

/**
 * Pattern of names, in lower case, by which the edge reaches protected pods: names of Services and pods of these
 * namespaces, complete or as the search list of a pod completes them; names of pods of any namespace, since CoreDNS
 * answers such a name for every address; and addresses.
 */
export function leadsInto(namespaces: readonly string[], { clusterDomain, controllerNamespace }: Resolution): string {
  const domain = clusterDomain.replace(/\./g, '[.]');
  const protectedOnes = `(${namespaces.join('|')})`;
  return [
    `(${WORD}[.])+(${protectedOnes}|${protectedOnes}[.]svc([.]${WORD})*[.]?|pod([.]${domain})?[.]?)`,
    `(${WORD}[.])*(0x[0-9a-f]*|[0-9]+)[.]?`, // an address as inet_aton and URLs accept it
    ...(namespaces.includes(controllerNamespace) ? [WORD] : []),
  ]
    .map((pattern) => `(${pattern})`)
    .join('|');
}

/**
 * @param ownPorts patterns of ports of edges' own pods. A name of another domain can lead there too, so these ports are
 *   refused for every name.
 */
export function protectedNames(
  namespaces: readonly string[],
  keepsNamespacesApart: boolean,
  resolution: Resolution,
  ownPorts: readonly string[],
): ProtectedNames {
  const inside = leadsInto(namespaces, resolution);
  const insideOrItself = `${inside}|${ITSELF}`;
  const toOwnPort = ownPorts.map((ports) => `|[^/?]*:0*${ports}($|[^0-9])`).join('');
  return {
    namespaces,
    keepsNamespacesApart,
    inside,
    insideOrItself,
    plainAddress: (address, hosts, end = '') =>
      `${address} == '' || (${address}.lowerAscii()` +
      `.matches(r'^([a-z]+|\\$scheme)://(${hosts})(:[0-9]+)?($|[/?]${end})') ` +
      `&& !${address}.lowerAscii().matches(r'^[^/]*//((${insideOrItself})(:[0-9]+)?($|[/?]${end})${toOwnPort})'))`,
  };
}
