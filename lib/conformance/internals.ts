import { SignOn } from '../edge/sign-on';
import { MonitoringSso } from '../monitoring-sso';
import { AccessTable } from '../report/access-table';

/** What a comparison reads of a sign-on and is not part of its public interface. */
interface Internals {
  readonly own: { readonly signOn: SignOn };
  accessTable(): AccessTable;
  valuesOf(cluster: object): { readonly controllerValues: Readonly<Record<string, object>> };
}

/** The parts of a sign-on that the suite reads. */
export const internalsOf = (sso: MonitoringSso): Internals => sso as unknown as Internals;
