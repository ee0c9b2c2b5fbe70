import * as cdk8s from 'cdk8s';
import * as cdktf from 'cdktf';
import {
  Edge,
  HostGuard,
  KeycloakClient,
  KeycloakGroup,
  KeycloakRealm,
  OAuth2Proxy,
  Prometheus,
  ProtectedApplication,
  SignOnDomain,
  Tls,
  Valkey,
} from 'cdk8s-monitoring-sso';

const kubernetes = new cdk8s.App();
const terraform = new cdktf.App();

const host = 'monitoring.example.com';
const chart = new cdk8s.Chart(kubernetes, 'monitoring-sso', { namespace: 'monitoring' });
const realm = new KeycloakRealm(new cdktf.TerraformStack(terraform, 'identity'), 'realm', {
  url: 'https://keycloak.example.com',
  realm: 'platform',
});
const developers = new KeycloakGroup(realm, 'developers');
const client = new KeycloakClient(realm, 'monitoring', {
  redirectUris: [`https://${host}/oauth2/callback`],
  postLogoutRedirectUris: [`https://${host}/`],
});

const edge = Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] });
const secret = (key: string) => ({ name: 'monitoring-sso', key });

const proxy = new OAuth2Proxy(chart, 'proxy', {
  host,
  relyingParty: client.relyingParty,
  clientSecret: secret('client-secret'),
  cookieSecret: secret('cookie-secret'),
  sessions: new Valkey(chart, 'sessions', { password: secret('redis-password'), maxMemoryMebibytes: 32 }),
  trustedProxies: edge.trustedProxies,
  allowFrom: edge.peers,
  requestIdHeader: edge.requestIdHeader,
});

const signOn = new SignOnDomain(chart, 'sign-on', {
  proxy,
  identityProvider: realm,
  edge,
  tls: Tls.certManager({ issuer: 'letsencrypt' }),
});
new HostGuard(signOn, 'guard');
new ProtectedApplication(signOn, 'prometheus', {
  application: Prometheus.ofService('prometheus-operated'),
  path: '/prometheus',
  read: [developers],
});

kubernetes.synth();
terraform.synth();
signOn.writeReport();
