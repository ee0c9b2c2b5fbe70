import { Purpose } from './purpose';

/** How the path of a route is compared with the path of a request. */
export enum PathMatch {
  /** The whole path is equal. */
  EXACT = 'exact',
  /** The path, or any path below it, element by element. */
  PREFIX = 'prefix',
}

/** A route of an application, relative to the path that the application is served at. */
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
   * The HTTP methods that the route is limited to, in capital letters. GET includes HEAD and OPTIONS, unless another
   * route of the path names them.
   *
   * If a path has routes with methods, the reading methods (GET, HEAD, OPTIONS) that these routes do not name belong to
   * the next more general route. Every other method, and every other spelling of a method, is allowed only for
   * identities that all routes of the path permit.
   *
   * If one route of an application has methods, this applies to all paths of the application, except those that a route
   * without methods names. To allow readers another method at a path, add a route for reading without methods, such as
   * `{ path: '/api/query', purpose: Purpose.READ }`.
   * @default - every method
   */
  readonly methods?: string[];
}
