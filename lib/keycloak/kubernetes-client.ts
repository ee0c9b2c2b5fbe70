/** A client by which people sign in to Kubernetes API servers. */
export interface KubernetesClientOptions {
  /**
   * Addresses to which Keycloak sends codes, on the machine of the person who signs in.
   * @default ["http://localhost:8000", "http://localhost:18000"], on which kubelogin
   * (https://github.com/int128/kubelogin) listens
   */
  readonly redirectUris?: string[];
}

/** The addresses on which kubelogin listens. */
export const KUBELOGIN_URIS = ['http://localhost:8000', 'http://localhost:18000'];
