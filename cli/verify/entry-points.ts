import { Credential, requesterOf, Target } from './target';
import { decideAmong, Outcome } from '../../lib/access/decide';
import { placesOf } from '../../lib/report/access-table';

/** An address that a GET request would show to be open: the application answers it with a page, and nothing happens. */
export interface EntryPoint {
  readonly application: string;
  readonly host: string;
  /** Where the application is. */
  readonly base: string;
  readonly path: string;
  readonly url: string;
  /** What the application writes there and nowhere else, where that is known: whoever reads it is through this door, whatever the address was. */
  readonly marker?: RegExp;
}

// What Prometheus (`web/web.go`) and Alertmanager (`ui/web.go`) answer with status 200 at routes that are not for reading.
const MARKERS: readonly (readonly [string, RegExp])[] = [
  ['/-/healthy', /^(\w+ Server is Healthy|OK)\b/],
  ['/debug/pprof/cmdline', /^[^\s<]*(prometheus|alertmanager)\0/],
];
const KINDS_WITH_MARKERS = ['Prometheus', 'Alertmanager'];

/** The doors of a deployment that are to stay shut for somebody; of each application those first that tell most. */
export function deniedFor({ table }: Target, credential: Credential): EntryPoint[] {
  const outcome = outcomesFor(table, credential);
  return entryPoints(table).filter((entry) => outcome(entry) !== Outcome.ALLOW);
}

/** The doors of a deployment that somebody may go through. */
export function allowedFor({ table }: Target, credential: Credential): EntryPoint[] {
  const outcome = outcomesFor(table, credential);
  return entryPoints(table).filter((entry) => outcome(entry) === Outcome.ALLOW);
}

/** One of these doors for each application. */
export const onePerApplication = (entryPoints: readonly EntryPoint[]): EntryPoint[] =>
  entryPoints.filter(
    ({ application }, index) => index === entryPoints.findIndex((entry) => entry.application === application),
  );

/** What the program says about somebody, at whatever address is asked about; a reader, unless a method is named. */
export function outcomesFor(
  table: Target['table'],
  credential: Credential,
): (at: Pick<EntryPoint, 'host' | 'path'>, method?: string) => Outcome {
  const places = placesOf(table);
  const requester = requesterOf(table, credential);
  return ({ host, path }, method = 'GET') => decideAmong(places, { host, method, path }, requester).outcome;
}

/** Every host of a deployment, that of the sign-on first. */
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
