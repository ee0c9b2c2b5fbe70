import { hostsOfPeople } from '../model';
import { Rule } from './rule';

// The public suffix list decides which names anybody can register below (https://publicsuffix.org).
// It is loaded when it is needed: most programs have one host.
const isPublicSuffix = (name: string): boolean => {
  const { getPublicSuffix } = require('../bundled/tldts') as {
    getPublicSuffix(name: string, options: { allowPrivateDomains: boolean }): string | null;
  };
  return getPublicSuffix(name, { allowPrivateDomains: true }) === name;
};

export const cookieDomain: Rule = {
  title:
    'The cookie domain covers every protected host, and is no domain that the public registers names below. ' +
    'Every name below it receives the session; admission policies keep those in the cluster.',
  check: (model) => {
    const {
      path,
      cookie: { domain },
    } = model;
    const hosts = hostsOfPeople(model);
    if (domain === undefined) {
      if (hosts.length === 1) return [];
      const parent = commonParent(hosts);
      return [
        {
          path,
          what: `several hosts need a cookie that all of them see: ${hosts.join(', ')}`,
          got: domain,
          allowed: parent ?? 'hosts with a common parent',
          fix: parent
            ? `set cookieDomain to ${parent}, or serve the applications by path on ${model.host}`
            : 'use a sign-on of its own for each host',
        },
      ];
    }
    const allowed = commonParent(hosts);
    const uncovered = hosts.find((host) => host !== domain && !host.endsWith(`.${domain}`));
    if (uncovered) {
      return [
        {
          path,
          what: `the cookie domain does not cover ${uncovered}`,
          got: domain,
          allowed: allowed ?? 'a common parent of all hosts',
          fix: 'set cookieDomain to a common parent of all hosts',
        },
      ];
    }
    if (isPublicSuffix(domain)) {
      return [
        {
          path,
          what: 'the public registers names below the cookie domain, and each receives the session',
          got: domain,
          allowed: allowed ?? 'a domain of your own',
          fix: 'use a domain of your own',
        },
      ];
    }
    return [];
  },
};

/** Holds for the whole program only: the next application may need the width. */
export const cookieDomainNoWider: Rule = {
  title:
    'The cookie domain is no wider than the narrowest common parent of all hosts, and there is none for a single ' +
    'host.',
  mayBeAccepted:
    'Subject: the cookie domain. Hosts that a later step adds may need the width, and the admission ' +
    'policies keep names below the domain from other namespaces. Names that are served outside of the cluster ' +
    'receive the session.',
  check: (model) => {
    const {
      path,
      cookie: { domain },
    } = model;
    const hosts = hostsOfPeople(model);
    const allowed = hosts.length === 1 ? undefined : commonParent(hosts);
    if (domain === undefined || domain === allowed) return [];
    return [
      {
        path,
        what:
          'the cookie domain is wider than the protected hosts need, so programs on other hosts would receive ' +
          'sessions',
        got: domain,
        subject: domain,
        allowed: allowed ?? 'none, as there is one host',
        fix: allowed ? `set cookieDomain to ${allowed}` : 'remove cookieDomain',
      },
    ];
  },
};

function commonParent(hosts: string[]): string | undefined {
  const [first, ...rest] = hosts.map((host) => host.split('.').reverse());
  let length = 0;
  while (length < first.length && rest.every((labels) => labels[length] === first[length])) length += 1;
  const parent = first.slice(0, length).reverse().join('.');
  return length === 0 || isPublicSuffix(parent) ? undefined : parent;
}
