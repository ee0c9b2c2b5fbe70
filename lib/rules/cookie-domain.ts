import { commonParent, isPublicSuffix } from './cookie-domain-parent';
import { Rule } from './rule';
import { hostsOfPeople } from '../model';

export const cookieDomain: Rule = {
  id: 'cookie-domain',
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
