import { Construct } from 'constructs';
import { AccessDecision, AccessQuestion } from './access-question';
import { Domain } from './domain';
import { explain } from './explain';
import { checkParts } from './parts';
import { allows, applicationsOf } from './protect';
import { ProtectedApplication } from './protected-application';
import { RemoteCluster } from './remote-cluster';
import { serveSignOn, watchSignOn } from './sign-on';
import { checkedDecisionsHost } from './sign-on-props';
import { writeSignOnReport } from './sign-on-report';
import { ISignOnScope } from './sign-on-scope';
import { IIdentity } from '../access/identity';
import { Purpose } from '../access/purpose';
import { checkNew } from '../api-types/checked-calls';
import { RemoteClusterOptions } from '../clusters/remote-cluster-options';
import { EdgeBase } from '../edge/edge-base';
import { Tls } from '../edge/tls';
import { checkGiven, refuse } from '../errors';
import { IIdentityProvider } from '../identity/identity-provider';
import { checkPeer } from '../isolation/network-policy';
import { Metrics } from '../metrics/metrics';
import { AcceptedException } from '../model';
import { OAuth2Proxy, ProxyFacts } from '../oauth2-proxy/oauth2-proxy';
import { namespaceOf } from '../oauth2-proxy/proxy-workload';
import { checkExceptions } from '../rules';
import { refuseTerraform } from '../rules/no-terraform-token';

/** Props of a SignOnDomain. */
export interface SignOnDomainProps {
  /** The proxy that people sign in to. It belongs to one sign-on, in the same namespace. */
  readonly proxy: OAuth2Proxy;
  /** The identity provider that the proxy is a relying party of. */
  readonly identityProvider: IIdentityProvider;
  /**
   * The edge that receives the requests of browsers. The proxy needs its `trustedProxies`, its `peers` as `allowFrom`,
   * its `requestIdHeader`, and a `rootStatus` of 202 if it `asksAtRoot`.
   */
  readonly edge: EdgeBase;
  /** Where the certificate of the hosts comes from. */
  readonly tls: Tls;
  /**
   * How the sign-on itself is watched. The proxy needs `metrics: true`.
   * @default - not at all
   */
  readonly metrics?: Metrics;
  /**
   * Host that the edges of other clusters ask for decisions at, over TLS. Only `Edge.traefik()` can serve it.
   * @default - no other cluster asks
   */
  readonly decisionsHost?: string;
  /**
   * Problems that are accepted, each with a reason, in addition to those of the proxy. An exception that matches no
   * problem is an error.
   * @default - none
   */
  readonly acceptedExceptions?: AcceptedException[];
}

/**
 * The sign-on that one `OAuth2Proxy` makes: serves the endpoints of the proxy on its host, with a certificate, and is
 * the scope of the applications that the proxy protects. Use it with `OAuth2Proxy`, `ProtectedApplication`,
 * `MachineEntrance` and `HostGuard` where `MonitoringSso`, which creates all of these, does not fit.
 *
 * The rules check the proxy, its applications and their grants together, when each is created and when the program is
 * synthesized. A program without a `HostGuard` of the sign-on is refused.
 *
 * @example
 *
 * const edge = Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] });
 * const proxy = new OAuth2Proxy(chart, 'proxy', {
 *   ...props,
 *   trustedProxies: edge.trustedProxies,
 *   allowFrom: edge.peers,
 *   requestIdHeader: edge.requestIdHeader,
 * });
 * const signOn = new SignOnDomain(chart, 'sign-on', {
 *   proxy,
 *   identityProvider: realm,
 *   edge,
 *   tls: Tls.certManager({ issuer: 'letsencrypt' }),
 * });
 * new HostGuard(signOn, 'guard');
 * new ProtectedApplication(signOn, 'prometheus', {
 *   application: Prometheus.ofService('prometheus-operated'),
 *   read: [developers],
 * });
 */
export class SignOnDomain extends Construct implements ISignOnScope {
  /** The proxy that people sign in to. */
  public readonly proxy: OAuth2Proxy;
  /** The edge that receives the requests of browsers. */
  public readonly edge: EdgeBase;

  private readonly domain: Domain;

  /**
   * @param scope a Chart with the namespace of the proxy, or a construct below one
   * @param id id of the construct
   * @param props proxy, identity provider, edge and certificate
   */
  constructor(scope: Construct, id: string, props: SignOnDomainProps) {
    checkNew('SignOnDomain', scope, id, props);
    super(scope, id);
    const { path } = this.node;
    checkGiven(path, props, ['proxy', 'identityProvider', 'edge', 'tls'], 'SignOnDomainProps');
    checkParts(path, props);
    if (!(props.proxy instanceof OAuth2Proxy)) {
      refuse({
        path,
        what: 'proxy is something else',
        got: typeof props.proxy,
        allowed: 'an OAuth2Proxy',
        fix: 'give proxy what new OAuth2Proxy(…) returns',
      });
    }
    const { proxy, edge, tls, identityProvider, metrics } = props;
    refuseTerraform(path, { ...props, proxy: undefined });
    for (const peer of metrics?._scrapedBy ?? []) checkPeer(path, 'scrapedBy', peer);
    const facts = checkedFacts(path, this, props);
    this.proxy = proxy;
    this.edge = edge;
    this.domain = new Domain(this, {
      ...facts,
      edge,
      tls,
      identityProvider,
      metrics,
      decisionsHost: checkedDecisionsHost(path, props),
      acceptedExceptions: [...facts.acceptedExceptions, ...checkExceptions(path, props.acceptedExceptions ?? [])],
    });
    this.domain.enforce();
    serveSignOn(this.domain, proxy);
    watchSignOn(this.domain);
  }

