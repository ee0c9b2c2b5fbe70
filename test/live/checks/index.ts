import { access } from './access';
import { attacks } from './attacks';
import { audit } from './audit';
import { browser } from './browser';
import type { Edge } from '../edges/edge';
import type { Options } from '../options';
import type { Area, EdgeScene } from './check';
import { cluster } from './cluster';
import { clustersArea } from './clusters';
import { explain } from './explain';
import { faultsName } from './faults';
import { generic } from './generic';
import { headers } from './headers';
import { hosts } from './hosts';
import { imports } from './imports';
import { isolation } from './isolation';
import { logs } from './logs';
import { machines } from './machines';
import { methods } from './methods';
import { metrics } from './metrics';
import { options } from './options';
import { purposesArea } from './purposes';
import { random } from './random';
import { realms } from './realms';
import { refusals } from './refusals';
import { roles } from './roles';
import { sessions } from './sessions';
import { signIn } from './sign-in';
import { terraform } from './terraform';
import { verify } from './verify';
import { withdrawal } from './withdrawal';

export {
  cluster,
  clustersArea,
  generic,
  hosts,
  imports,
  machines,
  methods,
  options,
  purposesArea,
  random,
  realms,
  roles,
  terraform,
  withdrawal,
};

/** The areas that use an edge, in the order of a run. The last areas check the effects of the others. */
export const throughEdges: readonly Area<EdgeScene>[] = [
  browser,
  signIn,
  access,
  verify,
  explain,
  refusals,
  headers,
  metrics,
  attacks,
  isolation,
  sessions,
  audit,
  logs,
];

export const allAreas: readonly { readonly name: string }[] = [
  options,
  terraform,
  realms,
  cluster,
  imports,
  ...throughEdges,
  withdrawal,
  hosts,
  roles,
  generic,
  methods,
  random,
  purposesArea,
  machines,
  clustersArea,
  { name: faultsName },
];

/** Areas that a usual run does not include, because of the time that they take. */
const NOT_USUAL: readonly string[] = [methods, purposesArea, machines, clustersArea].map(({ name }) => name);

/**
 * Areas that a quick run does not include, with reasons. A new area is included unless it is listed here. Attacks on
 * methods need a sign-on with grants by method.
 */
export const NOT_QUICK: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    NOT_USUAL.filter((name) => name !== methods.name).map((name) => [name, 'a sign-on of its own']),
  ),
  [random.name]: 'sign-ons that were drawn by lot',
  [faultsName]: 'waits for what fails to come back',
  [withdrawal.name]: 'waits until a right is withdrawn',
};

/** Whether an area is part of a run: the selected areas, otherwise all that the usual or quick run includes. */
export const isWanted = (area: string, { only, all, quick }: Pick<Options, 'only' | 'all' | 'quick'>): boolean =>
  only?.includes(area) ?? (all || !(quick ? Object.keys(NOT_QUICK) : NOT_USUAL).includes(area));

/**
 * To save time, a run of all edges tests with Traefik's own resources only the checks that differ by edge, by area and
 * title. The HTTP behavior is that of the other Traefik, and the parts behind the edge are the same. `--edge
 * traefik-resources` runs all checks.
 */
const DIFFERENT: Readonly<Record<string, RegExp>> = {
  'browser': /deep link/,
  'sign-in': /./,
  'access': /./,
  'explain': /./,
  'refusals': /./,
  'headers': /./,
  'attacks': new RegExp(
    `\\[(${[
      'identity headers',
      'forwarded headers',
      'paths',
      'hosts',
      'methods',
      'return addresses',
      'authorization request',
      'cookies',
      'tokens',
      'websockets',
      'caches',
      'leaks',
      'tenancy',
    ].join('|')}): `,
  ),
  'sessions': /^(the session cookie|after the sign-out|without the proxy)/,
  'methods': /./,
  'hosts': /cookie of a refreshed session/,
  'purposes': /./,
  'machines': /./,
  'clusters': /./,
};

/** The checks of an area that are run on an edge; `named`: whether the command line asks for this edge. */
export function checksFor<S extends EdgeScene>(area: Area<S>, { name }: Edge, named: boolean): Area<S> {
  if (named || name !== 'traefik-resources') return area;
  const titles = DIFFERENT[area.name];
  return { ...area, checks: titles ? area.checks.filter(({ title }) => titles.test(title)) : [] };
}
