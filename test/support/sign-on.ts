import { MonitoringSso, SignOnDomain } from '../../lib';
import type { Domain } from '../../lib/protection/domain';
import { placeAt } from '../../lib/protection/place';
import { valuesOf } from '../../lib/protection/values';
import { accessTable, AccessTable } from '../../lib/report/access-table';

/** The sign-on behind a construct, of a program that is complete or not. */
export const domainOf = (signOn: MonitoringSso | SignOnDomain): Domain => placeAt(signOn)!.domain;

/** The table of access, as the report holds it. */
export const tableOf = (signOn: MonitoringSso | SignOnDomain): AccessTable => accessTable(domainOf(signOn).model());

/** The values of the report for the cluster of a sign-on. */
export const ownValuesOf = (signOn: MonitoringSso | SignOnDomain) => valuesOf(domainOf(signOn), domainOf(signOn).own);
