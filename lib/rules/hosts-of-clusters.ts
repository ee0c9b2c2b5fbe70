import { Rule } from './rule';

export const hostsOfClusters: Rule = {
  id: 'hosts-of-clusters',
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
    // Machines of another cluster have no host of their own for this application: the grant may be a mistake.
    const [elsewhere] = applications.flatMap((application) => {
      const entrance = entrances.find(({ id }) => id === application.entrance);
      return entrance && entrance.cluster !== application.cluster && entrance.host === application.host
        ? [{ application, entrance }]
        : [];
    });
    if (elsewhere) {
      const { application, entrance } = elsewhere;
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
