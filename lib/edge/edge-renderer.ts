import { Construct } from 'constructs';
import { Location } from '../access/locations';
import { ProtectedApplication } from '../access/model';
import { NetworkPeer } from '../isolation/network-policy';

/** What the edge must know about the sign-on. */
export interface SignOn {
  /** Host that the proxy's own endpoints are on. */
  readonly host: string;
  readonly namespace: string;
  readonly proxyService: string;
  readonly proxyPort: number;
  /** Who decides about people. */
  readonly decider: Decider;
  /** Name of the session cookie. */
  readonly cookieName: string;
  /** Whether the proxy sends new session cookies when it refreshes. */
  readonly cookieSessions: boolean;
  /** Name of the Secret that holds the certificate, the same in every namespace. */
  readonly tlsSecret: string;
}

/** Who decides about the requests to an application, and how that is asked. */
export interface Decider {
  /** Where a proxy is asked: scheme and host, and the port where that is none of the scheme's own. */
  readonly address: string;
  /** Secret beside the routes that holds the certificate authority of such a host, if that is a private one. */
  readonly authority?: string;
  /** What the values of the claim are compared as: parameter of the proxy's own endpoint. */
  readonly parameter: 'allowed_groups' | 'allowed_emails';
}

/** Where machines come in: they bring a token with each request, and are never asked to sign in. */
export interface Machines extends Decider {
  readonly requestsPerSecond: number;
}

/** An application with what an edge needs to route to it. */
export interface RoutedApplication {
  readonly application: ProtectedApplication;
  readonly locations: readonly Location[];
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
  /** Whether the application may see cookies. */
  readonly trusted: boolean;
  /** Where this is how machines see it; otherwise people do. */
  readonly machines?: Machines;
}

/** Where a proxy is asked by the edges of other clusters. */
export interface Decisions {
  readonly host: string;
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
  readonly tlsSecret: string;
  /** The addresses that those edges ask from; nobody else gets a connection. */
  readonly askedFrom: () => string[];
}

/** A kind of edge: turns sign-on and applications into the routes of one product. */
export interface EdgeRenderer {
  readonly name: string;
  /** Whether the answer may depend on the method of a request. */
  readonly distinguishesMethods: boolean;
  /** Whether a path is decoded before it is compared, as applications do. */
  readonly decodesPaths: boolean;
  /** Whether an Ingress without a host could be served on a host of the sign-on. */
  readonly everyIngressNamesItsHost: boolean;
  /** Whether an exact path always wins over a prefix that holds it. */
  readonly exactBeforePrefix: boolean;
  /** Addresses that the proxy believes forwarded headers from. */
  readonly trustedProxies: readonly string[];
  /** Seconds that a decision may be reused for, at the longest. */
  readonly cacheSeconds: number;
  /** Namespace of the controller. */
  readonly controllerNamespace: string;
  /** The pods that connections come from. */
  readonly peers: readonly NetworkPeer[];
  /** Header that a request's id comes to the proxy in. */
  readonly requestIdHeader: string;
  /** What the proxy serves to whoever passes, where it is asked at its root; never an application. */
  readonly upstream: string;
  /** Whether a program that asks for JSON, and is not signed in, gets status 401 in place of a redirect. */
  readonly programsAreTold: boolean;
  /**
   * Whether it verifies the certificate of whom it asks for decisions; one that does not can ask no proxy of another
   * cluster.
   */
  readonly verifiesDeciders: boolean;
  /** Problem with a value of the claim that the edge cannot carry, if any. */
  refusesClaimValue(value: string): string | undefined;
  renderSignOn(scope: Construct, signOn: SignOn): void;
  renderApplication(scope: Construct, signOn: SignOn, routed: RoutedApplication): void;
  /**
   * Hands connections of other clusters' edges over to a proxy, with every byte as it came: their headers tell which
   * request they ask about. Not there where an edge cannot.
   */
  renderDecisions?(scope: Construct, decisions: Decisions): void;
  /** What must be set on the edge's own controller, as files of values. */
  controllerValues(signOn: SignOn, applications: readonly RoutedApplication[]): Record<string, object>;
}

/**
 * A value of the groups claim that nobody can hold: closed routes are granted to it, so that even a lost second lock
 * opens nothing.
 */
export const NOBODY = 'monitoring-sso~closed~nobody';

/** The endpoint that ends a session. It would replace `{id_token}` in a return address by the ID token. */
export const SIGN_OUT = '/oauth2/sign_out';

/** Request headers that the proxy takes a return address from, and believes from any client (`pkg/app/redirect`). */
export const RETURN_ADDRESS_HEADERS: readonly string[] = ['X-Auth-Request-Redirect', 'X-Forwarded-Uri'];

/**
 * The proxy's endpoints that browsers need. `/oauth2/auth` and `/oauth2/userinfo` would hand e-mail and groups to any
 * script.
 */
export const PUBLIC_ENDPOINTS: readonly string[] = [
  '/oauth2/start',
  '/oauth2/callback',
  '/oauth2/sign_in',
  SIGN_OUT,
  '/oauth2/static/css/bulma.min.css',
  '/oauth2/static/css/all.min.css', // of its error page
];
