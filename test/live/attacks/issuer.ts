import { createHash } from 'node:crypto';
import type { InsideAttack } from './inside';
import {
  authorization,
  authorize,
  openid,
  proxyClient,
  proxyRedirect,
  realmUrl,
  tokenRequest,
  tokensOf,
} from './tokens-of';
import { Family, held } from '../../../cli/verify/attack';
import { site } from '../checks/addresses';
import { type EdgeScene, expect, expectEqual } from '../checks/check';
import { ask, form } from '../client/http';
import type { Visitor } from '../client/visitor';
import { keycloakUrl } from '../identity/keycloak';

const verifier = 'v'.repeat(43);
const pkce = {
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
};
const sound = { client_id: 'monitoring-sso', redirect_uri: proxyRedirect, scope: 'openid', ...pkce };

/** A person with a session at Keycloak, who gets a code without signing in. */
const known = ({ people }: EdgeScene): Promise<Visitor> => people.oscar().then((person) => people.session(person));

/** Asserts that none of these requests gets a code, while the valid request does. */
async function noCode(scene: EdgeScene, requests: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const visitor = await known(scene);
  expect((await authorize(visitor, sound)) !== undefined, 'not even a sound request is given a code');
  for (const [what, request] of Object.entries(requests)) {
    const {
      status,
      headers: { location = '' },
    } = await authorization(visitor, request);
    expect(!/[?&#](code|access_token|id_token)=/.test(location), `${what}: ${status} ${location}`);
    expect(
      location === '' ||
        location.startsWith(`${proxyRedirect}?`) ||
        location.startsWith(`${proxyRedirect}#`) ||
        location.startsWith(keycloakUrl),
      `${what} led to ${location}`,
    );
  }
  return held(`${Object.keys(requests).length} requests`);
}

/** Asserts that none of these requests gets a token. */
async function noToken(requests: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  for (const [what, fields] of Object.entries(requests)) {
    const { status, body } = await tokenRequest(fields);
    expect(status >= 400 && !body.includes('access_token'), `${what}: ${status} ${body.slice(0, 200)}`);
  }
  return held(`${Object.keys(requests).length} requests`);
}

const without = (names: readonly string[]) =>
  Object.fromEntries(Object.entries(sound).filter(([name]) => !names.includes(name)));

/** Attacks on the realm and the client of the synthesized Terraform. */
export const ISSUER: readonly InsideAttack[] = [
  {
    id: 'identity-provider-without-pkce',
    family: Family.IDENTITY_PROVIDER,
    title: "Keycloak gives the proxy's client no code without PKCE, or with the plain challenge method",
    reason: 'a link without a challenge gives codes that can be used by an attacker who steals them',
    reference: 'RFC 9700, 2.1.1',
    run: ({ scene }) =>
      noCode(scene, {
        'no challenge': without(['code_challenge', 'code_challenge_method']),
        'the plain form': { ...sound, code_challenge_method: 'plain' },
        'no method': without(['code_challenge_method']),
        'a short challenge': { ...sound, code_challenge: 'x' },
      }),
  },
  {
    id: 'identity-provider-other-redirects',
    family: Family.IDENTITY_PROVIDER,
    title: 'Keycloak redirects with codes to the registered address alone',
    reason: 'a pattern of addresses, or a wrong comparison, sends codes to an attacker',
    reference: 'RFC 9700, 4.1',
    run: ({ scene }) =>
      noCode(
        scene,
        Object.fromEntries(
          [
            'https://evil.example.org/oauth2/callback',
            `${site}/oauth2/callback/`,
            `${site}/oauth2/callback?x=1`,
            `${site}/oauth2/callback#x`,
            `${site}/oauth2/callbackx`,
            `${site}/oauth2/../grafana/`,
            `${site}/grafana/`,
            `${site}:8443/oauth2/callback`,
            `http://${new URL(site).host}/oauth2/callback`,
            `https://x@${new URL(site).host}/oauth2/callback`,
            `${site}@evil.example.org/oauth2/callback`,
            `${site}.evil.example.org/oauth2/callback`,
            `${site}/oauth2/callback/..;/x`,
            'javascript:alert(1)',
            '',
          ].map((redirect_uri) => [redirect_uri, { ...sound, redirect_uri }]),
        ),
      ),
  },
  {
    id: 'identity-provider-other-flows',
    family: Family.IDENTITY_PROVIDER,
    title: "Keycloak gives the proxy's client tokens for codes alone, and none in addresses",
    reason: 'histories, logs and referrers contain tokens that are in addresses',
    reference: 'RFC 9700, 2.1.2',
    run: ({ scene }) =>
      noCode(
        scene,
        Object.fromEntries(
          ['token', 'id_token', 'id_token token', 'code token', 'code id_token', 'code id_token token', 'none'].map(
            (response_type) => [response_type, { ...sound, response_type }],
          ),
        ),
      ),
  },
  {
    id: 'identity-provider-other-grants',
    family: Family.IDENTITY_PROVIDER,
    title:
      'a program with the client secret gets no token by password, client credentials, device code or token ' +
      'exchange',
    reason: 'each of them avoids the page with the second factor, and the detection of brute force by account',
    reference: 'RFC 9700, 2.4',
    run: async ({ scene }) => {
      const person = await scene.people.oscar();
      const own = await tokensOf(await known(scene), proxyClient(scene), proxyRedirect);
      const client = proxyClient(scene);
      const device = await ask(`${openid}/auth/device`, form(client));
      expect(device.status >= 400, `the device flow: ${device.status} ${device.body.slice(0, 100)}`);
      return noToken({
        'password': {
          ...client,
          grant_type: 'password',
          username: person.username,
          password: person.password,
          scope: 'openid',
        },
        'client credentials': { ...client, grant_type: 'client_credentials' },
        'device': { ...client, grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'x' },
        'CIBA': { ...client, grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: 'x' },
        'exchange for another audience': {
          ...client,
          grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
          subject_token: own.access_token,
          subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
          audience: 'account',
        },
        'exchange for another person': {
          ...client,
          grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
          subject_token: own.access_token,
          subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
          requested_subject: 'alice',
        },
        'assertion': { ...client, grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: own.id_token },
      });
    },
  },
  {
    id: 'identity-provider-codes',
    family: Family.IDENTITY_PROVIDER,
    title: 'a code does not work without the secret, with another verifier or address, or a second time',
    reason: 'addresses contain codes, and so do logs',
    reference: 'RFC 6749, 4.1.2 and 10.5; RFC 7636, 4.6',
    run: async ({ scene }) => {
      const visitor = scene.people.visitor();
      await visitor.signIn(await scene.people.guest(), `${site}/prometheus/graph`);
      const client = proxyClient(scene);
      const grant = { grant_type: 'authorization_code', redirect_uri: proxyRedirect, code_verifier: verifier };
      const code = async () => (await authorize(visitor, sound))!;
      const refused = await noToken({
        'no secret': { ...grant, client_id: client.client_id, code: await code() },
        'another secret': { ...grant, ...client, client_secret: 'x', code: await code() },
        'no verifier': { grant_type: grant.grant_type, redirect_uri: proxyRedirect, ...client, code: await code() },
        'another verifier': { ...grant, ...client, code_verifier: 'w'.repeat(43), code: await code() },
        'another address': { ...grant, ...client, redirect_uri: `${site}/`, code: await code() },
      });
      const once = await code();
      expectEqual((await tokenRequest({ ...grant, ...client, code: once })).status, 200, 'the first time');
      await noToken({ 'the second time': { ...grant, ...client, code: once } });
      return held(`${refused.detail}, and a second time`);
    },
  },
  {
    id: 'identity-provider-passwords',
    family: Family.IDENTITY_PROVIDER,
    title: 'after ten wrong passwords, the right one is refused for a while, too',
    reason: 'without a limit an attacker can try all passwords',
    reference: 'NIST SP 800-63B, 5.2.2',
    run: async ({ scene: { people, stack } }) => {
      const person = await people.guest('/developers');
      for (let tries = 0; tries < 10; tries += 1) {
        await people.visitor().attempt({ ...person, password: `Wrong-${tries}-Aa1!` }, `${site}/prometheus/graph`);
      }
      const page = await people.visitor().attempt(person, `${site}/prometheus/graph`);
      expect(
        page.url.startsWith(keycloakUrl) && page.body.includes('name="password"'),
        `the right password led to ${page.url}`,
      );
      const state = await stack.admin.read<{ disabled: boolean; numFailures: number }>(
        `/attack-detection/brute-force/users/${person.id}`,
      );
      expect(state.disabled, `Keycloak counts ${state.numFailures} failures and lets the person on`);
      return held(`${state.numFailures} failures`);
    },
  },
  {
    id: 'identity-provider-registration',
    family: Family.IDENTITY_PROVIDER,
    title: 'no one can register an account or a client without an administrator',
    reason: '"everyone signed in" needs only an account, and a registered client is an audience',
    reference: 'finding 13; RFC 7591, 5',
    run: async ({ scene }) => {
      const page = await ask(
        `${openid}/registrations?${new URLSearchParams({ response_type: 'code', state: 'x', ...sound }).toString()}`,
      );
      expect(
        page.status >= 400 ||
          (page.status === 302 && !/registration/.test(page.headers.location ?? '')) ||
          !/name="(firstName|password-confirm)"/.test(page.body),
        `a page to register: ${page.status} ${page.headers.location ?? ''}`,
      );
      const login = await scene.people.visitor().go(`${site}/prometheus/graph`);
      expect(
        !/login-actions\/(registration|reset-credentials)\?[^"]*registration/.test(login.body) &&
          !login.body.includes('/login-actions/registration'),
        'the sign-in page leads to a registration',
      );
      for (const path of ['openid-connect', 'default', 'saml2-entity-descriptor']) {
        const { status, body } = await ask(`${realmUrl}/clients-registrations/${path}`, {
          method: 'POST',
          body: JSON.stringify({ redirect_uris: ['https://evil.example.org/'], clientId: 'evil' }),
          headers: { 'Content-Type': 'application/json' },
        });
        expect(status >= 400, `a client was registered: ${status} ${body.slice(0, 100)}`);
      }
      return held('pages and three endpoints');
    },
  },
  {
    id: 'identity-provider-own-address',
    family: Family.IDENTITY_PROVIDER,
    title: 'a person cannot change their own e-mail address or user name, or add groups to their attributes',
    reason: 'the proxy identifies people by e-mail address, and a changed one delays the withdrawal of rights',
    reference: 'findings 7 and 14',
    run: async ({ scene }) => {
      const person = await scene.people.guest('/developers');
      const visitor = scene.people.visitor();
      await visitor.signIn(person, `${site}/prometheus/graph`);
      const { access_token } = await tokensOf(visitor, { client_id: 'account-console' }, `${realmUrl}/account/`);
      const account = (question: object = {}) =>
        ask(`${realmUrl}/account/`, {
          ...question,
          headers: {
            'Authorization': `Bearer ${access_token}`,
            'Content-Type': 'application/json',
            'Accept': 'application/json',
          },
        });
      const before = JSON.parse((await account()).body) as Record<string, unknown>;
      expectEqual(before.username, person.username, 'the account that the token is for');
      const statuses: number[] = [];
      for (const change of [
        { email: `ceo-${person.username}@example.com` },
        { username: `ceo-${person.username}` },
        { emailVerified: true, email: 'karma@serviceaccount.example.com' },
        { attributes: { groups: ['/operators'], email: ['ceo@example.com'], LDAP_ID: ['x'] } },
      ]) {
        statuses.push((await account({ method: 'POST', body: JSON.stringify({ ...before, ...change }) })).status);
        const after = await scene.stack.admin.read<{ email: string; username: string; attributes?: object }>(
          `/users/${person.id}`,
        );
        expectEqual(
          [after.email, after.username, after.attributes ?? {}],
          [`${person.username}@example.com`, person.username, {}],
          `e-mail address, user name and attributes after ${JSON.stringify(change)}`,
        );
      }
      return held(`answered ${statuses.join(', ')}`);
    },
  },
  {
    id: 'identity-provider-other-origins',
    family: Family.IDENTITY_PROVIDER,
    title: "no page of any origin can request tokens of the proxy's client from a browser",
    reason: "Keycloak allows scripts of a client's web origins",
    reference: 'Keycloak, web origins; WHATWG Fetch, CORS',
    run: async ({ scene }) => {
      const client = proxyClient(scene);
      const tried = ['https://evil.example.org', site, 'null'];
      for (const Origin of tried) {
        const request = form({ ...client, grant_type: 'authorization_code', code: 'x' });
        const { headers } = await ask(`${openid}/token`, { ...request, headers: { ...request.headers, Origin } });
        expect(headers['access-control-allow-origin'] === undefined, `${Origin} is allowed`);
      }
      return held(`${tried.length} origins`);
    },
  },
  {
    id: 'identity-provider-settings',
    family: Family.IDENTITY_PROVIDER,
    title:
      'the realm requires TLS for every address, and its client has no roles, no service account and no scope ' +
      'of roles',
    reason: 'each of these would make one of the other attacks possible again',
    reference: 'finding 10; docs/security.md, Keycloak',
    run: async ({ scene: { stack } }) => {
      const realm = await stack.admin.read<Record<string, unknown>>('');
      expectEqual(
        [
          realm.sslRequired,
          realm.registrationAllowed,
          realm.bruteForceProtected,
          realm.duplicateEmailsAllowed,
          realm.editUsernameAllowed,
          realm.defaultSignatureAlgorithm,
        ],
        ['all', false, true, false, false, 'RS256'],
        'settings of the realm',
      );
      const [client] = await stack.admin.read<
        [Record<string, unknown> & { id: string; defaultClientScopes: string[]; optionalClientScopes: string[] }]
      >('/clients?clientId=monitoring-sso');
      expectEqual(
        [
          client.serviceAccountsEnabled,
          client.directAccessGrantsEnabled,
          client.implicitFlowEnabled,
          client.fullScopeAllowed,
          client.webOrigins,
        ],
        [false, false, false, false, []],
        'settings of the client',
      );
      expect(
        ![...client.defaultClientScopes, ...client.optionalClientScopes].some((scope) =>
          ['roles', 'offline_access'].includes(scope),
        ),
        `its scopes are ${[...client.defaultClientScopes, ...client.optionalClientScopes].join(' ')}`,
      );
      expectEqual((await stack.admin.read<unknown[]>(`/clients/${client.id}/roles`)).length, 0, 'roles of the client');
      return held('realm and client');
    },
  },
];
