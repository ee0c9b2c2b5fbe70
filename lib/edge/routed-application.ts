import { Decider } from './sign-on';
import { Location } from '../access/locations';

/** Where decisions about machines are asked for. Machines send a token with each request, and never sign in. */
export interface MachineDecider extends Decider {
  /** Requests a second that one address may make. */
  readonly requestsPerSecond: number;
}

/** An application with what an edge needs to route requests to it. */
export interface RoutedApplication {
  /** Id of the application, unique within the sign-on. */
  readonly id: string;
  /** Host that serves the application. */
  readonly host: string;
  /** The paths with their answers, from the most to the least specific: the first that holds a path decides. */
  readonly locations: Location[];
  /** Namespace of the application's Service, and of its routes. */
  readonly namespace: string;
  /** Name of the application's Service. */
  readonly service: string;
  /** Port of the application's Service. */
  readonly port: number;
  /** Whether the application may receive cookies. Remove the header `Cookie` otherwise. */
  readonly receivesCookies: boolean;
  /**
   * Where decisions about machines are asked for, if these are the routes for machines.
   * @default - the routes are for people
   */
  readonly machines?: MachineDecider;
}
