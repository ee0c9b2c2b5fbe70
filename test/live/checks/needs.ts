/** The programs without which there is no cluster and nothing to protect. */
export const foundation = [
  'kube-apiserver',
  'kubectl',
  'etcd',
  'ip',
  'nft',
  'dnsmasq',
  'openssl',
  'setpriv',
  'redis-server',
  'prometheus',
  'prometheus-alertmanager',
  'node',
];

/** The programs without which nobody can sign in. */
export const signOnPrograms = ['keycloak', 'oauth2-proxy'];

/** The programs that apply the Terraform half; where they are missing, a realm file is imported. */
export const providerPrograms = ['tofu', 'keycloak-provider'];
