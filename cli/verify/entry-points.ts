import { Credential, requesterOf, Target } from './target';
import { decideAmong, Outcome } from '../../lib/access/decide';
import { placesOf } from '../../lib/report/access-table';

/** An address of an application that shows by a GET request whether access is granted. The request changes nothing. */
export interface EntryPoint {
  readonly application: string;
  readonly host: string;
  /** The path of the application. */
  readonly base: string;
  readonly path: string;
  readonly url: string;
  /**
   * Text that the application writes only at this path, if known. A client that reads it has access, whatever address
   * it asked for.
   */
  readonly marker?: RegExp;
}

// Prometheus (`web/web.go`) and Alertmanager (`ui/web.go`) answer with status 200 at these routes, which are not for
// reading.
const MARKERS: readonly (readonly [string, RegExp])[] = [
  ['/-/healthy', /^(\w+ Server is Healthy|OK)\b/],
  ['/debug/pprof/cmdline', /^[^\s<]*(prometheus|alertmanager)\0/],
];
const KINDS_WITH_MARKERS = ['Prometheus', 'Alertmanager'];

/** The entry points that a credential has no access to. Those with a marker come first for each application. */
export function deniedFor({ table }: Target, credential: Credential): EntryPoint[] {
  const outcome = outcomesFor(table, credential);
  return entryPoints(table).filter((entry) => outcome(entry) !== Outcome.ALLOW);
}

/** The entry points that a credential has access to. */
export function allowedFor({ table }: Target, credential: Credential): EntryPoint[] {
  const outcome = outcomesFor(table, credential);
  return entryPoints(table).filter((entry) => outcome(entry) === Outcome.ALLOW);
}

/** The first entry point of each application. */
export const onePerApplication = (entries: readonly EntryPoint[]): EntryPoint[] =>
  entries.filter(({ application }, index) => index === entries.findIndex((entry) => entry.application === application));

/** Return a function that gives the decision of the program for an address. The method is GET by default. */
export function outcomesFor(
  table: Target['table'],
  credential: Credential,
): (at: Pick<EntryPoint, 'host' | 'path'>, method?: string) => Outcome {
  const places = placesOf(table);
  const requester = requesterOf(table, credential);
  return ({ host, path }, method = 'GET') => decideAmong(places, { host, method, path }, requester).outcome;
}

/** All hosts of a deployment; the host of the sign-on comes first. */
export function hostsOf(table: Target['table']): string[] {
  return [...new Set([table.signOn.host, ...table.rows.map(({ host }) => host)])];
}

export function entryPoints(table: Target['table']): EntryPoint[] {
  const found = new Map<string, EntryPoint>();
  for (const { application, kind, host } of table.rows) {
    const paths = table.rows.filter((row) => row.application === application).map(({ path }) => path);
    const base = [...paths].sort((a, b) => a.length - b.length)[0]!.replace(/\/$/, '');
    const add = (path: string, marker?: RegExp) =>
      found.set(
        `${host}${path}`,
        found.get(`${host}${path}`) ?? { application, host, base, path, url: `https://${host}${path}`, marker },
      );
    if (KINDS_WITH_MARKERS.includes(kind)) for (const [path, marker] of MARKERS) add(`${base}${path}`, marker);
    for (const path of paths) add(path);
  }
  return [...found.values()];
}
