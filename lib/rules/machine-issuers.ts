import { Rule } from './rule';
import { IdentityKind } from '../access/identity';
import { ONE_OR_TWO } from '../access/one-or-two-issuers';

export const machineIssuers: Rule = {
  id: 'machine-issuers',
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
