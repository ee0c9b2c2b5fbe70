import { cookieDomain } from './cookie-domain';
import { distinctPlaces } from './distinct-places';
import { exactPathsTheEdgeCanPrefer } from './exact-paths';
import { grantsNameSomebody, grantsNotAutomatic, grantsOfThisIssuer, grantsTheEdgeCanCarry } from './grants';
import { lifetimes } from './lifetimes';
import { methodsTheEdgeCanTell } from './methods';
import { routePrefix } from './route-prefix';
import { Rule } from './rule';
import { ConfigurationError } from '../errors';
import { SsoModel } from '../model';

/** Every rule on the model, by its id. */
export const RULES: Readonly<Record<string, Rule>> = {
  'cookie-domain': cookieDomain,
  'distinct-places': distinctPlaces,
  'exact-paths-the-edge-can-prefer': exactPathsTheEdgeCanPrefer,
  'grants-name-somebody': grantsNameSomebody,
  'grants-not-automatic': grantsNotAutomatic,
  'grants-of-this-issuer': grantsOfThisIssuer,
  'grants-the-edge-can-carry': grantsTheEdgeCanCarry,
  'lifetimes': lifetimes,
  'methods-the-edge-can-tell': methodsTheEdgeCanTell,
  'route-prefix': routePrefix,
};

/** Throws the first problem that a rule finds. */
export function enforce(model: SsoModel): void {
  for (const rule of Object.values(RULES)) {
    const [problem] = rule.check(model);
    if (problem) throw new ConfigurationError(problem);
  }
}
