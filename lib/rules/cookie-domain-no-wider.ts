import { commonParent } from './cookie-domain-parent';
import { Rule } from './rule';
import { hostsOfPeople } from '../model';

/** Holds for the whole program only: the next application may need the width. */
export const cookieDomainNoWider: Rule = {
  id: 'cookie-domain-no-wider',
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
