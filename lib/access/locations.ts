import { ApplicationAccess } from './application-access';
import { ApplicationRoute, PathMatch } from './application-route';
import { IIdentity } from './identity';
import { INCLUDED, Purpose } from './purpose';

/** Which identities a location permits for some HTTP methods. */
export interface MethodAnswer {
  /**
   * The methods, in capital letters. The comparison is case-sensitive.
   * @default - every method that no other answer of the location names
   */
  readonly methods?: string[];
  /** Purpose of the requests. */
  readonly purpose: Purpose;
  /** The identities that are permitted. With an empty list the route is closed: every request gets status 403. */
  readonly permitted: IIdentity[];
}

/** The safe methods (RFC 9110, 9.2.1) without TRACE, whose response contains the credentials of the request. */
export const READING_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** A path on a host that has access rules of its own. */
export interface Location {
  /** The path, decoded: `/` or a path without a slash at its end. */
  readonly path: string;
  /** How the path of a request is compared with the path of the location. */
  readonly match: PathMatch;
  /** The answers by method: at least one. Only the last one has no methods. */
  readonly answers: MethodAnswer[];
}

/** Returns the identities whose grants cover the purpose, each once, in the order of the grants. */
export function permittedFor(application: ApplicationAccess, purpose: Purpose): IIdentity[] {
  const found = new Map<string, IIdentity>();
  for (const granted of Object.values(Purpose)) {
    if (!INCLUDED[granted].includes(purpose)) continue;
    for (const identity of application.grants[granted] ?? []) found.set(keyOf(identity), identity);
  }
  return [...found.values()];
}

/** The answers at a path: those for methods that routes name, and one for all other methods. */
interface Answers {
  readonly named: readonly NamedAnswer[];
  readonly rest: MethodAnswer;
  /** Whether the program declares a route of the path without methods. */
  readonly restIsDeclared: boolean;
}

type NamedAnswer = MethodAnswer & { readonly methods: readonly string[] };

/**
 * Returns the application's routes as locations on its host, from the most to the least specific. The first location
 * that matches a request decides. Each location has an answer for every method:
 *
 * 1. A method that a route of the location names gets the answer of that route. HEAD and OPTIONS follow GET: servers
 *    use the handler of GET for HEAD, and neither may return more than GET.
 * 2. A reading method (`READING_METHODS`) that no route names gets the answer of the location without methods.
 * 3. Any other method, and any other spelling of a method, is allowed only for identities that every answer of the
 *    location permits. Unknown methods get the strictest answer because some applications ignore the case of a method,
 *    or treat an unknown method as a known one.
 */
export function locationsOf(application: ApplicationAccess): readonly Location[] {
  const computed = COMPUTED.get(application) ?? computeLocations(application);
  COMPUTED.set(application, computed);
  return computed;
}

/** The locations of each application, which several rules and every edge read. An application does not change. */
const COMPUTED = new WeakMap<ApplicationAccess, readonly Location[]>();

function computeLocations(application: ApplicationAccess): Location[] {
  const byPlace = new Map<string, { path: string; match: PathMatch; routes: ApplicationRoute[]; declared: boolean }>();
  const implicit: ApplicationRoute = { path: '/', purpose: Purpose.READ };
  for (const route of [implicit, ...application.routes]) {
    const path = join(application.path, route.path);
    const match = route.match ?? PathMatch.PREFIX;
    const key = `${match} ${path}`;
    const place = byPlace.get(key) ?? { path, match, routes: [], declared: false };
    place.routes.push(route);
    place.declared ||= route !== implicit && route.methods === undefined;
    byPlace.set(key, place);
  }
  const places = [...byPlace.values()].sort(moreSpecificFirst);
  const answerOf = ({ purpose }: ApplicationRoute): MethodAnswer => ({
    purpose,
    permitted: permittedFor(application, purpose),
  });
  // The answers of all routes with methods, for applications that have such routes.
  const byMethodAnywhere = application.routes.filter(({ methods }) => methods !== undefined).map(answerOf);

  const answersOf = (index: number): Answers => {
    const { path, routes, declared } = places[index];
    const own = namedAnswers(routes, answerOf);
    const general = routes.filter(({ methods }) => methods === undefined);
    if (general.length > 0) {
      return { named: own, rest: answerOf(general[general.length - 1]), restIsDeclared: declared };
    }
    const outer = answersOf(places.findIndex((other, at) => at > index && covers(other, path)));
    const names = new Set(own.flatMap(({ methods }) => methods));
    const inherited = outer.named
      .map((answer) => ({ ...answer, methods: answer.methods.filter((method) => !names.has(method)) }))
      .filter(({ methods }) => methods.length > 0);
    return { ...outer, named: [...own, ...inherited] };
  };
  return places.map(({ path, match }, index) => {
    const { named, rest, restIsDeclared } = answersOf(index);
    const others = named.length > 0 || restIsDeclared ? named : byMethodAnywhere;
    return { path, match, answers: [...named, ...answersToTheRest(named, rest, others)] };
  });
}

