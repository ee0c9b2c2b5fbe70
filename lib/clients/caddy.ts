import { IDENTITY_HEADERS } from '../edge/identity-headers';

/** An upstream of the sidecar, and the local port that forwards to it. */
export interface CaddyTarget {
  readonly name: string;
  readonly url: string;
  readonly tokenFile: string;
  readonly methods?: readonly string[];
  readonly port: number;
}

/** Path of the startup probe. Requests for it are not sent to the upstream. */
export const READY_PATH = '/.token-sidecar/ready';

/**
 * Headers that are removed from requests. A program such as a dashboard may copy them from the request of a person; the
 * upstream must receive neither the session nor the identity of that person.
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
 * Returns the configuration of Caddy as JSON (https://caddyserver.com/docs/json/). Caddy reads the token file once for
 * each request, and forwards the request only if the file contains a token. Path, query, method and body are unchanged;
 * `Authorization` and `Host` are set. The administration API is off, and Caddy listens only on the loopback address.
 */
export function caddyConfiguration(targets: readonly CaddyTarget[], authorityFile: string | undefined): object {
  return {
    admin: { disabled: true, config: { persist: false } },
    logging: { logs: { default: { level: 'WARN' } } }, // errors only; there is no access log
    apps: {
      http: {
        grace_period: '10s',
        servers: Object.fromEntries(targets.map((target) => [target.name, server(target, authorityFile)])),
      },
      // Caddy has no certificates and no writable storage.
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
      // The file is read once, so that the token that is checked is the token that is sent.
      { handle: [{ handler: 'vars', token: `{file.${tokenFile}}` }] },
      {
        match: [
          { not: [{ vars_regexp: { token: { pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$' } } }] },
        ],
        handle: [answer(503, 'the token file holds no token')],
        terminal: true,
      },
      { match: [{ path: [READY_PATH] }], handle: [answer(200, 'ready')], terminal: true },
      // Caddy compares decoded paths without dot segments, so no other path of the host gets the token.
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
              compression: false, // keeps the program's own Accept-Encoding
              tls: {
                server_name: hostname,
                ...(authorityFile ? { ca: { provider: 'file', pem_files: [authorityFile] } } : {}),
              },
            },
            headers: {
              request: { set: { Authorization: ['Bearer {http.vars.token}'], Host: [host] }, delete: DROPPED },
            },
            flush_interval: -1, // responses are streamed
          },
        ],
      },
    ],
  };
}

function answer(status: number, body: string): object {
  return { handler: 'static_response', status_code: status, body: `${body}\n` };
}
