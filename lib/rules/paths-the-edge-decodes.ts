import { orAnotherEdge } from './other-edges';
import { Rule } from './rule';
import { locationsOf, who } from '../access/locations';

export const pathsTheEdgeDecodes: Rule = {
  id: 'paths-the-edge-decodes',
  title: 'Where an edge compares paths without decoding them, all of an application is granted to the same identities.',
  check: (model) =>
    model.edge.decodesPaths
      ? []
      : model.applications.flatMap((application) => {
          const [first, ...others] = locationsOf(application).map((location) => who(location.answers[0]));
          return others.every((other) => other === first)
            ? []
            : [
                {
                  path: model.path,
                  what:
                    `the controller compares paths as they were sent, and ${application.id} decodes them: a ` +
                    'request for "-%2Freload" would pass as reading',
                  got: application.kind,
                  allowed: 'an edge that decodes paths, or the same identities for all of the application',
                  fix:
                    (model.edge.toDecodePaths ?? 'grant all of it to the same identities') +
                    orAnotherEdge(model, (edge) => edge.decodesPaths),
                },
              ];
        }),
};
