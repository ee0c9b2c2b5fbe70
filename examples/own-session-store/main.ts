import * as cdk8s from 'cdk8s';
import * as cdktf from 'cdktf';
import { Construct } from 'constructs';
import {
  Edge,
  ISessionStore,
  KeycloakRealm,
  MonitoringSso,
  Prometheus,
  Secrets,
  SessionStoreConfig,
  SessionStoreContext,
  Tls,
} from 'cdk8s-monitoring-sso';

/** Stores sessions on a server of another team. An ExternalSecret copies the password into the cluster. */
class SharedSessions implements ISessionStore {
  public readonly refreshes = true;
  public readonly needsPassword = false;

  constructor(private readonly host: string) {}

  public bind(scope: Construct, context: SessionStoreContext): SessionStoreConfig {
    const password = { name: 'session-server', key: 'password' };
    new cdk8s.ApiObject(scope, 'session-password', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      // The other team reads the keys that it must allow from this annotation.
      metadata: { annotations: { 'example.com/session-keys': `${context.keyPrefix}-*` } },
      spec: {
        refreshInterval: '1h',
        secretStoreRef: { name: 'vault', kind: 'SecretStore' },
        target: { name: password.name, creationPolicy: 'Owner' },
        data: [
          {
            secretKey: password.key,
            remoteRef: {
              key: 'sessions/monitoring',
              conversionStrategy: 'Default',
              decodingStrategy: 'None',
              metadataPolicy: 'None',
            },
          },
        ],
      },
    });
    return {
      server: {
        host: this.host,
        port: 6380,
        username: 'monitoring',
        password,
        certificateAuthority: { configMapName: 'session-server-ca' },
      },
    };
  }
}

const kubernetes = new cdk8s.App();
const terraform = new cdktf.App();
const realm = new KeycloakRealm(new cdktf.TerraformStack(terraform, 'identity'), 'realm', {
  url: 'https://keycloak.example.com',
  realm: 'platform',
});
const developers = realm.addGroup('developers');

const sso = new MonitoringSso(new cdk8s.Chart(kubernetes, 'monitoring-sso', { namespace: 'monitoring' }), 'sso', {
  host: 'monitoring.example.com',
  identityProvider: realm,
  edge: Edge.ingressNginx({ trustedProxies: ['10.244.0.0/16'] }),
  tls: Tls.certManager({ issuer: 'letsencrypt' }),
  secrets: Secrets.existing('monitoring-sso'),
  sessions: new SharedSessions('sessions.example.com'),
});
sso.protect(Prometheus.ofService('prometheus-operated'), { path: '/prometheus', read: [developers] });

kubernetes.synth();
terraform.synth();
sso.writeReport();
