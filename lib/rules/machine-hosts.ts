import { Rule } from './rule';

export const machineHosts: Rule = {
  title: 'Machines come in by hosts of their own, which are different for each issuer: whoever decides there knows no other tokens.',
  check: ({ path, host, applications, entrances }) => {
    const served = [
      { host, by: 'the sign-on', entrance: undefined as string | undefined },
      ...entrances.map((entrance) => ({ host: entrance.host, by: `the machines of ${entrance.id}`, entrance: entrance.id as string | undefined })),
      ...applications.map((application) => ({ host: application.host, by: application.id, entrance: application.entrance })),
    ];
    return served.flatMap((one, index) => {
      const other = served.slice(0, index).find((before) => before.host === one.host && before.entrance !== one.entrance);
      return other === undefined ? [] : [{
        path, what: `${other.by} and ${one.by} are served on one host, where ${[other, one].map(({ entrance }) => (entrance === undefined ? 'people' : `machines of ${entrance}`)).join(' and ')} would come in`, got: one.host,
        allowed: 'a host of its own for the machines of each issuer', fix: 'name another host, such as machines.example.com',
      }];
    });
  },
};

export const machineIssuers: Rule = {
  title: 'Each issuer of machine tokens has one entrance.',
  check: ({ path, entrances }) => entrances.flatMap((entrance, index) => {
    const other = entrances.slice(0, index).find(({ issuer }) => issuer.issuerUrl === entrance.issuer.issuerUrl && issuer.identityKind === entrance.issuer.identityKind);
    return other === undefined ? [] : [{
      path, what: `${other.id} and ${entrance.id} are entrances for the same issuer`, got: entrance.issuer.issuerUrl, allowed: 'one entrance for each name of an issuer', fix: 'if it is one cluster, use one ServiceAccountIssuer; if there are two, give each an issuer of its own (ApiServerSettings)',
    }];
  }),
};
