import { SessionSettings, SessionStore } from './session-store';

export class CookieSessions implements SessionStore {
  public readonly refreshes = false;
  public readonly needsPassword = false;

  public render(): SessionSettings {
    // Sessions with tokens are split into several cookies above 4 kB, of which the edge keeps only the first on a
    // refresh.
    return { kind: 'cookie', options: { session_store_type: 'cookie', session_cookie_minimal: true } };
  }
}
