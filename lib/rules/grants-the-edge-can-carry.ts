import { eachGrant } from './each-grant';
import { orAnotherEdge } from './other-edges';
import { Rule } from './rule';
import { EdgeAbilities, ModelIdentity } from '../model';

const carries =
  ({ claimValue }: ModelIdentity) =>
  (edge: EdgeAbilities) =>
    edge.refusedClaimValues.every(({ value }) => value !== claimValue);

export const grantsTheEdgeCanCarry: Rule = {
  id: 'grants-the-edge-can-carry',
  title: 'The edge can carry the names of all identities.',
  check: (model) =>
    eachGrant(model, (application, purpose, identity) => {
      const refused = model.edge.refusedClaimValues.find(({ value }) => value === identity.claimValue);
      return refused === undefined
        ? undefined
        : {
            path: model.path,
            what:
              `${model.edge.name} cannot carry the name of an identity that ${purpose} of ${application.id} is ` +
              'granted to',
            got: identity.claimValue,
            allowed: refused.allowed,
            fix: `rename the group${orAnotherEdge(model, carries(identity))}`,
          };
    }),
};
