import { IMachineIssuer } from '../machines/machine-issuer';
import { ProxyOptions } from '../oauth2-proxy/proxy-workload';

/** The host that the machines of one issuer use. A proxy of its own decides about their requests. */
export interface MachineEntranceOptions {
  /** The issuer whose tokens are accepted, and no others: a `ServiceAccountIssuer`, or `KeycloakMachines`. */
  readonly issuer: IMachineIssuer;
  /**
   * Host that only these machines use. Applications are served there at the same paths as for people, except those with
   * `machineHosts`.
   */
  readonly host: string;
  /**
   * How many requests per second one address may send to each replica of the edge. Requests above the limit are refused
   * with status 429 or 503.
   * @default 50
   */
  readonly requestsPerSecond?: number;
  /**
   * The pods of the proxy.
   * @default - two pods of the release that the library was tested with
   */
  readonly proxy?: ProxyOptions;
}
