import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { controllerFragment } from '../../lib/edge/ingress-nginx/controller-fragment';
import { NOBODY } from '../../lib/edge/nobody';
import { type ControllerValues, NginxVariables, refusedAtOnce } from '../support/nginx-maps';
import { Program, Prometheus, prometheusProgram } from '../support/program';

const PROXY = prometheusProgram({}).sso.proxyServiceName;
const OWN = `monitoring/${PROXY}`;
const NAME = '__Host-sso_monitoring_sso';

/** The cookies that an application gets. */
const upstreamCookie = (fragment: any, cookie: string, uri: string, service = 'grafana', namespace = 'monitoring') =>
  new NginxVariables(fragment, { http_cookie: cookie, uri, namespace, service_name: service }).text(
    fragment.controller.proxySetHeaders.Cookie,
  );

/** Cookie names as Go reads them: split at semicolons, blanks and tabs trimmed. */
const names = (cookie: string) =>
  cookie.split(';').map((part) =>
    part
      .replace(/^[ \t]+|[ \t]+$/g, '')
      .split('=')[0]
      .replace(/[ \t]+$/, ''),
  );
const isSession = (name: string) => /^(__Host-)?sso_\w+$/.test(name) && !name.endsWith('_csrf');

describe('the fragment for the controller', () => {
  const fragment = controllerFragment({ proxy: OWN, withoutCookies: ['monitoring/prometheus'] }) as ControllerValues;
  const app = (cookie: string) => upstreamCookie(fragment, cookie, '/grafana/');

  test.each([
    [`${NAME}=secret`, ''],
    [`a=b; ${NAME}=secret; c=d`, 'a=b; c=d'],
    [`a=b; ${NAME}=secret`, 'a=b;'],
    [`${NAME}=one; ${NAME}=two; c=d`, ' c=d'],
    [`${NAME}_0=one; ${NAME}_1=two; c=d`, ' c=d'],
    [`a=b;\t${NAME}=secret`, 'a=b;'],
    [`${NAME}_abcd1234_csrf=x`, `${NAME}_abcd1234_csrf=x`],
    [`x${NAME}=mine`, `x${NAME}=mine`],
    ['', ''],
  ])('makes %j into %j', (given, expected) => expect(app(given)).toBe(expected));

  test('takes the session off on the callback, so that nobody can choose it (finding 5)', () => {
    expect(upstreamCookie(fragment, `${NAME}=planted; ${NAME}_ab12_csrf=state`, '/oauth2/callback', PROXY)).toBe(
      ` ${NAME}_ab12_csrf=state`,
    );
  });
  test('leaves the session to the request that ends it', () =>
    expect(upstreamCookie(fragment, `${NAME}=mine`, '/oauth2/sign_out', PROXY)).toBe(`${NAME}=mine`));
  test('knows the sessions of other programs on the controller', () => {
    expect(upstreamCookie(fragment, '__Host-sso_other=secret; sso_third=secret; own=x', '/', 'unknown')).toBe(' own=x');
  });
  test('leaves the session to the proxies of other programs once their lines are there', () => {
    const other = controllerFragment({ proxy: 'other/other-sso-c8000000-oauth2-proxy', withoutCookies: [] }) as any;
    const line = (other.controller.config['http-snippet'] as string)
      .split('\n')
      .find((each) => each.includes('sign_out'))!;
    const both = JSON.parse(JSON.stringify(fragment));
    both.controller.config['http-snippet'] = both.controller.config['http-snippet'].replace(
      /(.*sign_out.*\n)/,
      `$1${line.replace(/\$/g, '$$$$')}\n`,
    );
    for (const [service, namespace] of [
      [PROXY, 'monitoring'],
      ['other-sso-c8000000-oauth2-proxy', 'other'],
    ]) {
      expect(upstreamCookie(both, '__Host-sso_other=mine', '/oauth2/sign_out', service, namespace)).toBe(
        '__Host-sso_other=mine',
      );
    }
    expect(
      upstreamCookie(
        both,
        '__Host-sso_other=mine',
        '/oauth2/sign_out',
        'other-sso-c8000000-oauth2-proxy',
        'monitoring',
      ),
    ).toBe('');
  });
  test.each([
    ['a Service of the same name in another namespace', PROXY, 'evil'],
    ['a Service that is called like a proxy', 'mine-sso-c1234567-oauth2-proxy', 'evil'],
    ['another Service of the namespace', 'mine-sso-c1234567-oauth2-proxy', 'monitoring'],
    ['a longer name', `x${PROXY}`, 'monitoring'],
    ['a longer namespace', PROXY, 'xmonitoring'],
  ])('leaves it to no other Service: %s', (_, service, namespace) =>
    expect(upstreamCookie(fragment, `${NAME}=mine`, '/oauth2/sign_out', service, namespace)).toBe(''),
  );
  test('leaves it to proxies with long names too', () => {
    const program = new Program();
    const sso = program.sso({}, 'x'.repeat(100));
    sso.protect(Prometheus.ofService('p'), { read: [program.realm.addGroup('group')] });
    expect(
      upstreamCookie(
        controllerFragment({ proxy: `monitoring/${sso.proxyServiceName}`, withoutCookies: [] }),
        `${NAME}=mine`,
        '/oauth2/sign_out',
        sso.proxyServiceName,
      ),
    ).toBe(`${NAME}=mine`);
  });
  test('leaves it to nobody else who calls a page so', () =>
    expect(upstreamCookie(fragment, `${NAME}=mine`, '/oauth2/sign_out', 'grafana')).toBe(''));
  test('gives no cookie at all to an application that is not trusted with them', () =>
    expect(upstreamCookie(fragment, `${NAME}=mine; grafana_session=x`, '/prometheus/', 'prometheus')).toBe(''));
  test('drops every cookie when there are more copies than it can take off', () =>
    expect(app(`${`${NAME}=x; `.repeat(5)}a=b`)).toBe(''));

  test('lets no session through, whatever the cookies, and loses no other cookie of a sensible header', () => {
    const name = fc.oneof(
      fc.constantFrom(
        NAME,
        `${NAME}_0`,
        `${NAME}_12`,
        `${NAME}_ab_csrf`,
        'sso_second',
        NAME.toUpperCase(),
        `x${NAME}`,
        'grafana_session',
      ),
      fc.stringMatching(/^[a-z_]{1,8}$/),
    );
    const part = fc
      .tuple(
        fc.constantFrom('', ' ', '\t', '  '),
        name,
        fc.constantFrom('', ' '),
        fc.stringMatching(/^[a-z0-9,"=]{0,8}$/),
      )
      .map(([before, key, after, value]) => `${before}${key}${after}=${value}`);
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const given = parts.join(';');
        const left = names(app(given));
        expect(left.filter(isSession)).toEqual([]);
        if (names(given).filter(isSession).length <= 4) {
          expect(left.filter(Boolean)).toEqual(names(given).filter((key) => !isSession(key) && key !== ''));
        }
      }),
      { numRuns: 2000 },
    );
  });

  describe('at the sign-out', () => {
    const refused = (request: Readonly<Record<string, string>>) =>
      refusedAtOnce(
        fragment,
        new NginxVariables(fragment, {
          uri: '/oauth2/sign_out',
          namespace: 'monitoring',
          service_name: PROXY,
          ...request,
        }),
      );
    test.each([
      '/oauth2/sign_out?rd={id_token}',
      '/oauth2/sign_out?rd=%7Bid_token%7D',
      '/oauth2/sign_out?rd=%7bid_token}',
      '/oauth2/sign_out?%72d=/%7Bid_token%7D',
      '/oauth2/sign_out?rd=/&rd=/%7bid_token%7d',
      '//oauth2/sign_out?rd={',
      '/oauth2/sign_out?x;rd=%7B',
    ])('refuses %s, where the token would be put in', (request_uri) => expect(refused({ request_uri })).toBe(true));
    test.each(['x_auth_request_redirect', 'x_forwarded_uri'])('refuses a placeholder in the header %s', (name) =>
      expect(refused({ [`http_${name}`]: '/?{id_token}' })).toBe(true),
    );
    test.each(['POST', 'PUT', 'PATCH', 'post', 'GETS'])('refuses %s, whose body would be read', (request_method) =>
      expect(refused({ request_method })).toBe(true),
    );
    test.each(['GET', 'HEAD'])('takes a return address without braces by %s', (request_method) =>
      expect(refused({ request_method, request_uri: '/oauth2/sign_out?rd=https%3A%2F%2Fa.example.com%2F%257B' })).toBe(
        false,
      ),
    );
    test('leaves other places alone', () => {
      expect(refused({ uri: '/oauth2/start', request_method: 'POST', request_uri: '/oauth2/start?rd={' })).toBe(false);
      expect(refused({ service_name: 'grafana', request_uri: '/oauth2/sign_out?rd={' })).toBe(false);
    });
  });
  describe('with control characters', () => {
    const guarded = controllerFragment({
      proxy: OWN,
      asked: ['monitoring/prometheus'],
      withoutCookies: [],
    }) as ControllerValues;
    const refused = (name: string, value: string, service = 'prometheus') =>
      refusedAtOnce(
        guarded,
        new NginxVariables(guarded, { [`http_${name}`]: value, namespace: 'monitoring', service_name: service }),
      );
    test.each(['cookie', 'user_agent', 'accept', 'referer', 'authorization'])('refuses a header %s', (name) => {
      for (const character of ['\x01', '\x0b', '\x1f', '\x7f']) expect(refused(name, `a=b${character}c`)).toBe(true);
      for (const character of ['\t', ' ', '\xff', ';', '"']) expect(refused(name, `a=b${character}c`)).toBe(false);
    });
    test('refuses nothing at the places of others', () =>
      expect(refused('cookie', 'a=\x0b', 'of-another-team')).toBe(false));
  });

  test('has no word on other Ingresses unless asked for', () =>
    expect(JSON.stringify(fragment)).not.toContain('global-auth'));
  test('has a second lock that nobody can open (finding 11)', () => {
    expect(
      JSON.stringify(
        controllerFragment({
          proxy: OWN,
          withoutCookies: [],
          globalAuthUrl: `http://proxy/oauth2/auth?allowed_groups=${NOBODY}`,
        }),
      ),
    ).toContain(`"global-auth-url":"http://proxy/oauth2/auth?allowed_groups=${NOBODY}"`);
  });
});
