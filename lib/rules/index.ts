import { cookieDomain, cookieDomainNoWider } from './cookie-domain';
import { distinctPlaces } from './distinct-places';
import { pathsTheEdgeDecodes } from './encoded-paths';
import { exactPathsTheEdgeCanPrefer } from './exact-paths';
import {
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

/** The problems of a complete program. */
export function completed(model: SsoModel): Problem[] {
  return Object.values(FINAL_RULES).flatMap((rule) => rule.check(model));
}

/** Throws the first problem that a rule finds. */
export function enforce(model: SsoModel): void {
  for (const rule of Object.values(RULES)) {
    const [problem] = rule.check(model);
    if (problem) throw new ConfigurationError(problem);
  }
}
