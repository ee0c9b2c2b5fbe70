import { CookieSessions } from './cookie';
import { ExistingRedisSessions } from './existing-redis';
import { RedisSessions } from './redis';
import { SessionStore } from './session-store';
import { WorkloadOptions } from '../isolation/workload';

/** Options of a Redis that the library deploys. */
export interface RedisOptions extends WorkloadOptions {
  /**
   * Memory for sessions, in mebibytes. The least used sessions are dropped when it is full, and their owners sign in
   * again. A session takes about 4 KiB.
   * @default 64
   */
  readonly maxMemoryMebibytes?: number;
  /**
   * Size of a volume that keeps sessions when the pod is replaced, as a Kubernetes quantity; at least four times
   * `maxMemoryMebibytes`.
   * @default - none: sessions outlive a restart of the container, but not of the pod
   */
  readonly persistentVolumeSize?: string;
  /**
   * Storage class of the volume.
   * @default - the cluster's default
   */
  readonly storageClassName?: string;
}

/** Options of a Redis or Valkey that is there already. */
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
 * Where sessions are kept.
 *
 * With Redis a session ends at sign-out for everybody who copied its cookie; with cookie sessions a copy works until it
 * expires.
 */
export class Sessions {
  /**
   * Sessions in a Redis (Valkey) that the library deploys beside the proxy, for the proxy alone.
   * @param options size, persistence and scheduling
   */
  public static redis(options: RedisOptions = {}): Sessions {
    return new Sessions(new RedisSessions(options));
  }

  /**
   * Sessions in a Redis or Valkey that is there already, over verified TLS.
   * @param options its address
   */
  public static existingRedis(options: ExistingRedisOptions): Sessions {
    return new Sessions(new ExistingRedisSessions(options));
  }

  /**
   * Sessions in the browser's cookie, without tokens so that they stay small. Such a session is never refreshed: a
   * withdrawn right lives until the cookie expires, sign-out does not end the session at the identity provider, and a
   * copied cookie outlives it.
   */
  public static cookie(): Sessions {
    return new Sessions(new CookieSessions());
  }

  /** @internal */
  public readonly _store: SessionStore;

  private constructor(store: SessionStore) {
    this._store = store;
  }
}
