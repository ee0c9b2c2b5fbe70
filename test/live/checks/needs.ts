/** The programs that the cluster and the applications need. */
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

/** The programs that a sign-in needs. */
export const signOnPrograms = ['keycloak', 'oauth2-proxy'];

/** The programs that apply the Terraform half. If they are missing, a realm file is imported. */
export const providerPrograms = ['tofu', 'keycloak-provider'];
