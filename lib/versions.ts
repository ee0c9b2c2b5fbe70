// The package is imported by name: the path from the sources to package.json differs from that of the built files.
const { version } = require('cdk8s-monitoring-sso/package.json') as { version: string };

/**
 * All versions that the library pins. The tests run the binary of the same release as the image, with two exceptions.
 * Karma and this release of curl are available only from container registries: the output for Karma was checked against
 * its sources, and the script of the access check is tested with another release of curl.
 */
export const VERSIONS = {
  /** This package. */
  library: version,
  /** https://github.com/oauth2-proxy/oauth2-proxy. The option table is generated from this release. */
  oauth2Proxy: '7.15.6',
  /** https://github.com/valkey-io/valkey: BSD licence, compatible with Redis 7.2. */
  valkey: '8.1.10',
  /** https://github.com/caddyserver/caddy: Apache licence; the sidecar that adds tokens to requests. */
  caddy: '2.11.7',
  /**
   * https://github.com/curl/curl-container: the image of the curl project. It contains a shell and curl, and does not
   * run as root.
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
