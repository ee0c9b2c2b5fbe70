import { applicationFaults } from './applications';
import { clientSecretFaults } from './client-secret';
import { clockFaults } from './clock';
import type { Fault } from './fault';
import { keycloakFaults } from './keycloak';
import { proxyFaults } from './proxies';
import { redisFaults } from './redis';

/** In the order of one run: those that need short lifetimes together, as the change takes time. */
export const allFaults: readonly Fault[] = [
  ...redisFaults,
  ...proxyFaults,
  ...applicationFaults,
  ...clientSecretFaults,
  ...keycloakFaults,
  ...clockFaults,
];
