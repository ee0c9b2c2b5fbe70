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

/** What an edge tells of itself. */
export interface EdgeBaseProps {
  /** Name of the edge in errors: lower case, such as `haproxy`. */
  readonly name: string;
  /**
   * Addresses that the edge's requests come from, in CIDR notation: the proxy believes forwarded headers from them and
   * from no others. Usually the pod network; on the host network, the nodes.
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
   * What the edge can do.
   * @default - nothing beyond routes by path: programs that need more are refused
   */
  readonly abilities?: EdgeAbilities;
  /**
   * Seconds that a decision may be reused for, at the longest. The access table adds them to the delay of a withdrawn
   * right.
   * @default 0
   */
  readonly cacheSeconds?: number;
  /**
   * Header in which the edge gives the proxy the id of a request.
   * @default "X-Request-Id"
   */
  readonly requestIdHeader?: string;
  /**
   * Whether the edge asks for decisions about people at the root of the proxy (`/?allowed_groups=…`), where the answer
   * to a browser without a session is the redirect to the identity provider, and that to a permitted request is 202.
   * Otherwise it asks at `/oauth2/auth`, and the root answers 404.
   * @default false
   */
  readonly asksAtRoot?: boolean;
  /**
   * Beginnings of the ids of constructs that the edge makes beside those of applications: with `closed` here, no
   * application may have an id such as `closed-monitoring`.
   * @default - none
   */
  readonly reservedIds?: string[];
  /**
   * Names of the files that `controllerValues()` returns. Files of these names in the folder `values/` of a report are
   * removed when they are no longer written.
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
   * What a program has to do so that the edge decodes paths, for the error of a program that needs it.
   * @default - there is no way
   */
  readonly toDecodePaths?: string;
  /**
   * What errors name, such as `Edge.traefik`.
   * @default - the name
   */
  readonly errorPath?: string;
}

/**
 * A kind of edge: it receives the requests of browsers, asks the proxy for a decision about each, and passes those that
 * are permitted on to the applications. Extend it to use an edge that the library does not have.
 *
 * An instance has no state: programs, charts and sign-ons share it. Keep what you need to remember in the construct
 * tree, below the scope that each method gets. Run `edgeConformance()` of `cdk8s-monitoring-sso/conformance` on it: it
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
   * The proxy's own endpoints that browsers need. Route these paths, compared exactly, to the proxy, and no others:
   * `/oauth2/auth` and `/oauth2/userinfo` would give e-mail address and groups to any script.
   */
  public static readonly PUBLIC_ENDPOINTS: string[] = [...PUBLIC_ENDPOINTS];

  /** The endpoint that ends a session. Refuse a return address with a brace here: it can receive the ID token. */
  public static readonly SIGN_OUT_ENDPOINT: string = SIGN_OUT;

  /**
   * Headers that tell an application who sent a request. Replace each by the value in the proxy's answer, or remove it
   * where the answer has none, so that no client can choose it.
   */
  public static readonly IDENTITY_HEADERS: string[] = [...IDENTITY_HEADERS];

  /**
   * Headers from which the proxy takes a return address. Remove them from requests to its endpoints.
   */
  public static readonly RETURN_ADDRESS_HEADERS: string[] = [...RETURN_ADDRESS_HEADERS];

  /** A value of the groups claim that no identity can have. Ask for it where a route is closed, and refuse with 403. */
  public static readonly NOBODY: string = NOBODY;

  /**
   * The values of the claim that the proxy is asked for.
   * @param answer an answer of a location
   * @returns those of the permitted identities; of a closed route `EdgeBase.NOBODY`, since without a value the proxy
   *   permits every session
   */
  public static claimValuesOf(answer: MethodAnswer): string[] {
    return claimValuesOf(answer);
  }

  /** Name of the edge in errors. */
  public readonly name: string;
  /** Addresses that the proxy believes forwarded headers from. */
  public readonly trustedProxies: string[];
  /** Namespace of the edge's pods. */
  public readonly controllerNamespace: string;
  /** The pods or addresses that connections of the edge come from. */
  public readonly peers: NetworkPeer[];
  /** What the edge can do. */
  public readonly abilities: EdgeAbilities;
  /** Seconds that a decision may be reused for, at the longest. */
  public readonly cacheSeconds: number;
  /** Header in which the edge gives the proxy the id of a request. */
  public readonly requestIdHeader: string;
  /** Whether the edge asks for decisions about people at the root of the proxy. */
  public readonly asksAtRoot: boolean;
  /** Beginnings of the ids of constructs that the edge makes beside those of applications. */
  public readonly reservedIds: string[];
  /** Names of the files that `controllerValues()` returns. */
  public readonly reportFiles: string[];
  /** The answers that the edge writes itself. */
  public readonly errorPages: ErrorPages;
  /** What a program has to do so that the edge decodes paths. */
  public readonly toDecodePaths?: string;

  /**
   * @param props what the edge tells of itself
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
   * The values of the groups claim that the edge can ask for, in words, if it cannot ask for this one. The default
   * admits letters, digits and `. _ ~ / : -`, which stand in an address without an encoding and end no list.
   * @param value the value of an identity that is granted something
   * @returns nothing if the edge can ask for the value
   */
  public refusesClaimValue(value: string): string | undefined {
    return /^[A-Za-z0-9._~/:-]+$/.test(value) && value !== NOBODY ? undefined : 'letters, digits and ". _ ~ / : -"';
  }

  /**
   * Renders the routes of the proxy's own endpoints (`EdgeBase.PUBLIC_ENDPOINTS`), over TLS.
   * @param scope the sign-on
   * @param signOn its host, its proxy and its certificate
   */
  public abstract renderSignOn(scope: Construct, signOn: SignOn): void;

  /**
   * Renders the routes of an application, over TLS. Each asks the proxy for a decision before the application gets the
   * request. Requests for the application's host without a route must not reach it.
   * @param scope what is below it belongs to this application alone; its parent (`scope.node.scope`) is the same for
   *   every application of a sign-on in a cluster
   * @param signOn its host, its proxy and its certificate
   * @param application its host, its Service and who may use which path and method
   */
  public abstract renderApplication(scope: Construct, signOn: SignOn, application: RoutedApplication): void;

  /**
   * Renders the route by which edges of other clusters reach a proxy: TCP connections with TLS, whose requests arrive
   * without a change, since their headers tell which request they ask about. An edge that implements it has the ability
   * `passesConnections`.
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
   * The values that the edge's own controller must be started with, by the name of the file in the report. The names
   * are among `reportFiles`.
   * @param _signOn the sign-on
   * @param _applications every application that the edge routes to
   * @default - no files
   */
  public controllerValues(_signOn: SignOn, _applications: RoutedApplication[]): { [file: string]: any } {
    return {};
  }
}
