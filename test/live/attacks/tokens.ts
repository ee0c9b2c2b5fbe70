import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto';
import { closed, type InsideAttack, operatorsOnly, proxiesOf, readable } from './inside';
import { addOtherClient, openid, otherClient, otherRedirect, proxyClient, proxyRedirect, tokensOf } from './tokens-of';
import { Family, held } from '../../../cli/verify/attack';
import { sleep } from '../../support/process';
import { host, site } from '../checks/addresses';
import { expectKind } from '../checks/answers';
import { type EdgeScene, expect, expectEqual } from '../checks/check';
import { ask, form } from '../client/http';
import { keycloakUrl } from '../identity/keycloak';

type Claims = Readonly<Record<string, unknown>>;

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claimsIn = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Claims;

/** A token with the claims of a real one, and a forged header and signature. */
function written(header: object, claims: Claims, signature: (text: string) => Buffer): string {
  const exp = Math.floor(Date.now() / 1000) + 300;
  const text = `${encoded({ typ: 'JWT', ...header })}.${encoded({ ...claims, exp })}`;
  return `${text}.${signature(text).toString('base64url')}`;
}

/** Real tokens of alice and oscar. The token of an operator would give the most access. */
async function realTokens(scene: EdgeScene) {
  await addOtherClient(scene);
  const visitor = await scene.people.session(await scene.people.oscar());
  return {
    visitor,
    own: await tokensOf(visitor, proxyClient(scene), proxyRedirect),
    other: await tokensOf(visitor, { client_id: otherClient }, otherRedirect),
  };
}

/**
 * Tries tokens at the edge, which removes them from decision requests, and directly at the proxy, which must not accept
 * them either. Both protections must hold.
 */
async function openNothing(scene: EdgeScene, tokens: Readonly<Record<string, string>>) {
  const { jar } = await scene.people.session(await scene.people.oscar());
  for (const proxy of proxiesOf(scene)) {
    expectEqual(
      (await ask(`${proxy}/oauth2/auth`, { headers: { Cookie: jar.header(host) } })).status,
      202,
      'a session at the proxy itself',
    );
  }
  for (const [what, token] of Object.entries(tokens)) {
    for (const Authorization of [
      `Bearer ${token}`,
      `Basic ${Buffer.from(`${token}:`).toString('base64')}`,
      `Basic ${Buffer.from(`x:${token}`).toString('base64')}`,
    ]) {
      for (const url of [readable, operatorsOnly]) {
        expectKind(await ask(url, { headers: { Authorization } }), 'sign-in', `${what} at ${url}`);
      }
      expectKind(await ask(closed, { headers: { Authorization } }), 'refused', `${what} at a closed address`);
      for (const proxy of proxiesOf(scene)) {
        expectEqual(
          (await ask(`${proxy}/oauth2/auth`, { headers: { Authorization } })).status,
          401,
          `${what} at the proxy itself`,
        );
      }
    }
  }
  return held(`${Object.keys(tokens).length} tokens, each at the edge and at ${proxiesOf(scene).length} proxies`);
}

interface TokenAttack extends Pick<InsideAttack, 'title' | 'reason' | 'reference'> {
  readonly tokens: (scene: EdgeScene) => Promise<Readonly<Record<string, string>>>;
}

