import * as path from 'node:path';
import { Domain } from './domain';
import { reachedApplications } from './isolation';
import { valuesOf } from './values';
import { refuse } from '../errors';
import { monitoring } from '../metrics/monitoring';
import { accessTable } from '../report/access-table';
import { writeReport } from '../report/report';

/**
 * Which sign-on wrote its report to which folder in this process. It is a fact of the process, not of an object:
 * programs with an app for each environment write their reports side by side.
 */
const REPORTS = new Map<string, string>();

/**
 * Writes the report of a sign-on.
 * @param domain the sign-on
 * @param directory where to write
 */
export function writeSignOnReport(domain: Domain, directory: string): void {
  const place = path.resolve(directory);
  const before = REPORTS.get(place);
  if (before !== undefined && before !== domain.path) {
    refuse({
      path: domain.path,
      what: `${before} wrote its report there already`,
      got: directory,
      allowed: 'a folder for each sign-on',
      fix: `write writeReport('report/${domain.scope.node.id}')`,
    });
  }
  REPORTS.set(place, domain.path);
  const { remotes, entrances, watched } = domain;
  writeReport(directory, {
    table: accessTable(domain.model()),
    network: reachedApplications(domain),
    ...valuesOf(domain, domain.own),
    clusters: remotes.map((remote) => ({ id: remote.id, ...valuesOf(domain, remote) })),
    monitoring:
      watched &&
      monitoring(
        watched(),
        entrances.flatMap((entrance) => (entrance.watched ? [entrance.watched()] : [])),
      ),
  });
}
