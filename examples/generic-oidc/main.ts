import * as cdk8s from 'cdk8s';
import {
  Edge,
  Metrics,
  MonitoringSso,
  OidcIssuer,
  Purpose,
  Secrets,
  Sessions,
  Tls,
  WebApplication,
} from 'cdk8s-monitoring-sso';

const app = new cdk8s.App();

// Register a confidential client named dashboard with the redirect address
// https://dashboard.example.com/oauth2/callback at the issuer.
const issuer = new OidcIssuer({ issuerUrl: 'https://login.example.com' });

const sso = new MonitoringSso(new cdk8s.Chart(app, 'dashboard-sso', { namespace: 'dashboard' }), 'sso', {
  host: 'dashboard.example.com',
  identityProvider: issuer,
  clientId: 'dashboard',
  sessions: Sessions.cookie(),
  edge: Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] }),
  tls: Tls.existingSecret('dashboard-tls'),
  secrets: Secrets.externalSecrets({
    secretName: 'dashboard-sso',
    clientSecretStore: { storeName: 'vault', remoteKey: 'dashboard/oidc', remoteProperty: 'client-secret' },
  }),
  metrics: Metrics.endpoint({
    scrapedBy: [{ namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } }],
  }),
});

sso.protect(
  WebApplication.ofService('dashboard', {
    port: 8080,
    podLabels: { app: 'dashboard' },
    routes: [{ path: '/admin', purpose: Purpose.ADMINISTER }],
  }),
  { read: [issuer.group('dashboard-users')] },
);

app.synth();
sso.writeReport();
