import { Chart } from 'cdk8s';
import { EdgeBase } from '../edge/edge-base';
import { GuardOptions } from '../edge/guard-options';
import { Tls } from '../edge/tls';

/** Another cluster, whose edge asks the proxies of the sign-on for decisions. */
export interface RemoteClusterOptions extends GuardOptions {
  /**
   * Where its routes, network policies and certificates go. Applications are in its namespace unless they name another.
   */
  readonly chart: Chart;
  /**
   * The edge of that cluster. It has to verify the certificate of the proxy that it asks (`verifiesDeciders`):
   * `Edge.traefik()`.
   */
  readonly edge: EdgeBase;
  /**
   * Addresses that its edge asks from, in CIDR notation, as the cluster of the sign-on sees them: of its nodes, or of
   * the gateway that they use. No other address can connect to `decisionsHost`. A client at one of these addresses can
   * ask about any request; each decision is about the session or the token that the question contains.
   */
  readonly addresses: string[];
  /**
   * Where the certificate of its hosts comes from.
   * @default - the same as the sign-on's
   */
  readonly tls?: Tls;
  /**
   * Name of a Secret with the certificate authority of the sign-on's `decisionsHost` (key `ca.crt` or `tls.ca`), in
   * every namespace of the cluster that has routes.
   * @default - a public authority signed that certificate
   */
  readonly certificateAuthority?: string;
}
