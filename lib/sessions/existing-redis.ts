import { Construct } from 'constructs';
import { ISessionStore, SessionStoreConfig, SessionStoreContext } from './session-store';
import type { ExistingRedisOptions } from './sessions';
import { syntax } from '../syntax';

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
