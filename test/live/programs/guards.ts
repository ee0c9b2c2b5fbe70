import { App, Chart } from 'cdk8s';
import {
  Edge,
  EdgeBase,
  type GuardOptions,
  MonitoringSso,
  OidcIssuer,
  Prometheus,
  Secrets,
  Sessions,
  Tls,
} from '../../../lib';
import { readManifests } from '../cluster/manifests';
import type { KubeObject } from '../cluster/objects';
import { keycloakUrl } from '../identity/keycloak';

const trustedProxies = ['10.244.0.0/16'];
export const traefikOfIngresses = () => Edge.traefikIngress({ trustedProxies, encodedSlashesRefused: true });
export const plainIngressNginx = () => Edge.ingressNginx({ trustedProxies });

/** The admission policies of the library for a host, with an edge and other options. */
export function guardsOf(
  output: string,
  host: string,
  namespace: string,
  edge: EdgeBase = traefikOfIngresses(),
  options: GuardOptions = {},
  chart = 'guards',
): KubeObject[] {
  const app = new App({ outdir: output });
  const issuer = new OidcIssuer({ issuerUrl: `${keycloakUrl}/realms/platform` });
  const sso = new MonitoringSso(new Chart(app, chart, { namespace }), 'sso', {
    host,
    identityProvider: issuer,
    clientId: 'x',
    sessions: Sessions.cookie(),
    tls: Tls.existingSecret('x'),
    secrets: Secrets.existing('x'),
    edge,
    ...options,
  });
  sso.protect(Prometheus.ofService('x'), { path: '/prometheus', read: [issuer.group('developers')] });
  app.synth();
  return readManifests(output).filter(({ kind }) => kind.startsWith('ValidatingAdmissionPolicy'));
}
