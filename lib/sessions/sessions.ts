import { CookieSessions } from './cookie';
import { DeployedValkey } from './deployed-valkey';
import { ExistingRedisOptions, ExistingRedisSessions } from './existing-redis';
import { ISessionStore } from './session-store';
import { ValkeyOptions } from './valkey';

/**
 * The session stores of the library. With a server, a session ends at sign-out for every copy of its
 * cookie; with sessions in cookies, a copy works until it expires.
 */
export class Sessions {
  /**
   * Sessions in a `Valkey` that is deployed in the namespace of the proxy, for that proxy alone.
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
