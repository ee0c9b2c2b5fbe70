import { createHash, randomBytes } from 'node:crypto';
import { site } from '../checks/addresses';
import type { EdgeScene } from '../checks/check';
import { type Answer, ask, form } from '../client/http';
import type { Visitor } from '../client/visitor';
import { keycloakUrl } from '../identity/keycloak';

export const realmUrl = `${keycloakUrl}/realms/platform`;
export const openid = `${realmUrl}/protocol/openid-connect`;

/** Another client of the realm, with every right that an administrator may have given it. */
export const otherClient = 'somebody-elses';
export const otherRedirect = 'https://other.example.org/callback';

/** The response of Keycloak for a code. */
export interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token: string;
}

const added = new WeakMap<object, Promise<void>>();

/**
 * Adds that client once: public, of full scope, with the groups in its tokens and the proxy's client as their audience.
 */
export function addOtherClient({ stack, people }: EdgeScene): Promise<void> {
  const existing =
    added.get(people) ??
    stack.admin.addClient({
      clientId: otherClient,
      protocol: 'openid-connect',
      publicClient: true,
      standardFlowEnabled: true,
      directAccessGrantsEnabled: true,
      fullScopeAllowed: true,
      redirectUris: [otherRedirect],
      attributes: { 'post.logout.redirect.uris': '+' },
      protocolMappers: [
        {
          name: 'groups',
          protocol: 'openid-connect',
          protocolMapper: 'oidc-group-membership-mapper',
          config: {
            'claim.name': 'groups',
            'full.path': 'true',
            'id.token.claim': 'true',
            'access.token.claim': 'true',
            'userinfo.token.claim': 'true',
          },
        },
        {
          name: 'audience',
          protocol: 'openid-connect',
          protocolMapper: 'oidc-audience-mapper',
          config: {
            'included.client.audience': 'monitoring-sso',
            'id.token.claim': 'true',
            'access.token.claim': 'true',
          },
        },
      ],
    });
  added.set(people, existing);
  return existing;
}

/** The response of Keycloak to an authorization request of a person with a session. */
export function authorization(visitor: Visitor, parameters: Readonly<Record<string, string>>): Promise<Answer> {
  const query = new URLSearchParams({ response_type: 'code', state: 'x', nonce: 'x', ...parameters });
  return visitor.ask(`${openid}/auth?${query.toString()}`);
}

export async function authorize(
  visitor: Visitor,
  parameters: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const {
    headers: { location },
  } = await authorization(visitor, parameters);
  return location === undefined ? undefined : (new URL(location).searchParams.get('code') ?? undefined);
}

export const tokenRequest = (fields: Readonly<Record<string, string>>) => ask(`${openid}/token`, form(fields));

/** Real tokens of a person with a session at Keycloak, for a client whose secret is known. */
export async function tokensOf(
  visitor: Visitor,
  client: Readonly<Record<string, string>>,
  redirect: string,
  scope = 'openid profile email',
): Promise<Tokens> {
  const verifier = randomBytes(32).toString('base64url');
  const code_challenge = createHash('sha256').update(verifier).digest('base64url');
  const code = await authorize(visitor, {
    client_id: client.client_id!,
    redirect_uri: redirect,
    scope,
    code_challenge,
    code_challenge_method: 'S256',
  });
  if (code === undefined) throw new Error(`Keycloak gave no code for ${client.client_id}`);
  const answer = await tokenRequest({
    ...client,
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirect,
    code_verifier: verifier,
  });
  if (answer.status !== 200) throw new Error(`Keycloak gave no tokens: ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body) as Tokens;
}

/** The proxy's client, for an attacker with its secret. */
export const proxyClient = ({ stack }: EdgeScene) => ({
  client_id: 'monitoring-sso',
  client_secret: stack.secrets['client-secret'],
});
export const proxyRedirect = `${site}/oauth2/callback`;
