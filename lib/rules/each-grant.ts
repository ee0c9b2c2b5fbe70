import { Problem } from '../errors';
import { ModelApplication, ModelIdentity, SsoModel } from '../model';

/** The problems of every grant of a model. */
export function eachGrant(
  model: SsoModel,
  check: (application: ModelApplication, purpose: string, identity: ModelIdentity) => Problem | undefined,
): Problem[] {
  return model.applications.flatMap((application) =>
    Object.entries(application.grants).flatMap(([purpose, identities]) =>
      identities!.map((identity) => check(application, purpose, identity)).filter((problem) => problem !== undefined),
    ),
  );
}

/** Grants to machines are checked against the issuers of entrances before there is a model. */
export const eachGrantToPeople: typeof eachGrant = (model, check) =>
  eachGrant({ ...model, applications: model.applications.filter(({ entrance }) => entrance === undefined) }, check);
