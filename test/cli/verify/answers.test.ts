import { describe, expect, test } from '@jest/globals';
import { accessChecksOf, disagreement, returnAddresses } from '../../../cli/verify/access-checks';
import { Meaning, meaningOf } from '../../../cli/verify/answers';
import { answersIn } from '../../../cli/verify/raw-answers';
import { NOBODY_SIGNED_IN } from '../../../cli/verify/target';
import { Edge, EdgeBase } from '../../../lib';
import type { AccessTable } from '../../../lib/report/access-table';
import { prometheusProgram } from '../../support/program';
import { tableOf as tableOfSignOn } from '../../support/sign-on';

const host = 'https://monitoring.example.com';
const tableOf = (edge?: EdgeBase): AccessTable =>
  JSON.parse(JSON.stringify(tableOfSignOn(prometheusProgram(edge && { edge }).sso)));
const table = tableOf(Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }));
const answer = (status: number, body = '', location?: string) => ({ status, body, headers: { location }, cookies: [] });
const authorizationAt = (endpoint: string, redirect: string, state: string) =>
  `${endpoint}?${new URLSearchParams({ response_type: 'code', redirect_uri: redirect, state })}`;
const toIssuer = (state: string) =>
  answer(302, '', authorizationAt(`${table.signOn.issuer}/auth`, `${host}/oauth2/callback`, state));
const asked = `${host}/prometheus/graph?g0.expr=up{a="b:c"}&x=%2F`;

describe('an answer of status 401', () => {
  test("is the proxy's where it tells a program that nobody is signed in", () =>
    expect(meaningOf(table, asked, answer(401, '{}'))).toBe(Meaning.UNAUTHORIZED));
  test("is the application's where it says more", () =>
    expect(meaningOf(table, asked, answer(401, '{"message":"no such user"}'))).toBe(Meaning.PASSED));
});

describe('a request that is malformed or too long', () => {
  const lines = (...all: string[]) => all.map((each) => `${each}\r\n`).join('');
  const pages = {
    Cloudflare: (said: string) =>
      lines(
        '<html>',
        `<head><title>${said}</title></head>`,
        '<body>',
        `<center><h1>${said}</h1></center>`,
        '<hr><center>cloudflare</center>',
        '</body>',
        '</html>',
      ),
    AWS: (said: string) =>
      lines(
        '<html>',
        `<head><title>${said}</title></head>`,
        '<body>',
        `<center><h1>${said}</h1></center>`,
        '</body>',
        '</html>',
      ),
    HAProxy: (said: string) => `<html><body><h1>${said}</h1>\nYour browser sent an invalid request.\n</body></html>\n`,
  };
  test.each(Object.entries(pages))('is rejected by a page of %s, which refuses nobody else', (_whose, page) => {
    expect(meaningOf(table, asked, answer(400, page('400 Bad Request')))).toBe(Meaning.REJECTED);
    expect(meaningOf(table, asked, answer(414, page('414 URI Too Long')))).toBe(Meaning.REJECTED);
    expect(meaningOf(table, asked, answer(403, page('403 Forbidden')))).toBe(Meaning.PASSED);
  });
  test('is rejected by an application where the page says more', () =>
    expect(
      meaningOf(table, asked, answer(400, '<html><body><h1>400 Bad Request</h1><p>no such metric</p></body></html>')),
    ).toBe(Meaning.PASSED));
  test('is rejected where another version is asked for', () =>
    expect(meaningOf(table, asked, answer(426))).toBe(Meaning.REJECTED));
  test("is the application's affair where it is the method that is wrong", () => {
    for (const [status, text] of [
      [405, 'Method Not Allowed'],
      [501, 'Not Implemented'],
    ] as const) {
      for (const body of ['', text]) expect(meaningOf(table, asked, answer(status, body))).toBe(Meaning.PASSED);
    }
  });
});

describe('an answer of nginx over HTTP/0.9, which has no header', () => {
  const page = (title: string) =>
    `<html><head><title>${title}</title></head><body>` +
    `<center><h1>${title}</h1></center><hr><center>nginx</center></body></html>`;
  test.each([
    ['302 Found', Meaning.REJECTED],
    ['403 Forbidden', Meaning.REFUSED],
    ['404 Not Found', Meaning.NOT_FOUND],
  ])("is the edge's where it is its page of %s", (title, meaning) => {
    expect(meaningOf(table, asked, answersIn(Buffer.from(page(title)))[0]!)).toBe(meaning);
  });
  test("is the application's where it is any other page", () =>
    expect(meaningOf(table, asked, answersIn(Buffer.from('Prometheus Server is Healthy.'))[0]!)).toBe(Meaning.PASSED));
});

