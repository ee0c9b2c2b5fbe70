import { randomBytes } from 'node:crypto';
import type { Fault } from './fault';
import type { Laboratory } from './laboratory';

const lenient = { failed: 500, signedOut: 6, interruption: 90, recovery: 90 };

async function rotate(laboratory: Laboratory, order: readonly ('Keycloak' | 'proxies')[]): Promise<void> {
  const secret = randomBytes(24).toString('base64url');
  for (const place of order) {
    if (place === 'Keycloak') await laboratory.stack.admin.changeClient(await laboratory.clientId(), { secret });
    else {
      await laboratory.stack.changeSecret('client-secret', secret);
      await laboratory.rollOut();
    }
  }
}

const keycloakFirst: Fault = {
  name: 'client-secret-keycloak-first',
  title: 'the client secret is changed in Keycloak, then in the Secret, and rolled out',
  happen: (laboratory) => rotate(laboratory, ['Keycloak', 'proxies']),
  bounds: lenient,
  seen: 'Whoever signs in before the last proxy has the new secret gets an error.',
  lessened: '',
  remains: 'Do both at once. Between the two steps nobody can sign in.',
};

const proxiesFirst: Fault = {
  name: 'client-secret-proxies-first',
  title: 'the client secret is changed in the Secret and rolled out, then in Keycloak',
  happen: (laboratory) => rotate(laboratory, ['proxies', 'Keycloak']),
  bounds: lenient,
  seen: 'As above.',
  lessened: '',
  remains: 'As above.',
};

export const clientSecretFaults = [keycloakFirst, proxiesFirst];
