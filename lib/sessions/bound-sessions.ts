import { ISessionStore, SessionStoreConfig } from './session-store';

/** A store that was bound to a proxy before the proxy is created. */
export class BoundSessions implements ISessionStore {
  public readonly refreshes: boolean;
  public readonly needsPassword = false;

  constructor(
    store: ISessionStore,
    private readonly config: SessionStoreConfig,
  ) {
    this.refreshes = store.refreshes;
  }

  public bind(): SessionStoreConfig {
    return this.config;
  }
}
