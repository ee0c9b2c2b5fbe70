import { Credential, requesterOf, Target } from './target';
import { decideAmong, Outcome } from '../../lib/access/decide';
import { placesOf } from '../../lib/report/access-table';

/** An address that a GET request would show to be open: the application answers it with a page, and nothing happens. */
export interface Door {
  readonly application: string;
  readonly host: string;
  /** Where the application is. */
  readonly base: string;
  readonly path: string;
  readonly url: string;
  /** What the application writes there and nowhere else, where that is known: whoever reads it is through this door, whatever the address was. */
  readonly tells?: RegExp;
}

// What Prometheus (`web/web.go`) and Alertmanager (`ui/web.go`) answer with status 200 at routes that are not for reading.
const TELLING: readonly (readonly [string, RegExp])[] = [['/-/healthy', /^(\w+ Server is Healthy|OK)\b/], ['/debug/pprof/cmdline', /^[^\s<]*(prometheus|alertmanager)\0/]];
const WITH_TELLING_DOORS = ['Prometheus', 'Alertmanager'];

/** The doors of a deployment that are to stay shut for somebody; of each application those first that tell most. */
export function shutFor({ table }: Target, credential: Credential): Door[] {
  const outcome = outcomesFor(table, credential);
  return doors(table).filter((door) => outcome(door) !== Outcome.ALLOW);
}

/** The doors of a deployment that somebody may go through. */
export function openFor({ table }: Target, credential: Credential): Door[] {
  const outcome = outcomesFor(table, credential);
  return doors(table).filter((door) => outcome(door) === Outcome.ALLOW);
}

/** One of these doors for each application. */
export const ofEachApplication = (doors: readonly Door[]): Door[] => doors.filter(({ application }, index) => index === doors.findIndex((door) => door.application === application));

/** What the program says about somebody, at whatever address is asked about; a reader, unless a method is named. */
export function outcomesFor(table: Target['table'], credential: Credential): (at: Pick<Door, 'host' | 'path'>, method?: string) => Outcome {
  const places = placesOf(table);
  const requester = requesterOf(table, credential);
  return ({ host, path }, method = 'GET') => decideAmong(places, { host, method, path }, requester).outcome;
}

/** Every host of a deployment, that of the sign-on first. */
export function hostsOf(table: Target['table']): string[] {
  return [...new Set([table.signOn.host, ...table.rows.map(({ host }) => host)])];
}

export function doors(table: Target['table']): Door[] {
  const found = new Map<string, Door>();
  for (const { application, kind, host } of table.rows) {
    const paths = table.rows.filter((row) => row.application === application).map(({ path }) => path);
    const base = [...paths].sort((a, b) => a.length - b.length)[0]!.replace(/\/$/, '');
    const add = (path: string, tells?: RegExp) => found.set(`${host}${path}`, found.get(`${host}${path}`) ?? { application, host, base, path, url: `https://${host}${path}`, tells });
    if (WITH_TELLING_DOORS.includes(kind)) for (const [path, tells] of TELLING) add(`${base}${path}`, tells);
    for (const path of paths) add(path);
  }
  return [...found.values()];
}
