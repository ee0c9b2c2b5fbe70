import { eachGrantToPeople } from './each-grant';
import { Rule } from './rule';

export const grantsOfTheClaim: Rule = {
  id: 'grants-of-the-claim',
  title: 'Identities are proved by the claim that the proxy reads.',
  check: (model) =>
    eachGrantToPeople(model, (application, purpose, identity) =>
      identity.claimName === model.relyingParty.groupsClaim
        ? undefined
        : {
            path: model.path,
            what:
              `${purpose} of ${application.id} is granted to ${identity.displayName}, which stands in a claim ` +
              'that the proxy does not read',
            got: identity.claimName,
            allowed: model.relyingParty.groupsClaim,
            fix: 'grant it to an identity of the identity provider of this sign-on',
          },
    ),
};
