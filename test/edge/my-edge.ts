import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { EdgeBase, PathMatch, RoutedApplication, SignOn } from 'cdk8s-monitoring-sso';

/** An edge whose program reads objects of kind Route. */
export class MyEdge extends EdgeBase {
  constructor() {
    super({
      name: 'my-edge',
      trustedProxies: ['10.244.0.0/16'],
      controllerNamespace: 'my-edge',
      controllerPodLabels: { app: 'my-edge' },
      abilities: { decodesPaths: true, exactBeforePrefix: true },
      errorPages: { anyStatus: ['<h1>Refused by my-edge</h1>'], notFound: ['^my-edge has no such page$'] },
    });
  }

  public renderSignOn(scope: Construct, { host, proxyService, tlsSecret }: SignOn): void {
    const paths = EdgeBase.PUBLIC_ENDPOINTS.map((path) => ({ path, match: PathMatch.EXACT, service: proxyService }));
    const removedHeaders = EdgeBase.RETURN_ADDRESS_HEADERS;
    this.route(scope, 'sign-on', { host, tlsSecret, removedHeaders, paths });
  }

  public renderApplication(scope: Construct, signOn: SignOn, application: RoutedApplication): void {
    const { host, locations, service, machines = signOn.decider } = application;
    const paths = locations.map(({ path, match, answers: [answer] }) => ({
      path,
      match,
      service,
      // The edge cannot tell methods apart, so that there is one answer for all of them.
      closed: answer.permitted.length === 0,
      ask: `${machines.address}/oauth2/auth?${machines.parameter}=${EdgeBase.claimValuesOf(answer).join()}`,
    }));
    const removedHeaders = [...EdgeBase.IDENTITY_HEADERS, ...(application.receivesCookies ? [] : ['Cookie'])];
    this.route(scope, 'route', { host, tlsSecret: signOn.tlsSecret, removedHeaders, paths }, application.namespace);
  }

  private route(scope: Construct, id: string, spec: object, namespace?: string): void {
    new ApiObject(scope, id, { apiVersion: 'example.com/v1', kind: 'Route', metadata: { namespace }, spec });
  }
}