describe('the way straight to the issuer', () => {
  test('comes back to the address in the state', () =>
    expect(returnAddresses(table, toIssuer(`nonce:${asked}`))).toEqual([asked]));
  test('comes back to the address in the state of oauth2-proxy 7.15.6, which escapes it', () => {
    for (const back of [asked, 'https://evil.example.org/', `${host}/a b+c`]) {
      expect(returnAddresses(table, toIssuer(`nonce:${encodeURIComponent(back).replace(/%20/g, '+')}`))).toEqual([
        back,
      ]);
    }
    expect(returnAddresses(table, toIssuer(`nonce:${encodeURIComponent('/prometheus')}`))).toEqual([
      `${host}/prometheus`,
    ]);
    expect(returnAddresses(table, toIssuer('nonce:%zz'))).toEqual(['%zz']);
  });
  test(
    'comes back to the host of the sign-on where the state holds a path alone, and to a foreign one where it ' +
      'holds that',
    () => {
      expect(returnAddresses(table, toIssuer('nonce:/prometheus'))).toEqual([`${host}/prometheus`]);
      expect(returnAddresses(table, toIssuer('nonce://evil.example.org'))).toEqual(['//evil.example.org']);
    },
  );
  test('tells nothing of it where the proxy encodes its state', () =>
    expect(returnAddresses(table, toIssuer('bm9uY2U6YXNrZWQ'))).toBeUndefined());
});

describe('an issuer whose authorization endpoint is beside the address that it is known by', () => {
  const entra = { signOn: { ...table.signOn, issuer: 'https://login.microsoftonline.com/tenant/v2.0' } };
  const leads = (origin: string, redirect = `${host}/oauth2/callback`) =>
    meaningOf(
      entra,
      asked,
      answer(302, '', authorizationAt(`${origin}/tenant/oauth2/v2.0/authorize`, redirect, `nonce:${asked}`)),
    );
  test('is where a sign-in begins', () => expect(leads('https://login.microsoftonline.com')).toBe(Meaning.SIGN_IN));
  test.each([
    'https://login.microsoftonline.com.evil.example.org',
    'http://login.microsoftonline.com',
    'https://login.microsoftonline.com:8443',
    'https://login.microsoftonline.com@evil.example.org',
  ])('is not at %s', (origin) => expect(leads(origin)).toBe(Meaning.PASSED));
  test('begins no sign-in that ends elsewhere', () =>
    expect(leads('https://login.microsoftonline.com', `${host}/app`)).toBe(Meaning.PASSED));
});

describe('a cell for whoever is not signed in', () => {
  const program = { ...NOBODY_SIGNED_IN, headers: { Accept: 'application/json' } };
  const cellFor = (of: AccessTable, credential = NOBODY_SIGNED_IN) =>
    accessChecksOf(of, [credential], { methods: ['GET'], harmless: true }).find(
      ({ url }) => url === `${host}/prometheus`,
    )!;

  test('disagrees with a way that leads back to another place', () => {
    const cell = cellFor(table);
    expect(disagreement(table, cell, toIssuer(`nonce:${cell.url}`))).toBeUndefined();
    expect(disagreement(table, cell, toIssuer('nonce:/'))).toContain(`which leads back to ${host}/`);
  });
  test('wants programs to be told by status 401 where the edge does so, and nowhere else', () => {
    expect(disagreement(table, cellFor(table, program), answer(401, '{}'))).toBeUndefined();
    expect(disagreement(table, cellFor(table, program), toIssuer(`nonce:${host}/prometheus`))).toContain(
      'sign-in was expected',
    );
    expect(disagreement(tableOf(), cellFor(tableOf(), program), answer(401, '{}'))).toContain('sign-in was expected');
  });
});

describe('a sign-in at an issuer', () => {
  const tenant = '0a1b2c3d-0000-4000-8000-0123456789ab';
  const leads = (issuer: string, to: string) =>
    meaningOf({ signOn: { ...table.signOn, issuer } }, `${host}/app`, {
      status: 302,
      cookies: [],
      body: '',
      headers: {
        location: `${to}?response_type=code&redirect_uri=${encodeURIComponent(`https://${table.signOn.host}/oauth2/callback`)}&state=x:y`,
      },
    });
  test.each([
    ['https://k.example.com/realms/platform', 'https://k.example.com/realms/platform/protocol/openid-connect/auth'],
    [`https://login.example.com/${tenant}/v2.0`, `https://login.example.com/${tenant}/oauth2/v2.0/authorize`],
    ['https://accounts.example.com', 'https://accounts.example.com/o/oauth2/v2/auth'],
    [
      'https://vault.example.com/v1/identity/oidc/provider/default',
      'https://vault.example.com/ui/vault/identity/oidc/provider/default/authorize',
    ],
    ['https://idm.example.com/oauth2/openid/monitoring', 'https://idm.example.com/ui/oauth2'],
    [`https://fa.example.com/${tenant}`, 'https://fa.example.com/oauth2/authorize'],
  ])('is that of %s', (issuer, to) => expect(leads(issuer, to)).toBe(Meaning.SIGN_IN));
  test.each([
    ['https://k.example.com/realms/platform', 'https://k.example.com/realms/customers/protocol/openid-connect/auth'],
    ['https://k.example.com/realms/platform', 'https://k.example.com/realms/platform-2/protocol/openid-connect/auth'],
    [`https://login.example.com/${tenant}/v2.0`, 'https://login.example.com/common/oauth2/v2.0/authorize'],
  ])('is not that of %s at another realm or tenant: %s', (issuer, to) =>
    expect(leads(issuer, to)).toBe(Meaning.PASSED),
  );
});

test.each([
  ['', Meaning.REJECTED],
  ['Upgrade Required', Meaning.PASSED],
])('status 426 with the text %j is %s', (body, meaning) =>
  expect(meaningOf(table, `${host}/x`, { status: 426, headers: {}, cookies: [], body })).toBe(meaning),
);
