import { orAnotherEdge } from './other-edges';
import { Rule } from './rule';
import { answerAlike, covers, locationsOf } from '../access/locations';

export const exactPathsTheEdgeCanPrefer: Rule = {
  id: 'exact-paths-the-edge-can-prefer',
  title: 'Where an edge may prefer a prefix to an exact path within it, both are granted to the same identities.',
  check: (model) =>
    model.edge.exactBeforePrefix
      ? []
      : model.applications.flatMap((application) => {
          const locations = locationsOf(application);
          return locations.flatMap((location, index) => {
            const outer = locations.find(
              (other, at) => at > index && other.match !== location.match && covers(other, location.path),
            );
            if (location.match !== 'exact' || !outer || answerAlike(outer.answers, location.answers)) return [];
            return [
              {
                path: model.path,
                what:
                  `controllers like ${model.edge.name} do not agree which route of ${application.id} ` +
                  `holds ${location.path}: the exact one or ${outer.path}`,
                got: location.match,
                allowed: 'exact paths that are granted as their surroundings are',
                fix: `use PathMatch.PREFIX for the route${orAnotherEdge(model, (edge) => edge.exactBeforePrefix)}`,
              },
            ];
          });
        }),
};
