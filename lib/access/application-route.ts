import { Purpose } from './purpose';

/** How the path of a route is compared with the path of a request. */
export enum PathMatch {
  /** The whole path is equal. */
  EXACT = 'exact',
  /** The path, or any path below it, element by element. */
  PREFIX = 'prefix',
}

/** A route of an application, relative to where the application is served. */
export interface ApplicationRoute {
  /** Path below the application's own root, for example `/api/v1/write`. */
  readonly path: string;
  /** What the route is for. */
  readonly purpose: Purpose;
  /**
   * How the path is compared.
   * @default PathMatch.PREFIX
   */
  readonly match?: PathMatch;
  /**
   * The HTTP methods that the route is limited to, in capitals. Other methods belong to the next more general route.
   * @default - every method
   */
  readonly methods?: string[];
}
