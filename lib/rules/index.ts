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
import { decisionHostsAlone, hostsOfClusters } from './hosts-of-clusters';
import { lifetimes } from './lifetimes';
import { machineAudiences, machineClusters, machineHosts, machineIssuers } from './machine-hosts';
import { methodsTheEdgeCanTell } from './methods';
import { routePrefix } from './route-prefix';
import { Rule } from './rule';
import { IIdentity } from '../access/identity';
import { ConfigurationError, Problem } from '../errors';
import { SsoModel } from '../model';

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
  'grants-not-automatic': grantsNotAutomatic, // again, since default groups and roles may be named later
};

/** What is known of identities: whether people get them without an administrator. To find out is expensive. */
export type KnownIdentities = Map<IIdentity, boolean>;

function problemsBy(rules: Readonly<Record<string, Rule>>, model: SsoModel, known: KnownIdentities): Problem[] {
  const checks = { ...rules, 'grants-not-automatic': { ...grantsNotAutomatic, check: automaticGrants(known) } };
  return Object.entries(checks).flatMap(([rule, { check }]) => check(model).map((problem) => ({ ...problem, rule })));
}

/** The problems of a model that may become larger, each with the id of its rule. */
export const problemsOf = (model: SsoModel, known: KnownIdentities = new Map()): Problem[] =>
  problemsBy(RULES, model, known);

/** The problems of a complete program, beside those of its parts. */
export const problemsWhenComplete = (model: SsoModel, known: KnownIdentities = new Map()): Problem[] =>
  problemsBy(FINAL_RULES, model, known);

/** Throws all problems of a model that may become larger. */
export function enforce(model: SsoModel): void {
  const problems = problemsOf(model);
  if (problems.length > 0) throw new ConfigurationError(...problems);
}
