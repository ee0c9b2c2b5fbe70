import { Construct } from 'constructs';
import type { KeycloakRealmBase } from './keycloak-realm-base';
import { TokenClient } from './token-client';
import { refuse } from '../errors';

/** A client by which people sign in to Kubernetes API servers. */
export interface KubernetesClientOptions {
  /**
   * Where codes are sent to, on the machine of whoever signs in.
   * @default ["http://localhost:8000", "http://localhost:18000"], which kubelogin (https://github.com/int128/kubelogin)
   * listens on
   */
  readonly redirectUris?: string[];
}

/** What kubectl gets tokens by: public, since whatever is on people's machines is no secret. */
export class KubernetesClient extends TokenClient {
  constructor(
    scope: Construct,
    realm: KeycloakRealmBase,
    clientId: string,
    { redirectUris = ['http://localhost:8000', 'http://localhost:18000'] }: KubernetesClientOptions,
  ) {
    for (const uri of redirectUris) {
      if (/^http:\/\/(localhost|127\.0\.0\.1|\[::1\]):[0-9]{1,5}(\/[A-Za-z0-9._/-]*)?$/.test(uri)) continue;
      refuse({
        path: `${realm.node.path}/${clientId}`,
        what: 'codes for a public client would leave the machine of whoever signs in',
        got: uri,
        allowed: 'addresses of localhost, 127.0.0.1 or [::1] with a port (RFC 8252, 7.3)',
        fix: 'name the address that the program on that machine listens on',
      });
    }
    super(scope, realm, clientId, {
      name: `Kubernetes (${clientId})`,
      accessType: 'PUBLIC',
      validRedirectUris: redirectUris,
      validPostLogoutRedirectUris: [],
    });
  }
}
