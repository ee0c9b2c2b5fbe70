import { Domain } from './domain';
import { placeOf } from './place';
import { ProtectOptions } from './protect-options';
import { ProtectedApplication } from './protected-application';
import { ISignOnScope } from './sign-on-scope';
import { IIdentity } from '../access/identity';
import { Purpose } from '../access/purpose';
import { Application } from '../applications/application';
import { refuse } from '../errors';

/**
 * Protects an application, by the id that the options give or the one that follows from its kind.
 * @param scope the sign-on, or one of its clusters
 * @param application what to protect
 * @param options where, and who may do what
 */
export function protect(scope: ISignOnScope, application: Application, options: ProtectOptions): ProtectedApplication {
  const { domain, cluster } = placeOf(scope, 'ProtectedApplication');
  if (options === undefined) {
    refuse({
      path: domain.path,
      what: 'protect() needs to know who may do what',
      got: options,
      allowed: 'at least one grant',
      fix: 'name who may read',
    });
  }
  const { id = [cluster.id, application.kind.toLowerCase()].filter(Boolean).join('-'), ...access } = options;
  return new ProtectedApplication(scope, id, { ...access, application });
}

/** The protected applications of a sign-on, in the order in which they were protected. */
export const applicationsOf = (domain: Domain): ProtectedApplication[] =>
  domain.applications.map(({ construct }) => construct as ProtectedApplication);

/** Whether an identity, alone, may use an application of a sign-on for a purpose. */
export function allows(domain: Domain, identity: IIdentity, purpose: Purpose, id: string): boolean {
  const application = domain.application(id)?.construct as ProtectedApplication | undefined;
  if (!application) {
    refuse({
      path: domain.path,
      what: 'no application of this id is protected',
      got: id,
      allowed:
        applicationsOf(domain)
          .map((each) => each.id)
          .join(', ') || 'none yet',
      fix: 'call protect() first, or correct the id',
    });
  }
  return application.allows(identity, purpose);
}
