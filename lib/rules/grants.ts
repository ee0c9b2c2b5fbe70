import { IIdentity } from '../access/identity';
import { Problem } from '../errors';
import { EdgeAbilities, ModelApplication, SsoModel } from '../model';
import { orAnotherEdge } from './other-edges';
import { Rule } from './rule';

function eachGrant(
  model: SsoModel,
  check: (application: ModelApplication, purpose: string, identity: IIdentity) => Problem | undefined,
): Problem[] {
  return model.applications.flatMap((application) =>
    Object.entries(application.grants).flatMap(([purpose, identities]) =>
      identities!.map((identity) => check(application, purpose, identity)).filter((problem) => problem !== undefined),
    ),
  );
}

/** Whether a machine comes in by an entrance of its issuer is settled before there is a model. */
const eachGrantToPeople: typeof eachGrant = (model, check) =>
  eachGrant({ ...model, applications: model.applications.filter(({ entrance }) => entrance === undefined) }, check);

export const grantsNameSomebody: Rule = {
  title: 'A grant names at least one identity: an empty list would be sent as a condition that everybody meets.',
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

export const grantsOfThisIssuer: Rule = {
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

export const grantsOfTheClaim: Rule = {
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

/**
 * The grants to identities that people get without an administrator.
 * @param known what is known of identities; each is looked for once, since a realm looks through the whole program
 */
export const automaticGrants =
  (known: Map<IIdentity, boolean>) =>
  (model: SsoModel): Problem[] => {
    const automatic = (identity: IIdentity) => {
      if (!known.has(identity)) known.set(identity, identity.automatic ?? false);
      return known.get(identity);
    };
    return eachGrant(model, (application, purpose, identity) =>
      automatic(identity)
        ? {
            path: model.path,
            got: identity.displayName,
            what:
              `${purpose} of ${application.id} is granted to a ${identity.identityKind} that people get ` +
              'without an administrator ' +
              `who gives it to them${identity.automaticBy === undefined ? '' : `: ${identity.automaticBy}`}`,
            allowed: 'groups and roles that an administrator gives to people',
            fix:
              `grant it to another ${identity.identityKind}, or openly to everyoneSignedIn(); where a mapper ` +
              'of a broker or ' +
              `directory may decide, set givenByMappers: true on the ${identity.identityKind}`,
          }
        : undefined,
    );
  };

export const grantsNotAutomatic: Rule = {
  title:
    'Nothing is granted to a group or role that people get without an administrator who gives it to them: by ' +
    'defaults of the realm, ' +
    'or by a mapper of a broker or directory.',
  check: (model) => automaticGrants(new Map())(model),
};

const carries =
  ({ claimValue }: IIdentity) =>
  (edge: EdgeAbilities) =>
    edge.refusesClaimValue(claimValue) === undefined;

export const grantsTheEdgeCanCarry: Rule = {
  title: 'The edge can carry the names of all identities.',
  check: (model) =>
    eachGrant(model, (application, purpose, identity) => {
      const allowed = model.edge.refusesClaimValue(identity.claimValue);
      return allowed === undefined
        ? undefined
        : {
            path: model.path,
            what:
              `${model.edge.name} cannot carry the name of an identity that ${purpose} of ${application.id} is ` +
              'granted to',
            got: identity.claimValue,
            allowed,
            fix: `rename the group${orAnotherEdge(model, carries(identity))}`,
          };
    }),
};