/**
 * Returns the answers of routes that name methods. A route for GET includes the other reading methods that no route
 * names.
 */
function namedAnswers(
  routes: readonly ApplicationRoute[],
  answerOf: (route: ApplicationRoute) => MethodAnswer,
): NamedAnswer[] {
  const named = new Set(routes.flatMap(({ methods = [] }) => methods));
  const unnamed = READING_METHODS.filter((method) => !named.has(method));
  return routes.flatMap((route) => {
    const { methods } = route;
    if (methods === undefined) return [];
    return [{ ...answerOf(route), methods: methods.includes('GET') ? [...methods, ...unnamed] : methods }];
  });
}

/**
 * Returns the answers to methods that no route names: one for reading methods, and one for all other methods, which
 * `others` must permit too.
 */
function answersToTheRest(
  named: readonly NamedAnswer[],
  rest: MethodAnswer,
  others: readonly MethodAnswer[],
): MethodAnswer[] {
  const permittedByOthers = others.map((other) => new Set(other.permitted.map(keyOf)));
  const strictest = [...others, rest].sort((a, b) => a.permitted.length - b.permitted.length)[0];
  const unnamed: MethodAnswer = {
    purpose: strictest.purpose,
    permitted: rest.permitted.filter((identity) =>
      permittedByOthers.every((permitted) => permitted.has(keyOf(identity))),
    ),
  };
  if (who(unnamed) === who(rest)) return [rest];
  const reading = READING_METHODS.filter((method) => !named.some(({ methods }) => methods.includes(method)));
  return [...(reading.length > 0 ? [{ ...rest, methods: reading }] : []), unnamed];
}

/** Whether the location matches the path, as Kubernetes defines `Exact` and `Prefix` for an Ingress. */
export function covers(location: { path: string; match: PathMatch }, path: string): boolean {
  if (path === location.path) return true;
  if (location.match === PathMatch.EXACT) return false;
  const prefix = location.path === '/' ? '/' : `${location.path}/`;
  return path.startsWith(prefix);
}

/** Returns the answer to a method. The comparison is case-sensitive. */
export function answerFor(answers: readonly MethodAnswer[], method: string): MethodAnswer {
  return answers.find((answer) => answer.methods?.includes(method)) ?? answers[answers.length - 1];
}

/** Whether two lists of answers permit the same identities for every method. */
export function answerAlike(some: readonly MethodAnswer[], others: readonly MethodAnswer[]): boolean {
  const anyOther = '';
  const named = [...some, ...others].flatMap((answer) => answer.methods ?? []);
  return [...named, anyOther].every((method) => who(answerFor(some, method)) === who(answerFor(others, method)));
}

/** Returns the answer of a location if it is the same for every method. */
export function oneAnswer({ answers }: Location): MethodAnswer | undefined {
  const [first, ...others] = answers;
  return others.every((answer) => who(answer) === who(first)) ? first : undefined;
}

const keyOf = ({ issuerUrl, claimValue }: IIdentity): string => `${issuerUrl} ${claimValue}`;

/** Whether the answer of any location depends on the method. */
export const dependsOnMethod = (locations: readonly Location[]): boolean =>
  locations.some((location) => oneAnswer(location) === undefined);

/** The permitted identities as a text, for comparisons. */
export function who(answer: MethodAnswer): string {
  return answer.permitted
    .map(({ claimValue }) => claimValue)
    .sort()
    .join(',');
}

/** Joins the path of an application and the path of a route. The result has no slash at the end, except for `/`. */
export function join(base: string, path: string): string {
  const joined = `${base === '/' ? '' : base}${path === '/' ? '' : path}`;
  return joined === '' ? '/' : joined.replace(/\/+$/, '');
}

function moreSpecificFirst(a: { path: string; match: PathMatch }, b: { path: string; match: PathMatch }): number {
  if (a.match !== b.match) return a.match === PathMatch.EXACT ? -1 : 1;
  return b.path.length - a.path.length;
}
