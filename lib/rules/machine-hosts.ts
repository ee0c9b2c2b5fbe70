import { Rule } from './rule';

const requesters = ({ entrance }: { readonly entrance?: string }) =>
  entrance === undefined ? 'people' : `machines of ${entrance}`;

export const machineHosts: Rule = {
  id: 'machine-hosts',
  title:
    'Machines use hosts of their own, which are different for each issuer: the proxy that decides there accepts ' +
    'no other tokens.',
  check: ({ path, host, applications, entrances }) => {
    const served = [
      { host, by: 'the sign-on', entrance: undefined as string | undefined },
      ...entrances.map((entrance) => ({
        host: entrance.host,
        by: `the machines of ${entrance.id}`,
        entrance: entrance.id as string | undefined,
      })),
      ...applications.map((application) => ({
        host: application.host,
        by: application.id,
        entrance: application.entrance,
      })),
    ];
    return served.flatMap((one, index) => {
      const other = served
        .slice(0, index)
        .find((before) => before.host === one.host && before.entrance !== one.entrance);
      return other === undefined
        ? []
        : [
            {
              path,
              what:
                `${other.by} and ${one.by} are served on one host, where ` +
                `${requesters(other)} and ${requesters(one)} would come in`,
              got: one.host,
              allowed: 'a host of its own for the machines of each issuer',
              fix: 'name another host, such as machines.example.com',
            },
          ];
    });
  },
};
