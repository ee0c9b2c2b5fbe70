import { createHash, randomBytes } from 'node:crypto';
import { keycloakUrl } from './keycloak';
import { CookieJar } from '../client/cookie-jar';
import { ask, form } from '../client/http';
import type { Person } from '../client/person';
import { Visitor } from '../client/visitor';

/** The claims of a token. */
export type Claims = Readonly<Record<string, any>>;

export const claimsIn = (token: string): Claims =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString('utf8')) as Claims;

/** A client of a realm with its secret. */
export interface KnownClient {
  readonly realm: string;
  readonly clientId: string;
  /** @default - none: the client is public */
  readonly secret?: string;
  readonly redirectUri: string;
}

/**
 * Real tokens of a person by the authorization code flow with PKCE. The person signs in at Keycloak, unless the browser
 * already has a session.
 */
export async function signInFor(
  person: Person,
  { realm, clientId, secret, redirectUri }: KnownClient,
  cookies = new CookieJar(),
): Promise<{ readonly idToken: string; readonly accessToken: string }> {
  const openid = `${keycloakUrl}/realms/${realm}/protocol/openid-connect`;
  const verifier = randomBytes(32).toString('base64url');
  const page = await new Visitor(cookies, redirectUri).signIn(
    person,
    `${openid}/auth?${new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: 'openid profile email',
      state: 'x',
      nonce: 'x',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString()}`,
  );
  const code = new URL(page.url).searchParams.get('code');
  if (code === null) throw new Error(`Keycloak gave ${person.username} no code for ${clientId}: ${page.url}`);
  const answer = await ask(
    `${openid}/token`,
    form({
      grant_type: 'authorization_code',
      client_id: clientId,
      ...(secret === undefined ? {} : { client_secret: secret }),
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  );
  if (answer.status !== 200) {
    throw new Error(`Keycloak gave ${person.username} no tokens: ${answer.status} ${answer.body}`);
  }
  const { id_token: idToken, access_token: accessToken } = JSON.parse(answer.body) as {
    id_token: string;
    access_token: string;
  };
  return { idToken, accessToken };
}
