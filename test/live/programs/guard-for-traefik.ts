import { App, Chart } from 'cdk8s';
import { Edge, IngressController, MonitoringSso, OidcIssuer, Prometheus, Secrets, Sessions, Tls } from '../../../lib';
import { keycloakUrl } from '../identity/keycloak';
import { readManifests } from '../cluster/manifests';
import type { KubeObject } from '../cluster/objects';

/** The admission policies that the library makes for a host where Traefik serves it. */
export function guardForTraefik(output: string, host: string, namespace: string): KubeObject[] {
  const app = new App({ outdir: output });
  const issuer = new OidcIssuer({ issuerUrl: `${keycloakUrl}/realms/platform` });
  const sso = new MonitoringSso(new Chart(app, 'guard-for-traefik', { namespace }), 'sso', {
    host, identityProvider: issuer, clientId: 'x', sessions: Sessions.cookie(), tls: Tls.existingSecret('x'), secrets: Secrets.existing('x'),
    edge: Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'], controller: IngressController.TRAEFIK, encodedSlashesRefused: true }),
  });
  sso.protect(Prometheus.ofService('x'), { path: '/prometheus', read: [issuer.group('developers')] });
  app.synth();
  return readManifests(output).filter(({ kind }) => kind.startsWith('ValidatingAdmissionPolicy'));
}
