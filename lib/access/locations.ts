import { PathMatch } from './application-route';
import { IIdentity } from './identity';
import { ProtectedApplication } from './model';
import { INCLUDED, Purpose } from './purpose';

/** The answer for some methods at a location. No methods: all that no other answer of the location names. */
export interface MethodAnswer {
  readonly methods?: readonly string[];
  readonly purpose: Purpose;
  /** Who may pass. Empty: closed. */
  readonly permitted: readonly IIdentity[];
}

/** A place on a host where the answer may differ from its surroundings. */
export interface Location {
  readonly path: string;
  readonly match: PathMatch;
  readonly answers: readonly MethodAnswer[];
}

/** The identities whose grants cover the purpose, in the order granted, each once. */
export function permittedFor(application: ProtectedApplication, purpose: Purpose): IIdentity[] {
  const found = new Map<string, IIdentity>();
  for (const granted of Object.values(Purpose)) {
    if (!INCLUDED[granted].includes(purpose)) continue;
    for (const identity of application.grants[granted] ?? []) found.set(`${identity.issuerUrl} ${identity.claimValue}`, identity);
  }
  return [...found.values()];
}

/**
 * The application's routes as locations on its host, from the most to the least specific: the order in which the first
 * match decides. Each location answers for every method: methods that its own routes do not name are answered as the next more
 * general location would.
 */
export function locationsOf(application: ProtectedApplication): Location[] {
  const byPlace = new Map<string, { path: string; match: PathMatch; routes: ProtectedApplication['routes'][number][] }>();
  for (const route of [{ path: '/', purpose: Purpose.READ }, ...application.routes]) {
    const path = join(application.path, route.path);
    const match = ('match' in route && route.match) || PathMatch.PREFIX;
    const key = `${match} ${path}`;
    const place = byPlace.get(key) ?? { path, match, routes: [] };
    place.routes.push(route);
    byPlace.set(key, place);
  }
  const places = [...byPlace.values()].sort(moreSpecificFirst);
  const answersOf = (index: number): MethodAnswer[] => {
    const place = places[index];
    const own = place.routes.map((route) => ({
      methods: route.methods, purpose: route.purpose, permitted: permittedFor(application, route.purpose),
    }));
    const general = own.filter((answer) => answer.methods === undefined);
    const byMethod = own.filter((answer) => answer.methods !== undefined);
    if (general.length > 0) return [...byMethod, general[general.length - 1]];
    const outer = places.findIndex((other, at) => at > index && covers(other, place.path));
    const named = new Set(byMethod.flatMap((answer) => answer.methods ?? []));
    const inherited = answersOf(outer)
      .map((answer) => answer.methods ? { ...answer, methods: answer.methods.filter((method) => !named.has(method)) } : answer)
      .filter((answer) => answer.methods === undefined || answer.methods.length > 0);
    return [...byMethod, ...inherited];
  };
  return places.map((place, index) => ({ path: place.path, match: place.match, answers: answersOf(index) }));
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

/** Who may pass, as a text to compare. */
export function who(answer: MethodAnswer): string {
  return answer.permitted.map(({ claimValue }) => claimValue).sort().join(',');
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
