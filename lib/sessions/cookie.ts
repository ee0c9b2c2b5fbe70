import { ISessionStore, SessionStoreConfig } from './session-store';

/** Sessions in the browser's cookie. */
export class CookieSessions implements ISessionStore {
  public readonly refreshes = false;
  public readonly needsPassword = false;

  public bind(): SessionStoreConfig {
    return {};
  }
}
