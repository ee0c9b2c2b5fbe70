import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { parse } from 'smol-toml';
import { Alertmanager, OAuth2ProxySettings, OidcIssuer, Sessions } from '../../lib';
import { OPTIONS, OptionType } from '../../lib/oauth2-proxy/option-table';
import { REFUSED_OPTIONS } from '../../lib/oauth2-proxy/refused-options';
import { memberOf, SETTABLE_OPTIONS } from '../../lib/oauth2-proxy/settable-options';
import { toToml } from '../../lib/oauth2-proxy/settings';
import { goDuration } from '../../lib/syntax';
import { inCase } from '../support/in-case';
import { joined } from '../support/joined';
import { Program, prometheusProgram } from '../support/program';

const { settingsSource } = createRequire(__filename)('../../scripts/proxy-settings.cjs') as {
  settingsSource(tables: object): string;
};
const settingsOf = (program: Program): Record<string, any> => parse(program.toml());
const fits: Record<string, (value: unknown) => boolean> = {
  bool: (value) => typeof value === 'boolean',
  int: (value) => Number.isInteger(value),
  string: (value) => typeof value === 'string',
  strings: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  duration: (value) => typeof value === 'string' && /^(\d+h)?(\d+m)?(\d+s)?$/.test(value),
};

describe('the configuration of the proxy', () => {
  const settings = settingsOf(prometheusProgram().program);

  test('contains only options of the binary, each with its type', () => {
    for (const [key, value] of Object.entries(settings)) {
      inCase(`${key} = ${value}`, () => {
        expect(OPTIONS[key]).toBeDefined();
        expect(fits[OPTIONS[key].type](value)).toBe(true);
      });
    }
  });
  test('checks PKCE, nonce and signature algorithm', () =>
    expect(settings).toMatchObject({
      code_challenge_method: 'S256',
      insecure_oidc_skip_nonce: false,
      oidc_enabled_signing_algs: ['RS256'],
    }));
  test('restricts the cookie to one host (finding 5)', () => {
    expect(settings).toMatchObject({
      cookie_name: '__Host-sso_monitoring_sso',
      cookie_secure: true,
      cookie_httponly: true,
      cookie_samesite: 'lax',
    });
    expect(settings.cookie_domains).toBeUndefined();
  });
  test('uses the client id in the name of the cookie, so that two sign-ons on one controller do not conflict', () => {
    expect(settingsOf(prometheusProgram({ clientId: 'my-sso' }).program).cookie_name).toBe('__Host-sso_my_sso');
  });
  test('limits a session to ten hours (finding 5)', () => {
    expect(settings.cookie_expire).toBe('8h0m0s');
    expect(() => new Program().sso({ sessionLifetime: Duration.hours(11) })).toThrow(/out of bounds/);
  });
  test('refreshes the session each minute', () => expect(settings.cookie_refresh).toBe('1m0s'));
  test('separates sign-ins of several tabs, up to a limit', () =>
    expect(settings).toMatchObject({
      cookie_csrf_per_request: true,
      cookie_csrf_per_request_limit: 5,
      cookie_csrf_samesite: 'lax',
    }));
  test('has one redirect address, and returns only to exact hosts', () =>
    expect(settings).toMatchObject({
      redirect_url: 'https://monitoring.example.com/oauth2/callback',
      whitelist_domains: ['monitoring.example.com'],
    }));
  test('trusts only the edge', () =>
    expect(settings).toMatchObject({ reverse_proxy: true, trusted_proxy_ips: ['10.244.0.0/16'] }));
  test('contains its scopes', () => expect(settings.scope).toBe('openid profile email'));
  test('uses the verified e-mail claim (finding 7)', () => expect(settings.oidc_email_claim).toBe('email'));
  test('ends the session of Keycloak at sign-out', () =>
    expect(settings.backend_logout_url).toBe(
      'https://keycloak.example.com/realms/platform/protocol/openid-connect/logout?id_token_hint={id_token}',
    ));
  test('sends no token to applications (finding 21)', () =>
    expect(settings).toMatchObject({
      pass_access_token: false,
      set_authorization_header: false,
      pass_authorization_header: false,
    }));
  test('accepts no bearer token (finding 10)', () => expect(settings.skip_jwt_bearer_tokens).toBe(false));
  test('logs in UTC', () => expect(settings.logging_local_time).toBe(false));
  test('contains no secret and no global list of groups', () => {
    for (const key of ['client_secret', 'cookie_secret', 'redis_password', 'allowed_groups', 'allowed_roles']) {
      expect(settings).not.toHaveProperty(key);
    }
  });
  test('waits for an unavailable Redis, since a response without it would sign people out', () => {
    expect(settings.redis_connection_url).toMatch(
      joined(
        /\?dial_timeout=500ms&read_timeout=30s&write_timeout=5s&pool_timeout=30s/,
        /&max_retries=300&min_retry_backoff=100ms&max_retry_backoff=500ms$/,
      ),
    );
  });
  test('is deterministic', () => expect(prometheusProgram().program.toml()).toBe(prometheusProgram().program.toml()));
  test('contains every host, in any order of the calls', () => {
    const program = new Program();
    const operators = program.realm.addGroup('operators');
    const sso = program.sso({ cookieDomain: 'example.com' });
    sso.protect(Alertmanager.ofService('a'), { host: 'alerts.example.com', write: [operators], ingest: [operators] });
    expect(settingsOf(program)).toMatchObject({
      cookie_name: 'sso_monitoring_sso',
      cookie_domains: ['example.com'],
      whitelist_domains: ['monitoring.example.com', 'alerts.example.com'],
    });
  });
});

