import { ApplicationRoute } from './application-route';
import { IIdentity } from './identity';
import { Purpose } from './purpose';

/** One application at one place, with who was granted what. Plain data, complete, never changed. */
export interface ApplicationAccess {
  /** Unique within the sign-on domain; ids of constructs and names of report files come from it. */
  readonly id: string;
  /** The kind of application, for people: `Prometheus`. */
  readonly kind: string;
  readonly host: string;
  /** Where it is served: `/` or a path without a slash at its end. */
  readonly path: string;
  readonly routes: readonly ApplicationRoute[];
  readonly grants: Readonly<Partial<Record<Purpose, readonly IIdentity[]>>>;
  /**
   * The way in by which this is how the application is seen: the id of a machine entrance. Everybody else is nobody
   * there.
   * @default - that of people
   */
  readonly entrance?: string;
}
