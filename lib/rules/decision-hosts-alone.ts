import { Rule } from './rule';

export const decisionHostsAlone: Rule = {
  id: 'decision-hosts-alone',
  title:
    'Nothing else is served where the edges of other clusters ask: a connection there is passed on to a ' +
    'proxy as a whole.',
  check: ({ path, host, decisionHosts, applications, entrances }) =>
    decisionHosts.flatMap((decisions, index) => {
      const taken = [
        host,
        ...decisionHosts.slice(0, index),
        ...applications.map((application) => application.host),
        ...entrances.map((entrance) => entrance.host),
      ].includes(decisions);
      return taken
        ? [
            {
              path,
              what: 'other clusters would ask for decisions on a host that serves something else',
              got: decisions,
              allowed: 'a host of its own',
              fix: 'choose another decisionsHost, such as decisions.example.com',
            },
          ]
        : [];
    }),
};
