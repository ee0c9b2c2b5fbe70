import { Rule } from './rule';

/** Holds for the whole program only: the guard may be created last. */
export const hostsAreGuarded: Rule = {
  id: 'hosts-are-guarded',
  title:
    'A program with protected applications, or with a cookie domain, says what keeps the hosts from other ' +
    'namespaces: it has a HostGuard for each cluster. MonitoringSso and addCluster() create one.',
  mayBeAccepted:
    'Subject: the cookie domain, or the host of the sign-on where there is none. Other means than the admission ' +
    'policies of the library can keep other namespaces from routes for these names.',
  check: ({ path, host, cookie, applications, guarded }) =>
    // The cookie of a proxy without a cookie domain is sent to one host, and the library does not route that host.
    guarded || (cookie.domain === undefined && applications.length === 0)
      ? []
      : [
          {
            path,
            what:
              cookie.domain === undefined
                ? 'no admission policy keeps other namespaces from routes for the hosts of the sign-on'
                : 'no admission policy keeps other namespaces from routes for names below the cookie domain, which ' +
                  'receive the session',
            got: undefined,
            subject: cookie.domain ?? host,
            allowed: 'a HostGuard of the sign-on',
            fix: "write new HostGuard(signOn, 'guard'), where signOn is the SignOnDomain of the proxy",
          },
        ],
};
