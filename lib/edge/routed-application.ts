import { RoutedOptions } from './route-options';
import { Decider } from './sign-on';
import { Location } from '../access/locations';

/** The proxy that decides about machines. Machines send a token with each request, and do not sign in. */
export interface MachineDecider extends Decider {
  /** The maximum number of requests in a second from one address. */
  readonly requestsPerSecond: number;
}

/** An application with what an edge needs to route requests to it. */
export interface RoutedApplication {
  /** Id of the application, unique within the sign-on. */
  readonly id: string;
  /** Host that serves the application. */
  readonly host: string;
  /** The paths with their answers, the most specific first: the first that contains a requested path decides. */
  readonly locations: Location[];
  /** Namespace of the application's Service, and of its routes. */
  readonly namespace: string;
  /** Name of the application's Service. */
  readonly service: string;
  /** Port of the application's Service. */
  readonly port: number;
  /** Whether the application may receive cookies. Otherwise, remove the header `Cookie`. */
  readonly receivesCookies: boolean;
  /**
   * Sizes, times and other settings of the routes, of those that the edge has (`EdgeAbilities.routeOptions`).
   * @default - none is given
   */
  readonly options?: RoutedOptions;
  /**
   * The proxy that decides about machines, if these are routes for machines.
   * @default - the routes are for people
   */
  readonly machines?: MachineDecider;
}
