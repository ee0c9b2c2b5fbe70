import { IMachineIssuer } from '../machines/machine-issuer';
import { ProxyOptions } from '../oauth2-proxy/proxy-workload';

/** Where the machines of one issuer come in: a host of their own, and a proxy of their own behind it. */
export interface MachineEntranceOptions {
  /** Whose tokens are taken, and no others: a `ServiceAccountIssuer`, or `KeycloakMachines`. */
  readonly issuer: IMachineIssuer;
  /**
   * Host that these machines come in by, and nobody else. Applications are served there at the same paths as for
   * people, but for those that `protect()` gives `machineHosts`.
   */
  readonly host: string;
  /**
   * How many requests a second one address may make, on each replica of the edge. What is more is refused with status
   * 429 or 503.
   * @default 50
   */
  readonly requestsPerSecond?: number;
  /**
   * The pods of the proxy.
   * @default - two pods of the release that the library was tested with
   */
  readonly proxy?: ProxyOptions;
}
