import path from 'node:path';
import { App, Chart } from 'cdk8s';
import { edgeFor, type Routing } from './routing';
import { MonitoringSso, OidcIssuer, Purpose, Secrets, Sessions, Tls, WebApplication } from '../../../lib';
import { keycloakUrl } from '../identity/keycloak';

export const dashboardHost = 'dashboard.example.com';
export const dashboardClientId = 'dashboard';

/** The client that is registered manually at an issuer that the library does not manage. */
export const registeredClient = (clientId: string, host: string, secret: string) => ({
  clientId,
  secret,
  protocol: 'openid-connect',
  publicClient: false,
  standardFlowEnabled: true,
  redirectUris: [`https://${host}/oauth2/callback`],
  protocolMappers: [
    {
      name: 'groups',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-group-membership-mapper',
      config: {
        'claim.name': 'groups',
        'full.path': 'false',
        'id.token.claim': 'true',
        'access.token.claim': 'false',
        'userinfo.token.claim': 'false',
      },
    },
  ],
});

/**
 * Like the example generic-oidc: an issuer with only an address, an application at the root of its host, sessions in
 * cookies.
 */
export function synthesizeGenericSignOn(output: string, routing: Routing): void {
  const app = new App({ outdir: path.join(output, 'dist') });
  const issuer = new OidcIssuer({ issuerUrl: `${keycloakUrl}/realms/platform` });
  const sso = new MonitoringSso(new Chart(app, 'dashboard-sso', { namespace: 'dashboard' }), 'sso', {
    host: dashboardHost,
    identityProvider: issuer,
    clientId: dashboardClientId,
    sessions: Sessions.cookie(),
    edge: edgeFor(routing, { globalLock: true }),
    tls: Tls.certManager({ issuer: 'test' }),
    secrets: Secrets.existing('monitoring-sso'),
  });
  sso.protect(
    WebApplication.ofService('dashboard', {
      port: 3000,
      podLabels: { live: 'dashboard' },
      routes: [{ path: '/admin', purpose: Purpose.ADMINISTER }],
    }),
    { read: [issuer.group('developers')] },
  );
  app.synth();
  sso.writeReport(path.join(output, 'report'));
}
