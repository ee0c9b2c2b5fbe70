import { Rule } from './rule';

export const hostsOfClusters: Rule = {
  title: 'Each host is served by the edge of one cluster: a name leads to one of them.',
  check: ({ path, host, decisionHosts, applications, entrances }) => {
    const where = (cluster: string | undefined) =>
      cluster === undefined ? 'the cluster of the sign-on' : `the cluster ${cluster}`;
    const served = [
      ...[host, ...decisionHosts].map((own) => ({
        host: own,
        by: 'the sign-on',
        cluster: undefined as string | undefined,
      })),
      ...entrances.map((entrance) => ({
        host: entrance.host,
        by: `the machines of ${entrance.id}`,
        cluster: entrance.cluster,
      })),
      ...applications.map((application) => ({
        host: application.host,
        by: application.id,
        cluster: application.cluster,
      })),
    ];
    // Nobody asked for a host of their own for machines that come from elsewhere: perhaps nobody meant them.
    const [stranger] = applications.flatMap((application) => {
      const entrance = entrances.find(({ id }) => id === application.entrance);
      return entrance && entrance.cluster !== application.cluster && entrance.host === application.host
        ? [{ application, entrance }]
        : [];
    });
    if (stranger) {
      const { application, entrance } = stranger;
      return [
        {
          path,
          what:
            `${application.id} in ${where(application.cluster)} is granted to machines of ${entrance.id}, which ` +
            `come in at ${where(entrance.cluster)}`,
          got: entrance.host,
          allowed: 'machines that come in at the same cluster, or a host there for those that do not',
          fix:
            'if that is meant, give protect() machineHosts: { ' +
            `${/^\w+$/.test(entrance.id) ? entrance.id : `'${entrance.id}'`}: … }; if not, grant it to machines ` +
            'of its own cluster',
        },
      ];
    }
    return served.flatMap((one, index) => {
      const other = served.slice(0, index).find((before) => before.host === one.host && before.cluster !== one.cluster);
      return other === undefined
        ? []
        : [
            {
              path,
              what:
                `${other.by} in ${where(other.cluster)} and ${one.by} in ${where(one.cluster)} are served on ` +
                'one host',
              got: one.host,
              allowed: 'hosts that lead to one cluster each',
              fix: 'name another host',
            },
          ];
    });
  },
};

export const decisionHostsAlone: Rule = {
  title:
    'Nothing else is served where the edges of other clusters ask: a connection there is handed over to a ' +
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
