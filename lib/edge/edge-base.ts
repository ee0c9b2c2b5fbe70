import { Construct } from 'constructs';
import { Decisions } from './decisions';
import { EdgeAbilities } from './edge-abilities';
import { checkErrorPages } from './error-page-patterns';
import { ErrorPages } from './error-pages';
import { IDENTITY_HEADERS } from './identity-headers';
import { claimValuesOf, NOBODY } from './nobody';
import { edgesThat } from './products';
import { PUBLIC_ENDPOINTS, RETURN_ADDRESS_HEADERS, SIGN_OUT } from './proxy-endpoints';
import { RoutedApplication } from './routed-application';
import { SignOn } from './sign-on';
import { trustedProxies } from './trusted-proxies';
import { MethodAnswer } from '../access/locations';
import { refuse } from '../errors';
import { NetworkPeer } from '../isolation/network-policy';
import { syntax } from '../syntax';

/** The properties of an edge. */
export interface EdgeBaseProps {
  /** Name of the edge in errors: lower case, such as `haproxy`. */
  readonly name: string;
  /**
   * Addresses of the edge's pods, in CIDR notation. The proxy accepts forwarded headers from these addresses alone.
   * Usually this is the pod network; on the host network, the network of the nodes.
   */
  readonly trustedProxies: string[];
  /** Namespace of the edge's pods. Network policies admit them. */
  readonly controllerNamespace: string;
  /** Labels of the edge's pods. At least one. */
  readonly controllerPodLabels: { [label: string]: string };
  /**
   * Whether the edge runs on the host network, where pods have no labels: network policies then admit `trustedProxies`.
   * @default false
   */
  readonly hostNetwork?: boolean;
  /**
   * What the edge can do, in addition to routes by path.
   * @default - nothing more: programs that need more are refused
   */
  readonly abilities?: EdgeAbilities;
  /**
   * Maximum time in seconds for which the edge reuses a decision. The access table adds it to the delay after which a
   * withdrawn right has no effect.
   * @default 0
   */
  readonly cacheSeconds?: number;
  /**
   * Header in which the edge gives the proxy the id of a request.
   * @default "X-Request-Id"
   */
  readonly requestIdHeader?: string;
  /**
   * Whether the edge requests decisions about people at the root of the proxy (`/?allowed_groups=…`). There, the answer
   * to a browser without a session is the redirect to the identity provider, and the answer to a permitted request is
   * 202. Otherwise the edge requests them at `/oauth2/auth`, and the root answers 404.
   * @default false
   */
  readonly asksAtRoot?: boolean;
  /**
   * Beginnings of the ids of constructs that the edge creates next to those of applications. With `closed` here, no
   * application can have an id such as `closed-monitoring`.
   * @default - none
   */
  readonly reservedIds?: string[];
  /**
   * Names of the files that `controllerValues()` returns. A report removes such files from its folder `values/` when
   * they are no longer written.
   * @default - none
   */
  readonly reportFiles?: string[];
  /**
   * The answers that the edge writes itself, if they are more than the name of the status. `report/access.json` holds
   * them, and the command `verify` reads them there.
   * @default - none
   */
  readonly errorPages?: ErrorPages;
  /**
   * What to do so that the edge decodes paths, for errors.
   * @default - it is not possible
   */
  readonly toDecodePaths?: string;
  /**
   * The path in errors, such as `Edge.traefik`.
   * @default - the name
   */
  readonly errorPath?: string;
}

/**
 * An edge receives the requests of browsers, requests a decision of the proxy about each, and forwards permitted
 * requests to the applications. Extend this class to use an edge that the library does not have.
 *
 * An instance has no state, since programs, charts and sign-ons share it. Keep state in the construct tree, below the
 * scope that each method gets. Test your class with `edgeConformance()` of `cdk8s-monitoring-sso/conformance`, which
 * compares the answers of the rendered routes with the decisions of the model.
 *
 * @example
 *
 * class MyEdge extends EdgeBase {
 *   constructor() {
 *     super({
 *       name: 'my-edge',
 *       trustedProxies: ['10.244.0.0/16'],
 *       controllerNamespace: 'my-edge',
 *       controllerPodLabels: { app: 'my-edge' },
 *     });
 *   }
 *   public renderSignOn(scope: Construct, signOn: SignOn): void {
 *     new ApiObject(scope, 'sign-on', { apiVersion: 'example.com/v1', kind: 'Route', spec: { host: signOn.host } });
 *   }
 *   public renderApplication(scope: Construct, signOn: SignOn, application: RoutedApplication): void {
 *     for (const [index, { path, answers }] of application.locations.entries()) {
 *       new ApiObject(scope, `route-${index}`, {
 *         apiVersion: 'example.com/v1',
 *         kind: 'Route',
 *         spec: { host: application.host, path, permitted: EdgeBase.claimValuesOf(answers[0]) },
 *       });
 *     }
 *   }
 * }
 */
export abstract class EdgeBase {
  /**
   * The proxy's own endpoints that browsers need. Route these exact paths to the proxy, and no others: `/oauth2/auth`
   * and `/oauth2/userinfo` would return e-mail address and groups to any script.
   */
  public static readonly PUBLIC_ENDPOINTS: string[] = [...PUBLIC_ENDPOINTS];

  /** The endpoint that ends a session. Refuse a return address with a brace here: it can receive the ID token. */
  public static readonly SIGN_OUT_ENDPOINT: string = SIGN_OUT;

