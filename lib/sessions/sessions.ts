import { CookieSessions } from './cookie';
import { DeployedValkey } from './deployed-valkey';
import { ExistingRedisSessions } from './existing-redis';
import { ISessionStore } from './session-store';
import { ValkeyOptions } from './valkey';

/** Options of a Redis or Valkey that exists. */
export interface ExistingRedisOptions {
  /** DNS name of the server, complete. */
  readonly host: string;
  /**
   * Port of the server.
   * @default 6379
   */
  readonly port?: number;
  /**
   * Number of the database.
   * @default 0
   */
  readonly database?: number;
  /**
   * ACL user. It needs `~<cookie name>-*` and the commands that docs/security.md lists.
   * @default "default"
   */
  readonly username?: string;
  /**
   * ConfigMap, in the namespace of the sign-on, that holds the certificate authority of the server.
   * @default - the certificate is signed by a public authority
   */
  readonly certificateAuthorityConfigMap?: string;
  /**
   * Key in that ConfigMap.
   * @default "ca.crt"
   */
  readonly certificateAuthorityKey?: string;
}

/**
 * The session stores of the library. With a server, a session ends at sign-out for everybody who has a copy of its
 * cookie; with sessions in cookies, a copy works until it expires.
 */
export class Sessions {
  /**
   * Sessions in a `Valkey` that is deployed beside the proxy, for that proxy alone.
   * @param options size, persistence and scheduling
   */
  public static redis(options: ValkeyOptions = {}): ISessionStore {
    return new DeployedValkey(options);
  }

  /**
   * Sessions in a Redis or Valkey that exists, over TLS with a verified certificate.
   * @param options its address
   */
  public static existingRedis(options: ExistingRedisOptions): ISessionStore {
    return new ExistingRedisSessions(options);
  }

  /**
   * Sessions in the browser's cookie, without tokens so that they stay small. Such a session is never refreshed: a
   * withdrawn right lasts until the cookie expires, sign-out does not end the session at the identity provider, and a
   * copied cookie outlives sign-out.
   */
  public static cookie(): ISessionStore {
    return new CookieSessions();
  }

  private constructor() {}
}
