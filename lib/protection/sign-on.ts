import { Construct } from 'constructs';
import { renderCertificate } from './certificates';
import { Domain } from './domain';
import { ownCluster } from './own-cluster';
import { openScope } from './place';
import { validateModel, validateWhole } from './whole';
import { refuse } from '../errors';
import { OAuth2Proxy } from '../oauth2-proxy/oauth2-proxy';
import { ValidationPass } from '../validation-pass';

/**
 * Serves the host of a sign-on: the certificate and the routes of the endpoints of its proxy. The rules check the whole
 * when the program is synthesized.
 * @param domain the sign-on
 * @param proxy its proxy
 */
export function serveSignOn(domain: Domain, proxy: OAuth2Proxy): void {
  const { scope, props } = domain;
  const { namespace, clusterDomain, edge, tls, sessions, identityProvider } = props;
  if (proxy._signOn !== undefined) {
    refuse({
      path: domain.path,
      what: `${proxy._signOn.node.path} uses the proxy already`,
      got: proxy.node.path,
      allowed: 'one sign-on for each OAuth2Proxy',
      fix: 'create another OAuth2Proxy, or protect the applications below the first sign-on',
    });
  }
  proxy._signOn = scope;
  domain.proxy = proxy;
  domain.own = ownCluster(scope, proxy, { namespace, clusterDomain, edge, tls, cookieSessions: !sessions.inStore });
  openScope(scope, { domain, cluster: domain.own });
  renderCertificate(domain, domain.own, namespace);
  edge.renderSignOn(scope, domain.own.signOn);
  ValidationPass.watch(scope);
  scope.node.addValidation({ validate: () => validateWhole(domain) });
  // Each half of the program may be synthesized without the other.
  if (Construct.isConstruct(identityProvider)) {
    identityProvider.node.addValidation({ validate: () => validateModel(domain) });
  }
}

/**
 * Watches the proxy of a sign-on, if its props say so.
 * @param domain the sign-on, with its proxy
 */
export function watchSignOn(domain: Domain): void {
  const { proxy, scope } = domain;
  const { host, namespace, clusterDomain, edge, metrics } = domain.props;
  domain.watched = metrics?._watch(
    scope,
    proxy.podLabels,
    () => domain.scrapers(),
    () => ({
      host,
      namespace,
      clusterDomain,
      deployment: proxy.deploymentName,
      podLabels: proxy.podLabels,
      replicas: proxy.replicas,
      sessionsInStore: proxy._sessionsOnServer,
      notSignedIn: edge.abilities.answersProgramsWith401 ? ['302', '401'] : ['401'],
      hosts: domain.hosts,
      certificates: [...domain.own.certificates].flatMap(([of, certificate]) =>
        certificate ? [{ namespace: of, name: certificate.name }] : [],
      ),
    }),
  );
}
