import { Credential, requesterOf, Target } from './target';
import { decideAmong, Outcome } from '../access/decide';
import { placesOf } from '../report/access-table';

/** An address that a GET request would show to be open: the application answers it with a page, and nothing happens. */
export interface Door {
  readonly host: string;
  /** Where the application is. */
  readonly base: string;
  readonly path: string;
  readonly url: string;
}

// What Prometheus (`web/web.go`) and Alertmanager (`ui/web.go`) answer with status 200 at routes that are not for reading.
const TELLING: Readonly<Record<string, readonly string[]>> = {
  Prometheus: ['/-/healthy', '/debug/pprof/cmdline'],
  Alertmanager: ['/-/healthy', '/debug/pprof/cmdline'],
};

/** The doors of a deployment that are to stay shut for somebody. */
export function shutFor({ table }: Target, credential: Credential): Door[] {
  return doors(table).filter(({ host, path }) => decideAmong(placesOf(table), { host, method: 'GET', path }, requesterOf(table, credential)).outcome !== Outcome.ALLOW);
}

/** The doors of a deployment that somebody may go through. */
export function openFor({ table }: Target, credential: Credential): Door[] {
  return doors(table).filter(({ host, path }) => decideAmong(placesOf(table), { host, method: 'GET', path }, requesterOf(table, credential)).outcome === Outcome.ALLOW);
}

function doors(table: Target['table']): Door[] {
  const found = new Map<string, Door>();
  for (const { application, kind, host } of table.rows) {
    const base = table.rows.filter((row) => row.application === application).map(({ path }) => path).sort((a, b) => a.length - b.length)[0]!.replace(/\/$/, '');
    const paths = [...table.rows.filter((row) => row.application === application).map(({ path }) => path), ...(TELLING[kind] ?? []).map((path) => `${base}${path}`)];
    for (const path of paths) found.set(`${host}${path}`, { host, base, path, url: `https://${host}${path}` });
  }
  return [...found.values()];
}
