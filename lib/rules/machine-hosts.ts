import { Rule } from './rule';

export const machineHosts: Rule = {
  title: 'Machines come in by hosts of their own, one for each issuer: whoever decides there knows no other tokens.',
  check: ({ path, host, applications, entrances }) => entrances.flatMap((entrance, index) => {
    const taken = [
      { host, by: 'the sign-on' },
      ...applications.filter((application) => application.entrance === undefined).map((application) => ({ host: application.host, by: application.id })),
      ...entrances.slice(0, index).map((other) => ({ host: other.host, by: `the machines of ${other.id}` })),
    ].find((other) => other.host === entrance.host);
    return taken === undefined ? [] : [{
      path, what: `the machines of ${entrance.id} come in by the host of ${taken.by}`, got: entrance.host, allowed: 'a host of their own', fix: 'name another host, such as machines.example.com',
    }];
  }),
};

export const machineIssuers: Rule = {
  title: 'Each issuer of machine tokens has one entrance.',
  check: ({ path, entrances }) => entrances.flatMap((entrance, index) => {
    const other = entrances.slice(0, index).find(({ issuer }) => issuer.issuerUrl === entrance.issuer.issuerUrl && issuer.identityKind === entrance.issuer.identityKind);
    return other === undefined ? [] : [{
      path, what: `${other.id} and ${entrance.id} are entrances for the same issuer`, got: entrance.issuer.issuerUrl, allowed: 'one entrance for each issuer', fix: 'use the first for both',
    }];
  }),
};
