import { ApplicationRoute } from './application-route';
import { IIdentity } from './identity';
import { Purpose } from './purpose';

/** An application at one host and path, with its grants. The data is complete and immutable. */
export interface ApplicationAccess {
  /** Unique within the sign-on. Ids of constructs and names of report files contain it. */
  readonly id: string;
  /** Kind of the application, for people to read: `Prometheus`. */
  readonly kind: string;
  readonly host: string;
  /** Path that the application is served at: `/` or a path without a slash at its end. */
  readonly path: string;
  readonly routes: readonly ApplicationRoute[];
  readonly grants: Readonly<Partial<Record<Purpose, readonly IIdentity[]>>>;
  /**
   * Id of the machine entrance that serves the application here. Only tokens for this entrance are accepted.
   * @default - the application is served to people
   */
  readonly entrance?: string;
}
