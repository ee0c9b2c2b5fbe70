import { IDENTITY_HEADERS } from '../edge/identity-headers';

/** One upstream of the sidecar, with the port of its own that leads to it. */
export interface CaddyTarget {
  readonly name: string;
  readonly url: string;
  readonly tokenFile: string;
  readonly methods?: readonly string[];
  readonly port: number;
}

/** Asked by the startup probe. Never passed on, whatever the upstream has there. */
export const READY_PATH = '/.token-sidecar/ready';

/**
 * Nothing that the program was sent by somebody else goes on to the upstream: neither the session of the person in
 * front of a dashboard nor its name.
 */
const DROPPED = [
  'Cookie',
  'Forwarded',
  'X-Forwarded-*',
  'X-Real-Ip',
  'Proxy-Authorization',
  'X-Auth-Request-*',
  ...IDENTITY_HEADERS,
].filter((header) => header !== 'Authorization');

/**
 * The configuration of Caddy, as JSON (https://caddyserver.com/docs/json/). For each request it reads the token file
 * once, and passes the request on only if there is a token in it. Path, query, method and body go on as they came;
 * `Authorization` and `Host` are set. There is no interface for administration, and nothing listens but on loopback.
 */
export function caddyConfiguration(targets: readonly CaddyTarget[], authorityFile: string | undefined): object {
  return {
    admin: { disabled: true, config: { persist: false } },
    logging: { logs: { default: { level: 'WARN' } } }, // errors of requests; no log of requests is configured
    apps: {
      http: {
        grace_period: '10s',
        servers: Object.fromEntries(targets.map((target) => [target.name, server(target, authorityFile)])),
      },
      // It has no certificates, and no place to store any.
      tls: { disable_storage_clean: true, disable_ocsp_stapling: true },
    },
  };
}

function server({ url, port, tokenFile, methods }: CaddyTarget, authorityFile: string | undefined): object {
  const { host, hostname, port: upstreamPort, pathname } = new URL(url);
  const path = pathname.replace(/\/$/, '');
  return {
    listen: [`127.0.0.1:${port}`],
    automatic_https: { disable: true },
    protocols: ['h1'],
    routes: [
      // Read once, so that what is looked at is what is sent.
      { handle: [{ handler: 'vars', token: `{file.${tokenFile}}` }] },
      {
        match: [
          { not: [{ vars_regexp: { token: { pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$' } } }] },
        ],
        handle: [answer(503, 'the token file holds no token')],
        terminal: true,
      },
      { match: [{ path: [READY_PATH] }], handle: [answer(200, 'ready')], terminal: true },
      // Decoded and without dot segments: nothing beside the target gets the token.
      ...(path === ''
        ? []
        : [
            {
              match: [{ not: [{ path: [path, `${path}/*`] }] }],
              handle: [answer(404, `only ${path} is passed on`)],
              terminal: true,
            },
          ]),
      ...(methods
        ? [
            {
              match: [{ not: [{ method: [...methods] }] }],
              handle: [answer(405, `only ${methods.join(' and ')} are passed on`)],
              terminal: true,
            },
          ]
        : []),
      {
        handle: [
          {
            handler: 'reverse_proxy',
            upstreams: [{ dial: `${hostname}:${upstreamPort || 443}` }],
            transport: {
              protocol: 'http',
              compression: false, // as the program asked for it
              tls: {
                server_name: hostname,
                ...(authorityFile ? { ca: { provider: 'file', pem_files: [authorityFile] } } : {}),
              },
            },
            headers: {
              request: { set: { Authorization: ['Bearer {http.vars.token}'], Host: [host] }, delete: DROPPED },
            },
            flush_interval: -1, // whatever streams, streams
          },
        ],
      },
    ],
  };
}

function answer(status: number, body: string): object {
  return { handler: 'static_response', status_code: status, body: `${body}\n` };
}
