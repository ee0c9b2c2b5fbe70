import path from 'node:path';
import { App, Chart, Duration } from 'cdk8s';
import { edgeFor, type Routing } from './routing';
import {
  Alertmanager,
  Edge,
  MonitoringSso,
  OidcIssuer,
  Purpose,
  Secrets,
  Sessions,
  Tls,
  WebApplication,
} from '../../../lib';
import { keycloakUrl } from '../identity/keycloak';

export const methodsHost = 'methods.example.com';
export const methodsClientId = 'methods';
/** The time for which the edge caches a decision. */
export const methodsCache = () => Duration.seconds(5);

/**
 * A sign-on with grants that differ by method on one path: on ingress-nginx by its configuration, on Traefik by its own
 * resources.
 */
export function synthesizeMethodsSignOn(output: string, routing: Routing): void {
  const app = new App({ outdir: path.join(output, 'dist') });
  const issuer = new OidcIssuer({ issuerUrl: `${keycloakUrl}/realms/platform` });
  const [developers, operators] = [issuer.group('developers'), issuer.group('operators')];
  const sso = new MonitoringSso(new Chart(app, 'methods-sso', { namespace: 'methods' }), 'sso', {
    host: methodsHost,
    identityProvider: issuer,
    clientId: methodsClientId,
    sessions: Sessions.cookie(),
    proxy: { replicas: 1 },
    edge:
      routing === 'ingresses'
        ? Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'], cache: methodsCache(), methodMaps: true })
        : edgeFor(routing),
    tls: Tls.certManager({ issuer: 'test' }),
    secrets: Secrets.existing('monitoring-sso'),
  });
  sso.protect(Alertmanager.ofService('alertmanager'), {
    path: '/alertmanager',
    read: [developers],
    write: [operators],
  });
  sso.protect(
    WebApplication.ofService('notes', {
      port: 3000,
      podLabels: { live: 'notes' },
      routes: [
        { path: '/lists', purpose: Purpose.WRITE, methods: ['POST', 'DELETE'] },
        { path: '/drafts', purpose: Purpose.WRITE, methods: ['GET'] },
      ],
    }),
    { path: '/notes', read: [developers], write: [operators] },
  );
  app.synth();
  sso.writeReport(path.join(output, 'report'));
}
