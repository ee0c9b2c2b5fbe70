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
   * The HTTP methods that the route is limited to, in capitals. GET includes HEAD and OPTIONS, unless another route of
   * the path names them.
   *
   * Where a path has routes with methods, the reading methods (GET, HEAD, OPTIONS) that these do not name belong to the
   * next more general route. Every other method, and every other spelling of one, passes only for those that all routes
   * of the path permit.
   *
   * An application with a route like this answers so at all its paths, except those that a route without methods names.
   * To let its readers use another method at a path, add a route for reading that names the path alone, such as
   * `{ path: '/api/query', purpose: Purpose.READ }`.
   * @default - every method
   */
  readonly methods?: string[];
}
