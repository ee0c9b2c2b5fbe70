import { Construct } from 'constructs';
import { ISessionStore, SessionStoreConfig, SessionStoreContext } from './session-store';
import { Valkey, ValkeyOptions } from './valkey';
import { refuse } from '../errors';

/** Creates a `Valkey` for each proxy that is bound. */
export class DeployedValkey implements ISessionStore {
  public readonly refreshes = true;
  public readonly needsPassword = true;

  constructor(private readonly options: ValkeyOptions) {}

  public bind(scope: Construct, context: SessionStoreContext): SessionStoreConfig {
    const { password, clusterDomain } = context;
    if (password === undefined) {
      refuse({
        path: scope.node.path,
        what: 'Sessions.redis() needs a password',
        got: password,
        allowed: 'a Secret that holds it',
        fix: "give sessionPassword, such as { name: 'monitoring-sso', key: 'redis-password' }",
      });
    }
    return new Valkey(scope, 'redis', { ...this.options, password, clusterDomain, namedAfter: scope }).bind(
      scope,
      context,
    );
  }
}
