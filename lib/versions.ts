// By name: sources and what is built from them lie at different depths.
const { version } = require('cdk8s-monitoring-sso/package.json') as { version: string };

/**
 * The one home of every version that the library pins. The images are the ones that the tests stand for: the binary of
 * the same release is run there. Karma and the release of curl cannot be had without their registries: what is
 * synthesized for them was held against their sources, and the script of the check runs with another curl.
 */
export const VERSIONS = {
  /** This package. */
  library: version,
  /** https://github.com/oauth2-proxy/oauth2-proxy: the option table is that of this release. */
  oauth2Proxy: '7.15.6',
  /** https://github.com/valkey-io/valkey: BSD licence; speaks the protocol of Redis 7.2. */
  valkey: '8.1.10',
  /** https://github.com/caddyserver/caddy: Apache licence; the sidecar that adds tokens to requests. */
  caddy: '2.11.7',
  /**
   * https://github.com/curl/curl-container: the image of the curl project itself; has a shell and curl, nothing else,
   * and no root.
   */
  curl: '8.22.0',
  /** https://github.com/prymitive/karma: Apache licence. */
  karma: '0.132',
  /** https://github.com/keycloak/terraform-provider-keycloak: the bindings are generated from this release. */
  keycloakProvider: '5.9.0',
} as const;

export const IMAGES = {
  oauth2Proxy: `quay.io/oauth2-proxy/oauth2-proxy:v${VERSIONS.oauth2Proxy}`,
  caddy: `docker.io/library/caddy:${VERSIONS.caddy}-alpine`,
  curl: `docker.io/curlimages/curl:${VERSIONS.curl}`,
  karma: `ghcr.io/prymitive/karma:v${VERSIONS.karma}`,
  valkey: `docker.io/valkey/valkey:${VERSIONS.valkey}`,
} as const;
