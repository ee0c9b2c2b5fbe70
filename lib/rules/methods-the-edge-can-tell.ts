import { orAnotherEdge } from './other-edges';
import { Rule } from './rule';
import { locationsOf, MethodAnswer, who } from '../access/locations';

export const methodsTheEdgeCanTell: Rule = {
  id: 'methods-the-edge-can-tell',
  title: 'Where an edge cannot tell methods apart, everything on one path is granted to the same identities.',
  check: (model) =>
    model.edge.distinguishesMethods
      ? []
      : model.applications.flatMap((application) =>
          locationsOf(application).flatMap((location) => {
            const [first, ...others] = location.answers;
            const different = others.find((answer) => who(answer) !== who(first));
            if (!different) return [];
            const describe = (answer: MethodAnswer) =>
              `${answer.purpose} (${answer.methods?.join(', ') ?? 'other methods'}) ` +
              `to ${answer.permitted.map(({ displayName }) => displayName).join(', ') || 'nobody'}`;
            return [
              {
                path: model.path,
                what:
                  `${model.edge.name} cannot tell methods apart, and ${application.host}${location.path} ` +
                  `of ${application.id} ` +
                  `grants ${describe(first)} but ${describe(different)}`,
                got: Object.keys(application.grants),
                allowed: `the same identities for ${first.purpose} and ${different.purpose}`,
                fix:
                  `grant both ${first.purpose} and ${different.purpose} to the same identities, knowing that ` +
                  `each of them may then do both${orAnotherEdge(model, (edge) => edge.distinguishesMethods)}`,
              },
            ];
          }),
        ),
};
