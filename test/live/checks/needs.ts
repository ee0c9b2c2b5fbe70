/** The programs without which there is no cluster and nothing to protect. */
export const foundation = [
  'kube-apiserver', 'kubectl', 'etcd', 'ip', 'nft', 'dnsmasq', 'openssl', 'setpriv', 'redis-server', 'prometheus', 'prometheus-alertmanager', 'node',
];

/** The programs without which nobody can sign in. */
export const signOnPrograms = ['keycloak', 'keycloak-provider', 'tofu', 'oauth2-proxy'];
