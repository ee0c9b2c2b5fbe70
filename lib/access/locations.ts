import { ApplicationAccess } from './application-access';
import { ApplicationRoute, PathMatch } from './application-route';
import { IIdentity } from './identity';
import { INCLUDED, Purpose } from './purpose';

/** The answer to requests with some methods at a location. */
export interface MethodAnswer {
  /**
   * The methods, in capitals. They are compared with their case.
   * @default - every method that no other answer of the location names
   */
  readonly methods?: string[];
  /** What the requests are for. */
  readonly purpose: Purpose;
  /** The identities that may pass. With an empty list the route is closed: it answers 403 to every request. */
  readonly permitted: IIdentity[];
}

/** The methods that change nothing (RFC 9110, 9.2.1), less TRACE, which returns the credentials of the request. */
export const READING_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** A path on a host whose answer may differ from that of the paths around it. */
export interface Location {
  /** The path, decoded: `/` or a path without a slash at its end. */
  readonly path: string;
  /** How the path of a request is compared with it. */
  readonly match: PathMatch;
  /** The answers by method. At least one, and exactly one without methods, which is the last. */
  readonly answers: MethodAnswer[];
}

/** The identities whose grants cover the purpose, in the order granted, each once. */
export function permittedFor(application: ApplicationAccess, purpose: Purpose): IIdentity[] {
  const found = new Map<string, IIdentity>();
  for (const granted of Object.values(Purpose)) {
    if (!INCLUDED[granted].includes(purpose)) continue;
    for (const identity of application.grants[granted] ?? []) found.set(keyOf(identity), identity);
  }
  return [...found.values()];
}

/** The answers at a place before methods that no route names are told apart: those by name, and one for the rest. */
interface Answers {
  readonly named: readonly NamedAnswer[];
  readonly rest: MethodAnswer;
  /** Whether a route says that the rest is for every method. */
  readonly restIsDeclared: boolean;
}

type NamedAnswer = MethodAnswer & { readonly methods: readonly string[] };

/**
 * The application's routes as locations on its host, from the most to the least specific: the order in which the first
 * match decides. Each location answers for every method:
 *
 * 1. A method that a route of the location names is answered by that route. HEAD and OPTIONS follow GET: servers answer
 *    HEAD with the handler of GET, and neither may tell more than GET does.
 * 2. A reading method (`READING_METHODS`) that is not named is answered as the location without methods is.
 * 3. Any other method, and any other spelling of one, passes only for those that every answer of the location permits.
 *    What is not recognized gets the strictest answer, since some applications ignore the case of a method or treat
 *    unknown ones as another.
 */
export function locationsOf(application: ApplicationAccess): Location[] {
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
  // An application that tells methods apart anywhere: what its routes with methods are for.
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
 * The answers of routes that name methods. A route for GET is for the other reading methods too, if none names them.
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

/** The answers to methods that no route names: reading ones, and all others, which must pass `others` too. */
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

/** Whether the location holds the path, as Kubernetes defines `Exact` and `Prefix` for an Ingress. */
export function covers(location: { path: string; match: PathMatch }, path: string): boolean {
  if (path === location.path) return true;
  if (location.match === PathMatch.EXACT) return false;
  const prefix = location.path === '/' ? '/' : `${location.path}/`;
  return path.startsWith(prefix);
}

/** The answer to a method, whose name is told apart by case. */
export function answerFor(answers: readonly MethodAnswer[], method: string): MethodAnswer {
  return answers.find((answer) => answer.methods?.includes(method)) ?? answers[answers.length - 1];
}

/** Whether two lists of answers let in the same identities by every method. */
export function answerAlike(some: readonly MethodAnswer[], others: readonly MethodAnswer[]): boolean {
  const anyOther = '';
  const named = [...some, ...others].flatMap((answer) => answer.methods ?? []);
  return [...named, anyOther].every((method) => who(answerFor(some, method)) === who(answerFor(others, method)));
}

/** The answer of a location, where every method has the same. */
export function oneAnswer({ answers }: Location): MethodAnswer | undefined {
  const [first, ...others] = answers;
  return others.every((answer) => who(answer) === who(first)) ? first : undefined;
}

const keyOf = ({ issuerUrl, claimValue }: IIdentity): string => `${issuerUrl} ${claimValue}`;

/** Whether the answer depends on the method anywhere. */
export const dependsOnMethod = (locations: readonly Location[]): boolean =>
  locations.some((location) => oneAnswer(location) === undefined);

/** Who may pass, as a text to compare. */
export function who(answer: MethodAnswer): string {
  return answer.permitted
    .map(({ claimValue }) => claimValue)
    .sort()
    .join(',');
}

/** Joins the application's place and a route's path; no slash at the end, except for `/` itself. */
export function join(base: string, path: string): string {
  const joined = `${base === '/' ? '' : base}${path === '/' ? '' : path}`;
  return joined === '' ? '/' : joined.replace(/\/+$/, '');
}

function moreSpecificFirst(a: { path: string; match: PathMatch }, b: { path: string; match: PathMatch }): number {
  if (a.match !== b.match) return a.match === PathMatch.EXACT ? -1 : 1;
  return b.path.length - a.path.length;
}
