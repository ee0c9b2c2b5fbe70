import { eachGrantToPeople } from './each-grant';
import { Rule } from './rule';

export const grantsOfThisIssuer: Rule = {
  id: 'grants-of-this-issuer',
  title: 'Identities hold only at the issuer that vouches for them.',
  check: (model) =>
    eachGrantToPeople(model, (application, purpose, identity) =>
      identity.issuerUrl === model.relyingParty.issuerUrl
        ? undefined
        : {
            path: model.path,
            what: `${purpose} of ${application.id} is granted to ${identity.displayName} of another identity provider`,
            got: identity.issuerUrl,
            allowed: model.relyingParty.issuerUrl,
            fix: 'grant it to an identity of the identity provider of this sign-on',
          },
    ),
};
