import { Rule } from './rule';
import { Problem } from '../errors';

export const grantsNameSomebody: Rule = {
  id: 'grants-name-somebody',
  title: 'A grant names at least one identity: the proxy would permit every session for an empty list.',
  check: (model) =>
    model.applications.flatMap((application) => {
      const grants = Object.entries(application.grants);
      const empty = grants
        .filter(([, identities]) => identities!.length === 0)
        .map(([purpose]): Problem => ({
          path: model.path,
          what: `${purpose} of ${application.id} is granted to an empty list`,
          got: [],
          allowed: 'at least one identity',
          fix: `name who may ${purpose}, or leave ${purpose} out, which closes its routes`,
        }));
      return grants.length > 0
        ? empty
        : [
            {
              path: model.path,
              what: `${application.id} is granted to nobody`,
              got: {},
              allowed: 'at least one grant',
              fix: 'name who may read it',
            },
          ];
    }),
};
