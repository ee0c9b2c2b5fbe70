import { Construct } from 'constructs';
import { CertificateAuthority } from '../isolation/certificate-authority';
import { SecretReference } from '../secrets/secrets';

/** What a session store is told about the proxy that keeps its sessions there. */
export interface SessionStoreContext {
  /** Namespace of the proxy. */
  readonly namespace: string;
  /** DNS domain of the cluster, for example `cluster.local`. */
  readonly clusterDomain: string;
  /** Prefix of the keys that the proxy writes: the name of its session cookie. A hyphen follows it. */
  readonly keyPrefix: string;
  /** Labels that select the pods of the proxy. */
  readonly proxyLabels: { [label: string]: string };
  /**
   * Password that the program has for the store.
   * @default - none
   */
  readonly password?: SecretReference;
}

/** A server with the protocol of Redis, as the proxy reaches it. */
export interface SessionServer {
  /** DNS name of the server. */
  readonly host: string;
  /**
   * Port of the server.
   * @default 6379
   */
  readonly port?: number;
  /**
   * Whether the connection uses TLS with a verified certificate. Without TLS the server has to be a Service of the same
   * cluster: its host ends with `.svc.` and the cluster domain.
   * @default true
   */
  readonly tls?: boolean;
  /**
   * Number of the database, from 0 to 99.
   * @default 0
   */
  readonly database?: number;
  /**
   * ACL user that the proxy signs in as. It needs the keys `PREFIX-*` and the commands that docs/security.md lists.
   * @default - the user `default`
   */
  readonly username?: string;
  /**
   * Secret with the password, in the namespace of the proxy.
   * @default - no password
   */
  readonly password?: SecretReference;
  /**
   * ConfigMap with the certificate authority of the server, in the namespace of the proxy.
   * @default - a public authority signed the certificate
   */
  readonly certificateAuthority?: CertificateAuthority;
}

/** Where a proxy keeps its sessions, as `ISessionStore.bind` returns it. */
export interface SessionStoreConfig {
  /**
   * The server that holds the sessions.
   * @default - none: sessions are kept in cookies, without tokens
   */
  readonly server?: SessionServer;
  /**
   * The store that was created for the proxy, where `bind` created one.
   * @default - the store that was bound
   */
  readonly store?: ISessionStore;
}

/**
 * Where a proxy keeps its sessions: a `Valkey`, what the methods of `Sessions` return, or an implementation of your
 * own.
 */
export interface ISessionStore {
  /**
   * Whether sessions hold tokens, so that a refresh can end them before they expire. True for every server, false for
   * cookies.
   */
  readonly refreshes: boolean;
  /** Whether `bind` needs the password that the program has for the store (`SessionStoreContext.password`). */
  readonly needsPassword: boolean;
  /**
   * Called once for each proxy, before its pods are made. Creates what the store needs, and lets the proxy reach it.
   * @param scope construct to create objects in
   * @param context the proxy
   */
  bind(scope: Construct, context: SessionStoreContext): SessionStoreConfig;
}