  /**
   * Headers that identify the person to an application. Replace each by the value in the proxy's answer, or remove it
   * if the answer has none, so that a client cannot choose it.
   */
  public static readonly IDENTITY_HEADERS: string[] = [...IDENTITY_HEADERS];

  /**
   * Headers from which the proxy takes a return address. Remove them from requests to its endpoints.
   */
  public static readonly RETURN_ADDRESS_HEADERS: string[] = [...RETURN_ADDRESS_HEADERS];

  /** A value of the groups claim that no identity can have. Require it on a closed route, and answer 403 there. */
  public static readonly NOBODY: string = NOBODY;

  /**
   * Return the values of the claim that a request for a decision names.
   * @param answer an answer of a location
   * @returns the values of the permitted identities; for a closed route `EdgeBase.NOBODY`, since without a value the
   *   proxy permits every session
   */
  public static claimValuesOf(answer: MethodAnswer): string[] {
    return claimValuesOf(answer);
  }

  /** Name of the edge in errors. */
  public readonly name: string;
  /** Addresses from which the proxy accepts forwarded headers. */
  public readonly trustedProxies: string[];
  /** Namespace of the edge's pods. */
  public readonly controllerNamespace: string;
  /** The pods or addresses from which the edge connects. */
  public readonly peers: NetworkPeer[];
  /** What the edge can do. */
  public readonly abilities: EdgeAbilities;
  /** Maximum time in seconds for which the edge reuses a decision. */
  public readonly cacheSeconds: number;
  /** Header in which the edge gives the proxy the id of a request. */
  public readonly requestIdHeader: string;
  /** Whether the edge requests decisions about people at the root of the proxy. */
  public readonly asksAtRoot: boolean;
  /** Beginnings of the ids of constructs that the edge creates next to those of applications. */
  public readonly reservedIds: string[];
  /** Names of the files that `controllerValues()` returns. */
  public readonly reportFiles: string[];
  /** The answers that the edge writes itself. */
  public readonly errorPages: ErrorPages;
  /** What to do so that the edge decodes paths. */
  public readonly toDecodePaths?: string;

  /**
   * @param props the properties of the edge
   */
  constructor(props: EdgeBaseProps) {
    const path = props.errorPath ?? props.name;
    this.name = props.name;
    this.trustedProxies = trustedProxies(path, props.trustedProxies);
    this.controllerNamespace = syntax.dnsLabel(path, 'controllerNamespace', props.controllerNamespace);
    this.peers = props.hostNetwork
      ? this.trustedProxies.map((range) => ({ cidr: range }))
      : [
          {
            namespace: this.controllerNamespace,
            podLabels: syntax.labels(path, 'controllerPodLabels', props.controllerPodLabels, 'some'),
          },
        ];
    this.abilities = { ...props.abilities };
    this.cacheSeconds = props.cacheSeconds ?? 0;
    this.requestIdHeader = props.requestIdHeader ?? 'X-Request-Id';
    this.asksAtRoot = props.asksAtRoot ?? false;
    this.reservedIds = [...(props.reservedIds ?? [])];
    this.reportFiles = [...(props.reportFiles ?? [])];
    this.errorPages = checkErrorPages(path, props.errorPages ?? {});
    this.toDecodePaths = props.toDecodePaths;
  }

  /**
   * Describe the allowed values of the groups claim, if the edge cannot put this value into a request for a decision.
   * The default allows letters, digits and `. _ ~ / : -`, which need no encoding in an address and do not end a list.
   * @param value the value of an identity that has a grant
   * @returns `undefined` if the edge supports the value
   */
  public refusesClaimValue(value: string): string | undefined {
    return /^[A-Za-z0-9._~/:-]+$/.test(value) && value !== NOBODY ? undefined : 'letters, digits and ". _ ~ / : -"';
  }

  /**
   * Render the routes of the proxy's own endpoints (`EdgeBase.PUBLIC_ENDPOINTS`), over TLS.
   * @param scope the sign-on
   * @param signOn its host, its proxy and its certificate
   */
  public abstract renderSignOn(scope: Construct, signOn: SignOn): void;

  /**
   * Render the routes of an application, over TLS. Each requests a decision of the proxy before it forwards a request.
   * A request for the application's host that matches no route must not reach the application.
   * @param scope the scope of this application; its parent (`scope.node.scope`) is the same for every application of a
   *   sign-on in a cluster
   * @param signOn its host, its proxy and its certificate
   * @param application its host, its Service and who may use which path and method
   */
  public abstract renderApplication(scope: Construct, signOn: SignOn, application: RoutedApplication): void;

  /**
   * Render the route by which edges of other clusters reach a proxy. The edge ends TLS and forwards the connection
   * unchanged, since the headers of its requests say which request each decision is about. Set the ability
   * `passesConnections` if you implement it.
   * @param _scope a scope of its own
   * @param decisions host, proxy and certificate
   */
  public renderDecisions(_scope: Construct, decisions: Decisions): void {
    refuse({
      path: this.name,
      what: 'the edge cannot pass connections of other clusters on to the proxy as they are',
      got: decisions.host,
      allowed: edgesThat(({ passesConnections }) => passesConnections ?? false),
      fix: 'use one of these, or a sign-on of its own for each cluster',
    });
  }

  /**
   * Return the values with which the edge's controller must be started, by the name of the file in the report. Add the
   * names to `reportFiles`.
   * @param _signOn the sign-on
   * @param _applications every application that the edge routes to
   * @default - no files
   */
  public controllerValues(_signOn: SignOn, _applications: RoutedApplication[]): { [file: string]: any } {
    return {};
  }
}
