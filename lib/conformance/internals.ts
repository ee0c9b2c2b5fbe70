import { MonitoringSso } from '../monitoring-sso';
import { placeAt } from '../protection/place';
import { valuesOf } from '../protection/values';
import { accessTable, AccessTable } from '../report/access-table';
import { ClusterValues } from '../report/report';

/** What the suite reads of a sign-on. */
export interface Internals {
  readonly table: AccessTable;
  /** What the edge and the applications must be started with. */
  readonly values: ClusterValues;
  /** Name of the proxy's Service. */
  readonly proxyService: string;
}

/** The parts of a sign-on that are not public. */
export function internalsOf(sso: MonitoringSso): Internals {
  const { domain } = placeAt(sso)!;
  return {
    table: accessTable(domain.model()),
    values: valuesOf(domain, domain.own),
    proxyService: domain.own.signOn.proxyService,
  };
}