const ATTACKS: Readonly<Record<string, TokenAttack>> = {
  'of-the-proxy': {
    title: "a person's own tokens of the proxy's client open nothing: people need a session",
    reason: 'a person who steals a token would need no second factor and leave no session',
    reference: 'findings 6 and 10',
    tokens: async (scene) => {
      const { own } = await realTokens(scene);
      expect((claimsIn(own.id_token).groups as string[]).includes('/operators'), 'the token is worth nothing');
      return {
        'the ID token': own.id_token,
        'the access token': own.access_token,
        'the refresh token': own.refresh_token,
      };
    },
  },
  'of-another-client': {
    title: 'tokens of another client open nothing, even if they name the proxy as their audience',
    reason: "one role on the proxy's client, or one mapper, puts its name into tokens of any client",
    reference: 'finding 10',
    tokens: async (scene) => {
      const { other } = await realTokens(scene);
      expect(
        [claimsIn(other.access_token).aud].flat().includes('monitoring-sso'),
        `the audience is ${String(claimsIn(other.access_token).aud)}`,
      );
      return {
        'the ID token': other.id_token,
        'the access token': other.access_token,
        'the refresh token': other.refresh_token,
      };
    },
  },
  'of-another-issuer': {
    title: 'tokens of another realm of the same server open nothing',
    reason: 'a proxy that checks keys and not the issuer accepts them',
    reference: 'finding 6; RFC 8725, 3.8',
    tokens: async ({ stack }) => {
      const { body } = await ask(
        `${keycloakUrl}/realms/master/protocol/openid-connect/token`,
        form({
          grant_type: 'password',
          client_id: 'admin-cli',
          username: 'admin',
          password: stack.keycloakPassword,
          scope: 'openid',
        }),
      );
      const { access_token, id_token } = JSON.parse(body) as { access_token: string; id_token: string };
      return { 'the access token of an administrator': access_token, 'the ID token': id_token };
    },
  },
  'tampered-with': {
    title: 'tokens with changed claims under a real signature, or without a signature, open nothing',
    reason: 'a program may read claims without verifying the signature',
    reference: 'RFC 8725, 2.1',
    tokens: async (scene) => {
      const {
        own: { id_token },
      } = await realTokens(scene);
      const [header, , signature] = id_token.split('.') as [string, string, string];
      const claims = encoded({
        ...claimsIn(id_token),
        groups: ['/operators', '/developers'],
        email: 'admin@example.com',
      });
      return {
        'other claims': `${header}.${claims}.${signature}`,
        'no signature': `${header}.${id_token.split('.')[1]}.`,
        'algorithm none': written({ alg: 'none' }, claimsIn(id_token), () => Buffer.alloc(0)),
      };
    },
  },
  'signed-with-the-public-key': {
    title: 'tokens that are signed with the public key as an HMAC secret open nothing',
    reason: 'a verifier that takes the algorithm from the token takes an RSA key for an HMAC secret',
    reference: 'CVE-2016-5431; RFC 8725, 2.1',
    tokens: async (scene) => {
      const {
        own: { id_token },
      } = await realTokens(scene);
      const { keys } = JSON.parse((await ask(`${openid}/certs`)).body) as {
        keys: (JsonWebKey & { kid: string; use: string })[];
      };
      const key = keys.find(({ use }) => use === 'sig')!;
      const secrets = {
        PEM: createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }),
        DER: createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'der' }),
        modulus: Buffer.from(key.n!, 'base64url'),
      };
      return Object.fromEntries(
        Object.entries(secrets).flatMap(([encoding, secret]) =>
          ['HS256', 'HS512'].map((alg) => [
            `${alg} with ${encoding}`,
            written({ alg, kid: key.kid }, claimsIn(id_token), (text) =>
              createHmac(alg === 'HS256' ? 'sha256' : 'sha512', secret)
                .update(text)
                .digest(),
            ),
          ]),
        ),
      );
    },
  },
  'with-keys-of-their-own': {
    title: 'tokens that contain or name the key that signs them open nothing',
    reason: 'jwk, jku, x5u and kid name the key, and the author of the token writes them',
    reference: 'RFC 8725, 3.10',
    tokens: async (scene) => {
      const {
        own: { id_token },
      } = await realTokens(scene);
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const signed = (header: object) =>
        written({ alg: 'RS256', ...header }, claimsIn(id_token), (text) =>
          sign('sha256', Buffer.from(text), privateKey),
        );
      return {
        'jwk': signed({ jwk: publicKey.export({ format: 'jwk' }) }),
        'jku': signed({ jku: `${site}/grafana/keys`, kid: 'x' }),
        'x5u': signed({ x5u: `${site}/grafana/keys`, kid: 'x' }),
        'x5c': signed({ x5c: [publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] }),
        'kid of a file': signed({ kid: '../../../../dev/null' }),
        'kid of SQL': signed({ kid: "x' UNION SELECT 'x" }),
        'no kid': signed({}),
      };
    },
  },
  'expired': {
    title: 'expired tokens open nothing',
    reason: 'a program may cache that a token was valid',
    reference: 'RFC 7519, 4.1.4',
    tokens: async (scene) => {
      const { stack, people } = scene;
      await addOtherClient(scene);
      const [{ id }] = await stack.admin.read<[{ id: string }]>(`/clients?clientId=${otherClient}`);
      await stack.admin.change(`/clients/${id}`, { attributes: { 'access.token.lifespan': '1' } });
      try {
        const { access_token } = await tokensOf(
          await people.session(await people.oscar()),
          { client_id: otherClient },
          otherRedirect,
        );
        await sleep(1500);
        return { 'an access token': access_token };
      } finally {
        await stack.admin.change(`/clients/${id}`, { attributes: { 'access.token.lifespan': '' } });
      }
    },
  },
};

/** Tokens instead of sessions. */
export const REAL_TOKENS: readonly InsideAttack[] = Object.entries(ATTACKS).map(([id, { tokens, ...rest }]) => ({
  id: `tokens-${id}`,
  family: Family.TOKENS,
  ...rest,
  run: async ({ scene }) => openNothing(scene, await tokens(scene)),
}));
