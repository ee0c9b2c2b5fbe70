import { Construct } from 'constructs';
import { SecretReference } from '../secrets/secrets';

/** What the session store adds to the proxy. */
export interface SessionSettings {
  /** Kind of store, for reports and rules. */
  readonly kind: 'cookie' | 'redis';
  /** Keys of the proxy's configuration file. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The password, if the store asks for one. */
  readonly password?: SecretReference;
  /** ConfigMap with the certificate authority of the store. */
  readonly certificateAuthority?: SecretReference;
}

/** Where the proxy is told that the store's certificate authority is mounted. */
export const SESSION_CA_DIRECTORY = '/etc/oauth2-proxy/redis-ca';

/** What a store needs to know to be rendered. */
export interface SessionContext {
  readonly path: string;
  readonly namespace: string;
  readonly clusterDomain: string;
  /** Every key of the proxy starts with this. */
  readonly keyPrefix: string;
  readonly password: SecretReference;
  /** Labels that select the proxy's pods. */
  readonly proxyLabels: Readonly<Record<string, string>>;
}

/** A kind of session store. */
export interface SessionStore {
  /** Whether sessions hold tokens, so that a refresh can take a withdrawn right away before the session ends. */
  readonly refreshes: boolean;
  /** Whether the proxy needs a password for it. */
  readonly needsPassword: boolean;
  render(scope: Construct, context: SessionContext): SessionSettings;
}
