import { randomBytes } from 'node:crypto';
import type { Fault } from './fault';
import type { Laboratory } from './laboratory';

async function rotate(laboratory: Laboratory, order: readonly ('Keycloak' | 'proxies')[]): Promise<void> {
  const secret = randomBytes(24).toString('base64url');
  for (const place of order) {
    if (place === 'Keycloak') {
      await laboratory.stack.admin.changeClient(await laboratory.clientId(), { secret });
    } else {
      await laboratory.stack.changeSecret('client-secret', secret);
      await laboratory.rollOut();
    }
  }
}

const keycloakFirst: Fault = {
  name: 'client-secret-keycloak-first',
  title: 'the client secret is changed in Keycloak, then in the Secret, and rolled out',
  happen: (laboratory) => rotate(laboratory, ['Keycloak', 'proxies']),
  bounds: { failed: 5, signedOut: 0, interruption: 4, recovery: 12 },
  seen:
    'People who sign in between the two steps get an error. People who are signed in notice nothing ' +
    'while the access token is valid.',
  lessened:
    'A refresh that Keycloak refuses because of the secret ends no session while the access token is valid (the ' +
    'nonce in [security.md](security.md)).',
  remains: 'Do both steps within a minute. Start with Keycloak.',
};

const proxiesFirst: Fault = {
  name: 'client-secret-proxies-first',
  onRequest: true,
  title: 'the client secret is changed in the Secret and rolled out, then in Keycloak',
  happen: (laboratory) => rotate(laboratory, ['proxies', 'Keycloak']),
  bounds: { failed: 5, signedOut: 0, interruption: 4, recovery: 12 },
  seen: 'The same, but more sign-ins fail: each new proxy starts with a secret that Keycloak does not know yet.',
  lessened: 'The same.',
  remains: 'Use the other order.',
};

export const clientSecretFaults = [keycloakFirst, proxiesFirst];
