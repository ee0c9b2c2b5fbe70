import { eachGrant } from './each-grant';
import { Rule } from './rule';

export const grantsNotAutomatic: Rule = {
  id: 'grants-not-automatic',
  title:
    'Nothing is granted to a group or role that people get without an administrator who gives it to them: by ' +
    'defaults of the realm, ' +
    'or by a mapper of a broker or directory.',
  check: (model) => {
    const automatic = new Map(model.automatic.map((identity) => [identity.number, identity]));
    return eachGrant(model, (application, purpose, { number, identityKind, displayName }) => {
      const found = automatic.get(number);
      if (found === undefined) return undefined;
      return {
        path: model.path,
        got: displayName,
        what:
          `${purpose} of ${application.id} is granted to a ${identityKind} that people get ` +
          'without an administrator ' +
          `who gives it to them${found.by === undefined ? '' : `: ${found.by}`}`,
        allowed: 'groups and roles that an administrator gives to people',
        fix:
          `grant it to another ${identityKind}, or openly to everyoneSignedIn(); where a mapper ` +
          'of a broker or ' +
          `directory may decide, set givenByMappers: true on the ${identityKind}`,
      };
    });
  },
};
