import { cookieDomain } from './cookie-domain';
import { cookieDomainNoWider } from './cookie-domain-no-wider';
import { decisionHostsAlone } from './decision-hosts-alone';
import { distinctPlaces } from './distinct-places';
import { exactPathsTheEdgeCanPrefer } from './exact-paths-the-edge-can-prefer';
import { grantsNameSomebody } from './grants-name-somebody';
import { grantsNotAutomatic } from './grants-not-automatic';
import { grantsOfTheClaim } from './grants-of-the-claim';
import { grantsOfThisIssuer } from './grants-of-this-issuer';
import { grantsTheEdgeCanCarry } from './grants-the-edge-can-carry';
import { hostsAreGuarded } from './hosts-are-guarded';
import { hostsOfClusters } from './hosts-of-clusters';
import { HOSTS_OF_ONE_SIGN_ON } from './hosts-of-one-sign-on';
import { lifetimes } from './lifetimes';
import { machineAudiences } from './machine-audiences';
import { machineClusters } from './machine-clusters';
import { machineHosts } from './machine-hosts';
import { machineIssuers } from './machine-issuers';
import { methodsTheEdgeCanTell } from './methods-the-edge-can-tell';
import { NO_TERRAFORM_TOKEN } from './no-terraform-token';
import { pathsTheEdgeDecodes } from './paths-the-edge-decodes';
import { routePrefix } from './route-prefix';
import { Rule } from './rule';
import { ConfigurationError, Problem, refuse } from '../errors';
import { AcceptedException, SsoModel } from '../model';

type Rules = Readonly<Record<string, Rule>>;

const byId = (rules: readonly Rule[]): Rules => Object.fromEntries(rules.map((rule) => [rule.id, rule]));

/** Every rule on the model, by its id. */
export const RULES: Rules = byId([
  machineHosts, // first, as hosts of machines need no cookie
  machineIssuers,
  machineClusters,
  machineAudiences,
  hostsOfClusters,
  decisionHostsAlone,
  cookieDomain,
  distinctPlaces,
  exactPathsTheEdgeCanPrefer,
  grantsNameSomebody,
  grantsNotAutomatic,
  grantsOfTheClaim,
  grantsOfThisIssuer,
  grantsTheEdgeCanCarry,
  lifetimes,
  methodsTheEdgeCanTell,
  pathsTheEdgeDecodes,
  routePrefix,
]);

/** Rules that hold only when the program is complete. */
export const FINAL_RULES: Rules = byId([
  cookieDomainNoWider,
  hostsAreGuarded,
  grantsNotAutomatic, // again, since default groups and roles may be named later
]);

/** Rules on what no model of one sign-on holds. Problems that they find may not be accepted. */
export const OTHER_RULES: readonly Pick<Rule, 'id' | 'title'>[] = [HOSTS_OF_ONE_SIGN_ON, NO_TERRAFORM_TOKEN];

const problemsBy = (rules: Rules, model: SsoModel): Problem[] =>
  Object.entries(rules).flatMap(([id, rule]) => rule.check(model).map((problem) => ({ ...problem, rule: id })));

/** Whether an exception accepts a problem. */
const accepts = ({ rule, subject }: AcceptedException, problem: Problem): boolean =>
  rule === problem.rule && subject === problem.subject;

const unlessAccepted = (problems: readonly Problem[], { acceptedExceptions }: SsoModel): Problem[] =>
  problems.filter((problem) => !acceptedExceptions.some((exception) => accepts(exception, problem)));

/** The problems of a model that may become larger, each with the id of its rule. */
export const problemsOf = (model: SsoModel): Problem[] => unlessAccepted(problemsBy(RULES, model), model);

/** The problems of a complete program, in addition to those of its parts. */
export function problemsWhenComplete(model: SsoModel): Problem[] {
  const problems = problemsBy(FINAL_RULES, model);
  return [...unlessAccepted(problems, model), ...idleExceptions(model, problems)];
}

/** Rules whose problems may be accepted, by their ids. */
export const ACCEPTABLE: Rules = Object.fromEntries(
  Object.entries({ ...RULES, ...FINAL_RULES }).filter(([, { mayBeAccepted }]) => mayBeAccepted !== undefined),
);

/** Exceptions that accept nothing: the problem is gone, or they name another subject. */
function idleExceptions(model: SsoModel, final: readonly Problem[]): Problem[] {
  if (model.acceptedExceptions.length === 0) return [];
  const found = [...final, ...problemsBy(ACCEPTABLE, model)];
  const subjectsOf = (id: string) => found.flatMap(({ rule, subject }) => (rule === id ? (subject ?? []) : []));
  return model.acceptedExceptions
    .filter((exception) => !found.some((problem) => accepts(exception, problem)))
    .map(({ rule, subject }) => ({
      path: model.path,
      what: `an accepted exception of ${rule} matches no problem`,
      got: subject,
      allowed: [...new Set(subjectsOf(rule))].join(', ') || 'none, as the rule finds no problem',
      fix: 'remove it from acceptedExceptions, or correct its subject',
      rule: 'accepted-exceptions',
    }));
}

/**
 * Refuses exceptions of rules whose problems may not be accepted, and exceptions without a reason.
 * @param path path of the construct, for messages
 * @param exceptions what the program accepts
 */
export function checkExceptions(path: string, exceptions: readonly AcceptedException[]): AcceptedException[] {
  return exceptions.map(({ rule, subject, reason }) => {
    if (!Object.keys(ACCEPTABLE).includes(rule)) {
      const known = [...Object.values({ ...RULES, ...FINAL_RULES }), ...OTHER_RULES].some(({ id }) => id === rule);
      refuse({
        path,
        what: known
          ? `problems that the rule ${rule} finds may not be accepted`
          : 'an accepted exception names a rule that does not exist',
        got: rule,
        allowed: Object.keys(ACCEPTABLE).join(', '),
        fix: 'remove it from acceptedExceptions, and correct the problem',
      });
    }
    for (const [name, value] of Object.entries({ subject, reason })) {
      if (typeof value === 'string' && value.trim() !== '') continue;
      refuse({
        path,
        what: `an accepted exception of ${rule} has no ${name}`,
        got: value,
        allowed: name === 'subject' ? 'what the problem is about' : 'a reason, for those who read the report',
        fix: `give acceptedExceptions a ${name}`,
      });
    }
    return { rule, subject, reason };
  });
}

/** Throws all problems of a model that may become larger. */
export function enforce(model: SsoModel): void {
  const problems = problemsOf(model);
  if (problems.length > 0) throw new ConfigurationError(...problems);
}
