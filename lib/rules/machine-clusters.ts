import { Rule } from './rule';
import { IdentityKind } from '../access/identity';
import { ONE_OR_TWO } from '../access/one-or-two-issuers';

export const machineClusters: Rule = {
  id: 'machine-clusters',
  title:
    'Each name of a cluster is that of one cluster, also where it vouches for clients of the realm: its ' +
    'namesake could pass for them.',
  check: ({ path, applications, entrances }) => {
    const behind = applications
      .flatMap(({ grants }) => Object.values(grants).flat())
      .flatMap((machine) => {
        const { cluster, displayName } = machine!;
        return cluster === undefined ? [] : [{ by: `the client ${displayName}`, cluster }];
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
        .find(({ cluster }) => cluster.number !== one.cluster.number && cluster.issuerUrl === one.cluster.issuerUrl);
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
