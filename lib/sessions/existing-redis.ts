import { redisUrl } from './redis-url';
import { SESSION_CA_DIRECTORY, SessionContext, SessionSettings, SessionStore } from './session-store';
import type { ExistingRedisOptions } from './sessions';
import { refuse } from '../errors';
import { syntax } from '../syntax';

export class ExistingRedisSessions implements SessionStore {
  public readonly refreshes = true;
  public readonly needsPassword = true;

  constructor(private readonly options: ExistingRedisOptions) {}

  public render(_scope: unknown, context: SessionContext): SessionSettings {
    const { path } = context;
    const host = syntax.host(path, 'sessions.host', this.options.host);
    const port = syntax.port(path, 'sessions.port', this.options.port ?? 6379);
    const database = this.options.database ?? 0;
    if (!Number.isInteger(database) || database < 0 || database > 99) {
      refuse({
        path,
        what: 'sessions.database is not a database number',
        got: database,
        allowed: 'a whole number from 0 to 99',
        fix: 'give the number of the database',
      });
    }
    const username = this.options.username;
    if (username !== undefined) syntax.clientId(path, 'sessions.username', username);
    const ca = this.options.certificateAuthorityConfigMap;
    const certificateAuthority =
      ca === undefined
        ? undefined
        : {
            name: syntax.dnsSubdomain(path, 'sessions.certificateAuthorityConfigMap', ca),
            key: syntax.secretKey(
              path,
              'sessions.certificateAuthorityKey',
              this.options.certificateAuthorityKey ?? 'ca.crt',
            ),
          };
    return {
      kind: 'redis',
      options: {
        session_store_type: 'redis',
        redis_connection_url: redisUrl('rediss', `${host}:${port}`, database),
        ...(username ? { redis_username: username } : {}),
        ...(certificateAuthority ? { redis_ca_path: `${SESSION_CA_DIRECTORY}/${certificateAuthority.key}` } : {}),
      },
      password: context.password,
      certificateAuthority,
    };
  }
}
