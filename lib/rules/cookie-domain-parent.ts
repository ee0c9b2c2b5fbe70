// The public suffix list says below which names the public can register names (https://publicsuffix.org).
// It is loaded when it is needed: most programs have one host.
/** Whether the public registers names below a name. */
export const isPublicSuffix = (name: string): boolean => {
  const { getPublicSuffix } = require('../bundled/tldts') as {
    getPublicSuffix(name: string, options: { allowPrivateDomains: boolean }): string | null;
  };
  return getPublicSuffix(name, { allowPrivateDomains: true }) === name;
};

/** The narrowest parent of all hosts below which the public registers no names. */
export function commonParent(hosts: string[]): string | undefined {
  const [first, ...rest] = hosts.map((host) => host.split('.').reverse());
  let length = 0;
  while (length < first.length && rest.every((labels) => labels[length] === first[length])) length += 1;
  const parent = first.slice(0, length).reverse().join('.');
  return length === 0 || isPublicSuffix(parent) ? undefined : parent;
}