  /** Host that people sign in on. */
  public get host(): string {
    return this.proxy.host;
  }

  /** The protected applications of every cluster, in the order in which they were created. */
  public get applications(): ProtectedApplication[] {
    return applicationsOf(this.domain);
  }

  /**
   * Adds another cluster whose applications are protected by the same sign-on. Its edge asks the proxies of this
   * sign-on over TLS, at `decisionsHost`.
   * @param id name of the cluster in reports and in the ids of constructs
   * @param options its chart, and how its edge asks
   */
  public addCluster(id: string, options: RemoteClusterOptions): RemoteCluster {
    return RemoteCluster._create(this.domain, id, options);
  }

  /**
   * Whether an identity, alone, may use an application for a purpose. Renders nothing, so that a test can ask.
   * @param identity who asks
   * @param purpose what for
   * @param id id of the application
   */
  public allows(identity: IIdentity, purpose: Purpose, id: string): boolean {
    return allows(this.domain, identity, purpose, id);
  }

  /**
   * The answer to a request, and the reason. The same decision is rendered into the routes.
   * @param question the request, and who asks
   */
  public explain(question: AccessQuestion): AccessDecision {
    return explain(this.domain, question);
  }

  /**
   * Writes the report, as `MonitoringSso.writeReport()` does.
   * @param directory where to write; what is there from an earlier run is replaced
   */
  public writeReport(directory: string = 'report'): void {
    writeSignOnReport(this.domain, directory);
  }
}

/** The facts of the proxy. Refuses a proxy that the edge could not use as safely as `MonitoringSso` lets it. */
function checkedFacts(path: string, scope: Construct, props: SignOnDomainProps): ProxyFacts {
  const { proxy, edge, identityProvider, metrics } = props;
  const facts = proxy._facts;
  const sorted = (list: readonly unknown[]) => list.map((each) => JSON.stringify(each)).sort();
  const rootStatus = edge.asksAtRoot ? 202 : 404;
  const agreements: { what: string; got: unknown; allowed: unknown; fix: string }[] = [
    {
      what: 'the proxy is in another program',
      got: proxy.node.root === scope.node.root ? 'this app' : 'another app',
      allowed: 'this app',
      fix: 'create the SignOnDomain in the app of the OAuth2Proxy, so that both are checked together',
    },
    {
      what: 'the proxy is in another namespace',
      got: facts.namespace,
      allowed: namespaceOf(scope),
      fix: 'create the SignOnDomain in the chart of the OAuth2Proxy',
    },
    {
      what: 'the proxy is a relying party of another identity provider',
      got: facts.relyingParty.issuerUrl,
      allowed: identityProvider.issuerUrl,
      fix: 'give SignOnDomain the identityProvider that the relyingParty of the OAuth2Proxy comes from',
    },
    {
      what: 'the proxy believes the forwarded headers of other addresses than those of the edge',
      got: sorted(facts.trustedProxies),
      allowed: sorted(edge.trustedProxies),
      fix: 'give OAuth2Proxy trustedProxies: edge.trustedProxies',
    },
    {
      what: 'the proxy does not accept connections from the edge, and from it alone',
      got: sorted(facts.allowFrom),
      allowed: sorted(edge.peers),
      fix: 'give OAuth2Proxy allowFrom: edge.peers',
    },
    {
      what: 'the proxy reads the id of a request from another header than the edge sets',
      got: facts.requestIdHeader,
      allowed: edge.requestIdHeader,
      fix: 'give OAuth2Proxy requestIdHeader: edge.requestIdHeader',
    },
    {
      what: 'the proxy does not answer as the edge asks',
      got: facts.rootStatus,
      allowed: rootStatus,
      fix: `give OAuth2Proxy rootStatus: ${rootStatus}`,
    },
    {
      what: 'the proxy has no port for its metrics',
      got: facts.metrics,
      allowed: facts.metrics || metrics !== undefined,
      fix: 'give OAuth2Proxy metrics: true, or remove metrics from SignOnDomain',
    },
  ];
  for (const { what, got, allowed, fix } of agreements) {
    const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
    if (text(got) !== text(allowed)) refuse({ path, what, got, allowed: text(allowed), fix });
  }
  return facts;
}
