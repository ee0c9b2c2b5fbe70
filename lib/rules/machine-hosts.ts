import { Rule } from './rule';
import { IdentityKind } from '../access/identity';
import { clusterBehind, ONE_OR_TWO } from '../machines/vouchers';

const requesters = ({ entrance }: { readonly entrance?: string }) =>
  entrance === undefined ? 'people' : `machines of ${entrance}`;

export const machineHosts: Rule = {
  title:
    'Machines come in by hosts of their own, which are different for each issuer: whoever decides there knows ' +
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

export const machineIssuers: Rule = {
  title: 'Each issuer of machine tokens has one entrance.',
  check: ({ path, entrances }) =>
    entrances.flatMap((entrance, index) => {
      const { issuer } = entrance;
      const other = entrances
        .slice(0, index)
        .find(
          (before) =>
            before.issuer.issuerUrl === issuer.issuerUrl && before.issuer.identityKind === issuer.identityKind,
        );
      return other === undefined
        ? []
        : [
            {
              path,
              what: `${other.id} and ${entrance.id} are entrances for the same issuer`,
              got: issuer.issuerUrl,
              allowed: 'one entrance for each name of an issuer',
              fix:
                issuer.identityKind === IdentityKind.CLIENT ? 'let one KeycloakMachines have all clients' : ONE_OR_TWO,
            },
          ];
    }),
};

export const machineClusters: Rule = {
  title:
    'Each name of a cluster is that of one cluster, also where it vouches for clients of the realm: its ' +
    'namesake could pass for them.',
  check: ({ path, applications, entrances }) => {
    const behind = applications
      .flatMap(({ grants }) => Object.values(grants).flat())
      .flatMap((machine) => {
        const cluster = clusterBehind(machine!);
        return cluster === undefined ? [] : [{ by: `the client ${machine!.displayName}`, cluster }];
      });
    const clusters = [
      ...entrances
        .filter(({ issuer }) => issuer.identityKind === IdentityKind.SERVICE_ACCOUNT)
        .map(({ id, issuer }) => ({ by: `the entrance ${id}`, cluster: issuer })),
      ...behind,
    ];
    return clusters.flatMap((one, index) => {
      const other = clusters
        .slice(0, index)
        .find(({ cluster }) => cluster !== one.cluster && cluster.issuerUrl === one.cluster.issuerUrl);
      return other === undefined
        ? []
        : [
            {
              path,
              what:
                `${other.by} and ${one.by} rely on two clusters of one name, whose service accounts could pass ` +
                'for each other',
              got: one.cluster.issuerUrl,
              allowed: 'a name for each cluster',
              fix: ONE_OR_TWO,
            },
          ];
    });
  },
};

export const machineAudiences: Rule = {
  title: 'No audience of machines is the client of the sign-on at the same issuer: people have tokens of that.',
  check: ({ path, relyingParty, entrances }) =>
    entrances
      .filter(({ issuer }) => issuer.issuerUrl === relyingParty.issuerUrl && issuer.audience === relyingParty.clientId)
      .map(({ id, issuer }) => ({
        path,
        what:
          `tokens of people are good where machines of ${id} come in: their audience is the client id of the ` +
          'sign-on',
        got: issuer.audience,
        allowed: 'an audience that is no client of the issuer',
        fix: 'give the machines another audience, or the sign-on another clientId',
      })),
};
