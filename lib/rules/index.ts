import { cookieDomain, cookieDomainNoWider } from './cookie-domain';
import { distinctPlaces } from './distinct-places';
import { pathsTheEdgeDecodes } from './encoded-paths';
import { exactPathsTheEdgeCanPrefer } from './exact-paths';
import {
  automaticGrants,
  grantsNameSomebody,
  grantsNotAutomatic,
  grantsOfTheClaim,
  grantsOfThisIssuer,
  grantsTheEdgeCanCarry,
} from './grants';
import { hostsAreGuarded } from './hosts-are-guarded';
import { decisionHostsAlone, hostsOfClusters } from './hosts-of-clusters';
import { lifetimes } from './lifetimes';
import { machineAudiences, machineClusters, machineHosts, machineIssuers } from './machine-hosts';
import { methodsTheEdgeCanTell } from './methods';
import { routePrefix } from './route-prefix';
import { Rule } from './rule';
import { IIdentity } from '../access/identity';
import { ConfigurationError, Problem, refuse } from '../errors';
import { AcceptedException, SsoModel } from '../model';

/** Every rule on the model, by its id. */
export const RULES: Readonly<Record<string, Rule>> = {
  // First, as hosts of machines need no cookie.
  'machine-hosts': machineHosts,
  'machine-issuers': machineIssuers,
  'machine-clusters': machineClusters,
  'machine-audiences': machineAudiences,
  'hosts-of-clusters': hostsOfClusters,
  'decision-hosts-alone': decisionHostsAlone,
  'cookie-domain': cookieDomain,
  'distinct-places': distinctPlaces,
  'exact-paths-the-edge-can-prefer': exactPathsTheEdgeCanPrefer,
  'grants-name-somebody': grantsNameSomebody,
  'grants-not-automatic': grantsNotAutomatic,
  'grants-of-the-claim': grantsOfTheClaim,
  'grants-of-this-issuer': grantsOfThisIssuer,
  'grants-the-edge-can-carry': grantsTheEdgeCanCarry,
  'lifetimes': lifetimes,
  'methods-the-edge-can-tell': methodsTheEdgeCanTell,
  'paths-the-edge-decodes': pathsTheEdgeDecodes,
  'route-prefix': routePrefix,
};

/** Rules that hold only when the program is complete. */
export const FINAL_RULES: Readonly<Record<string, Rule>> = {
  'cookie-domain-no-wider': cookieDomainNoWider,
  'hosts-are-guarded': hostsAreGuarded,
  'grants-not-automatic': grantsNotAutomatic, // again, since default groups and roles may be named later
};

/** What is known of identities: whether people get them without an administrator. To find out is expensive. */
export type KnownIdentities = Map<IIdentity, boolean>;

type Rules = Readonly<Record<string, Rule>>;

function problemsBy(rules: Rules, model: SsoModel, known: KnownIdentities): Problem[] {
  return Object.entries(rules).flatMap(([id, rule]) => {
    const check = rule === grantsNotAutomatic ? automaticGrants(known) : rule.check;
    return check(model).map((problem) => ({ ...problem, rule: id }));
  });
}

/** Whether an exception accepts a problem. */
const accepts = ({ rule, subject }: AcceptedException, problem: Problem): boolean =>
  rule === problem.rule && subject === problem.subject;

const unlessAccepted = (problems: readonly Problem[], { acceptedExceptions }: SsoModel): Problem[] =>
  problems.filter((problem) => !acceptedExceptions.some((exception) => accepts(exception, problem)));

/** The problems of a model that may become larger, each with the id of its rule. */
export const problemsOf = (model: SsoModel, known: KnownIdentities = new Map()): Problem[] =>
  unlessAccepted(problemsBy(RULES, model, known), model);

/** The problems of a complete program, beside those of its parts. */
export function problemsWhenComplete(model: SsoModel, known: KnownIdentities = new Map()): Problem[] {
  const problems = problemsBy(FINAL_RULES, model, known);
  return [...unlessAccepted(problems, model), ...idleExceptions(model, problems)];
}

/** Rules whose problems may be accepted, by their ids. */
export const ACCEPTABLE: Rules = Object.fromEntries(
  Object.entries({ ...RULES, ...FINAL_RULES }).filter(([, { mayBeAccepted }]) => mayBeAccepted !== undefined),
);

/** Exceptions that accept nothing: what they were for is gone, or they never named it. */
function idleExceptions(model: SsoModel, final: readonly Problem[]): Problem[] {
  if (model.acceptedExceptions.length === 0) return [];
  const found = [...final, ...problemsBy(ACCEPTABLE, model, new Map())];
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
      const known = Object.keys({ ...RULES, ...FINAL_RULES }).includes(rule);
      refuse({
        path,
        what: known
          ? `problems that the rule ${rule} finds may not be accepted`
          : 'an accepted exception names a rule that does not exist',
        got: rule,
        allowed: Object.keys(ACCEPTABLE).join(', '),
        fix: 'remove it from acceptedExceptions, and mend the problem',
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
