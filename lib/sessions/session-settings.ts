import { redisUrl } from './redis-url';
import { SessionServer, SessionStoreConfig } from './session-store';
import { refuse } from '../errors';
import { authorityReference } from '../isolation/certificate-authority';
import { SecretReference } from '../secrets/secrets';
import { syntax } from '../syntax';

/** What a session store adds to the configuration of the proxy. */
export interface SessionSettings {
  /** Kind of store, for reports and rules. */
  readonly kind: 'cookie' | 'redis';
  /** Keys of the proxy's configuration file. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The password, if the server needs one. */
  readonly password?: SecretReference;
  /** ConfigMap with the certificate authority of the server. */
  readonly certificateAuthority?: SecretReference;
}

/** Directory of the proxy that the certificate authority of the session server is mounted at. */
export const SESSION_CA_DIRECTORY = '/etc/oauth2-proxy/redis-ca';

/**
 * Turns what a store returned into settings of the proxy, and refuses what is unsafe or malformed: users implement
 * stores of their own.
 */
export function sessionSettings(path: string, clusterDomain: string, config: SessionStoreConfig): SessionSettings {
  if (typeof config !== 'object' || config === null) {
    refuse({
      path,
      what: 'bind() of the session store returned no configuration',
      got: config,
      allowed: 'a SessionStoreConfig',
      fix: 'return {} for sessions in cookies, or { server: { host } }',
    });
  }
  if (config.server === undefined) {
    // Sessions with tokens are split into several cookies above 4 kB, of which the edge keeps only the first on a
    // refresh.
    return { kind: 'cookie', options: { session_store_type: 'cookie', session_cookie_minimal: true } };
  }
  const { server } = config;
  const host = syntax.host(path, 'sessions.host', server.host);
  const port = syntax.port(path, 'sessions.port', server.port ?? 6379);
  const database = checkedDatabase(path, server);
  const tls = checkedTls(path, clusterDomain, server);
  if (server.username !== undefined) syntax.clientId(path, 'sessions.username', server.username);
  const certificateAuthority =
    server.certificateAuthority &&
    authorityReference(path, 'sessions.certificateAuthority', server.certificateAuthority);
  return {
    kind: 'redis',
    options: {
      session_store_type: 'redis',
      redis_connection_url: redisUrl(tls ? 'rediss' : 'redis', `${host}:${port}`, database),
      ...(server.username ? { redis_username: server.username } : {}),
      ...(certificateAuthority ? { redis_ca_path: `${SESSION_CA_DIRECTORY}/${certificateAuthority.key}` } : {}),
    },
    password: server.password && {
      name: syntax.dnsSubdomain(path, 'sessions.password.name', server.password.name),
      key: syntax.secretKey(path, 'sessions.password.key', server.password.key),
    },
    certificateAuthority,
  };
}

function checkedDatabase(path: string, { database = 0 }: SessionServer): number {
  if (!Number.isInteger(database) || database < 0 || database > 99) {
    refuse({
      path,
      what: 'sessions.database is not a database number',
      got: database,
      allowed: 'a whole number from 0 to 99',
      fix: 'give the number of the database',
    });
  }
  return database;
}

function checkedTls(path: string, clusterDomain: string, { host, tls = true }: SessionServer): boolean {
  if (!tls && !host.endsWith(`.svc.${clusterDomain}`)) {
    refuse({
      path,
      what: 'sessions would leave the cluster without encryption',
      got: `tls: ${tls}, host: ${host}`,
      allowed: `tls: true, or a host that ends with .svc.${clusterDomain}`,
      fix: 'remove tls: false',
    });
  }
  return tls;
}