describe('cookie sessions', () => {
  const program = new Program();
  const issuer = new OidcIssuer({ issuerUrl: 'https://login.example.com' });
  program
    .sso({ identityProvider: issuer, sessions: Sessions.cookie() })
    .protect(Alertmanager.ofService('a'), { write: [issuer.group('x')], ingest: [issuer.group('x')] });
  test('are small, expire after an hour and are not refreshed', () => {
    const settings = settingsOf(program);
    expect(settings).toMatchObject({
      session_store_type: 'cookie',
      session_cookie_minimal: true,
      cookie_expire: '1h0m0s',
    });
    expect(settings.cookie_refresh).toBeUndefined();
    expect(settings.redis_connection_url).toBeUndefined();
  });
  test('fails when a refresh is configured', () =>
    expect(() => new Program().sso({ sessions: Sessions.cookie(), sessionRefresh: Duration.minutes(1) })).toThrow(
      /cannot be refreshed/,
    ));
});

describe('proxySettings', () => {
  const withSettings = (proxySettings: Record<string, unknown>) => () =>
    prometheusProgram({ proxySettings: proxySettings as OAuth2ProxySettings }).program.toml();

  test('are options of the binary', () => {
    const settings: OAuth2ProxySettings = {
      banner: '-',
      cookieCsrfExpire: Duration.minutes(5),
      cookieCsrfPerRequestLimit: 3,
      flushInterval: Duration.millis(1500),
      footer: undefined,
    };
    expect(parse(withSettings({ ...settings })())).toMatchObject({
      banner: '-',
      cookie_csrf_expire: '5m0s',
      cookie_csrf_per_request_limit: 3,
      flush_interval: '1500ms',
    });
  });
  test('do not contain options without a choice of values', () => {
    const chosen = Object.keys(OPTIONS).filter((key) => !REFUSED_OPTIONS[key] || (HARMLESS[key]?.length ?? 0) > 1);
    expect(Object.keys(SETTABLE_OPTIONS)).toEqual(chosen);
  });
  test('have the descriptions of the option table', () => {
    const file = path.join(__dirname, '../../lib/oauth2-proxy/oauth2-proxy-settings.ts');
    expect(fs.readFileSync(file, 'utf8')).toBe(settingsSource({ OPTIONS, SETTABLE_OPTIONS, memberOf }));
  });
  test.each(['allowed_group', 'allowedGroup', '--allowed-group'])(
    'fails when %s is set, which is not an option',
    (name) =>
      expect(withSettings({ [name]: ['x'] })).toThrow(
        `does not have in its configuration file; got "${name}"; ` +
          'allowed: the keys of the configuration file of oauth2-proxy 7.15, in camel case; fix: write allowedGroups',
      ),
  );
  test('fails when an option has its name of the configuration file, and the error contains the new name', () =>
    expect(withSettings({ cookie_csrf_per_request_limit: 3 })).toThrow(
      /got "cookie_csrf_per_request_limit"; allowed: names in camel case; fix: write cookieCsrfPerRequestLimit/,
    ));
  test('fails when an option is a flag', () =>
    expect(withSettings({ 'config-test': true })).toThrow(/which this flag is not/));
  test.each([
    ['banner', 1, /a string/],
    ['flushInterval', 60, /a Duration/],
    ['flushInterval', '60', /a Duration/],
    ['flushInterval', '60s', /a Duration/],
    ['flushInterval', Duration.millis(0.5), /a Duration of whole milliseconds/],
    ['errorsToInfoLog', 'no', /true or false/],
    ['cookieCsrfPerRequestLimit', 1.5, /a whole number/],
    ['apiRoutes', 'a,b', /a list of strings/],
    ['banner', 'a\nb', /a string/],
  ])('fails when %s is %j', (key, value, message) => expect(withSettings({ [key]: value })).toThrow(message));
  test('fails when an address has no TLS', () =>
    expect(withSettings({ acrValues: 'HTTP://keycloak/userinfo' })).toThrow(/without TLS/));
  test('fails when an address contains a secret, and the error does not repeat it', () => {
    expect(withSettings({ acrValues: 'https://user:hunter2@example.com' })).toThrow(/holds a secret/);
    expect(withSettings({ acrValues: 'https://user:hunter2@example.com' })).not.toThrow(/hunter2/);
  });
  test.each(['toString', 'constructor', '__proto__x'])('fails when the option is called %s', (key) =>
    expect(withSettings({ [key]: 'x' })).toThrow(/does not have/),
  );

  // Every value of a type with few values; otherwise values of each kind that options accept.
  const VALUES: Record<OptionType, readonly unknown[]> = {
    bool: [true, false],
    int: [-1, 0, 1, 5, 20, 21, 65_536],
    string: [
      '',
      'x',
      'true',
      'false',
      'lax',
      'strict',
      'none',
      'email',
      'login',
      'consent',
      'select_account',
      'oidc',
      'S256',
      'plain',
      '/oauth2',
      'https://login.example.com',
    ],
    strings: [[], ['x'], ['*'], ['0.0.0.0/0'], ['https://login.example.com']],
    duration: [0, 1, 59.999, 60, 61, 3600, 3600.001, 3660, 9999 * 3600].map((seconds) =>
      Duration.millis(seconds * 1000),
    ),
  };
  /**
   * The allowed values of options that can be dangerous. Their other values, and all values of the other options, are
   * refused.
   */
  const HARMLESS: Readonly<Record<string, readonly unknown[]>> = {
    ...Object.fromEntries(
      [
        'gcp_healthchecks',
        'skip_jwt_bearer_tokens',
        'insecure_oidc_allow_unverified_email',
        'insecure_oidc_skip_issuer_verification',
        'insecure_oidc_skip_nonce',
        'ssl_insecure_skip_verify',
        'ssl_upstream_insecure_skip_verify',
        'redis_insecure_skip_tls_verify',
        'pass_access_token',
        'set_authorization_header',
        'pass_authorization_header',
        'show_debug_on_error',
        'logging_local_time',
        'skip_claims_from_profile_url',
        'set_basic_auth',
        'force_https',
        'relative_redirect_url',
      ].map((key) => [key, [false]]),
    ),
    ...Object.fromEntries(
      [
        'cookie_secure',
        'cookie_httponly',
        'auth_logging',
        'request_logging',
        'standard_logging',
        'cookie_csrf_per_request',
      ].map((key) => [key, [true]]),
    ),
    cookie_samesite: ['lax'],
    cookie_csrf_samesite: ['lax'],
    oidc_email_claim: ['email'],
    prompt: ['login', 'consent', 'select_account'],
    cookie_csrf_per_request_limit: [1, 5, 20],
    cookie_csrf_expire: VALUES.duration.slice(3, 6),
  };

  test.each(Object.keys(REFUSED_OPTIONS))(
    'refuses every dangerous value of %s, with the reason and the alternative',
    (key) => {
      inCase('the table of refused options names an option that does not exist', () =>
        expect(OPTIONS[key]).toBeDefined(),
      );
      const harmless = HARMLESS[key] ?? [];
      for (const value of VALUES[OPTIONS[key].type]) {
        const name = memberOf(key);
        if (harmless.includes(value)) {
          const written = value instanceof Duration ? goDuration(value.toSeconds()) : value;
          expect(parse(withSettings({ [name]: value })())).toMatchObject({ [key]: written });
        } else {
          for (const used of [name, key]) {
            const refusal = new RegExp(
              `\\[chart/sso\\] proxySettings.${used} is refused: .*; allowed: .*; fix: remove ${used}`,
            );
            inCase(JSON.stringify(value), () => expect(withSettings({ [used]: value })).toThrow(refusal));
          }
        }
      }
    },
  );
  test('has no allowed value of an option that is not in the table of refused options', () =>
    expect(Object.keys(REFUSED_OPTIONS)).toEqual(expect.arrayContaining(Object.keys(HARMLESS))));
  const ofOthers = /^(azure|bitbucket|entra|github|gitlab|google|keycloak|jwt|pubjwk)_/;
  test.each(Object.keys(OPTIONS).filter((key) => ofOthers.test(key)))(
    'refuses %s, which only providers other than oidc read',
    (key) => {
      const value = { bool: true, int: 1, string: 'acme', strings: ['acme'], duration: '1m' }[OPTIONS[key].type];
      expect(withSettings({ [memberOf(key)]: value })).toThrow(/is refused: .*; allowed: instead: .*; fix: remove/);
    },
  );
  test('explains that a list of another provider restricts no one, with the alternative', () => {
    expect(withSettings({ githubOrg: 'acme', githubTeam: 'ops' })).toThrow(
      /githubOrg is refused: only the provider github reads it.*has no effect.*instead: .*groups claim/,
    );
  });
  test('does not repeat a literal secret', () =>
    expect(withSettings({ clientSecret: 'hunter2' })).not.toThrow(/hunter2/));
});

test('every setting is the same after it is written to the file and read', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom(...Object.keys(OPTIONS)),
        fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.array(fc.string())),
      ),
      (settings) => {
        expect(parse(toToml(settings))).toEqual({ ...settings });
      },
    ),
  );
});
