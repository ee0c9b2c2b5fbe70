import type { KubeObject } from '../cluster/objects';

export const keycloakHost = 'keycloak.example.com';
export const keycloakUrl = `https://${keycloakHost}`;
export const keycloakNamespace = 'keycloak';
export const keycloakTls = 'keycloak-tls';

/** The identity provider. It is not part of the quickstart, which expects an existing one. */
export function keycloakObjects(home: string, password: string): KubeObject[] {
  const labels = { app: 'keycloak' };
  const metadata = { name: 'keycloak', namespace: keycloakNamespace };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: keycloakNamespace } },
    { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { password } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            volumes: [
              { name: 'tls', secret: { secretName: keycloakTls } },
              { name: 'cluster', configMap: { name: 'kube-root-ca.crt' } },
              { name: 'data', emptyDir: {} },
              { name: 'tmp', emptyDir: {} },
            ],
            containers: [
              {
                name: 'keycloak',
                image: 'keycloak',
                args: [
                  'start',
                  '--optimized',
                  '--https-port=443',
                  `--hostname=${keycloakUrl}`,
                  '--https-certificate-file=/tls/tls.crt',
                  '--https-certificate-key-file=/tls/tls.key',
                ],
                env: [
                  { name: 'KC_BOOTSTRAP_ADMIN_USERNAME', value: 'admin' },
                  {
                    name: 'KC_BOOTSTRAP_ADMIN_PASSWORD',
                    valueFrom: { secretKeyRef: { name: 'keycloak', key: 'password' } },
                  },
                  // For clients that authenticate with service account tokens.
                  { name: 'KC_TRUSTSTORE_PATHS', value: '/cluster/ca.crt' },
                  { name: 'JAVA_OPTS_KC_HEAP', value: '-Xms256m -Xmx768m' },
                ],
                securityContext: { runAsUser: 1000 },
                volumeMounts: [
                  { name: 'tls', mountPath: '/tls', readOnly: true },
                  { name: 'cluster', mountPath: '/cluster', readOnly: true },
                  { name: 'tmp', mountPath: '/tmp' },
                  { name: 'data', mountPath: `${home}/data` },
                ],
                startupProbe: { httpGet: { path: '/realms/master', port: 443, scheme: 'HTTPS' }, timeoutSeconds: 5 },
              },
            ],
          },
        },
      },
    },
  ];
}
