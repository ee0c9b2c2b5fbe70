import { Construct } from 'constructs';
import { ISessionStore, SessionStoreConfig, SessionStoreContext } from './session-store';
import { syntax } from '../syntax';

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

/** Sessions on a server that exists. */
export class ExistingRedisSessions implements ISessionStore {
  public readonly refreshes = true;
  public readonly needsPassword = true;

  constructor(private readonly options: ExistingRedisOptions) {}

  public bind(scope: Construct, { password }: SessionStoreContext): SessionStoreConfig {
    const { path } = scope.node;
    const { host, port, database, username, certificateAuthorityConfigMap: configMap } = this.options;
    const certificateAuthority = configMap === undefined ? undefined : this.authority(path, configMap);
    return { server: { host, port, database, username, password, certificateAuthority } };
  }

  private authority(path: string, configMapName: string) {
    return {
      configMapName: syntax.dnsSubdomain(path, 'sessions.certificateAuthorityConfigMap', configMapName),
      key: syntax.secretKey(path, 'sessions.certificateAuthorityKey', this.options.certificateAuthorityKey ?? 'ca.crt'),
    };
  }
}
