import { sleep } from '../../support/process';
import type { Fault } from './fault';
import { begin, keycloak } from './keycloak-process';

const lenient = { failed: 500, signedOut: 6, interruption: 90, recovery: 90 };

const restarted: Fault = {
  name: 'keycloak-restarted',
  title: 'Keycloak is restarted',
  happen: async (laboratory) => {
    const from = Date.now();
    await keycloak(laboratory).stop(60);
    await begin(laboratory);
    return `it was away for ${Math.round((Date.now() - from) / 1000)} s`;
  },
  bounds: lenient,
  seen: '',
  lessened: '',
  remains: '',
};

const down: Fault = {
  name: 'keycloak-down',
  title: 'Keycloak is down for longer than an access token lives',
  shortLifetimes: true,
  happen: async (laboratory) => {
    const from = Date.now();
    await keycloak(laboratory).stop(60);
    await sleep(25_000);
    await begin(laboratory);
    return `it was away for ${Math.round((Date.now() - from) / 1000)} s`;
  },
  undo: async (laboratory) => keycloak(laboratory).start(),
  bounds: lenient,
  seen: '',
  lessened: '',
  remains: '',
};

const slow: Fault = {
  name: 'keycloak-slow',
  title: 'Keycloak is slow: it stands still for 3 of 4 s, over 20 s',
  shortLifetimes: true,
  happen: async (laboratory) => {
    for (let turn = 0; turn < 5; turn += 1) {
      keycloak(laboratory).signal('SIGSTOP');
      await sleep(3000);
      keycloak(laboratory).signal('SIGCONT');
      await sleep(1000);
    }
  },
  undo: async (laboratory) => keycloak(laboratory).signal('SIGCONT'),
  bounds: lenient,
  seen: '',
  lessened: '',
  remains: '',
};

const hung: Fault = {
  name: 'keycloak-hung',
  title: 'Keycloak hangs for 20 s, in which every session is due for a refresh',
  shortLifetimes: true,
  happen: async (laboratory) => {
    keycloak(laboratory).signal('SIGSTOP');
    await sleep(20_000);
    keycloak(laboratory).signal('SIGCONT');
  },
  undo: async (laboratory) => keycloak(laboratory).signal('SIGCONT'),
  bounds: lenient,
  seen: '',
  lessened: '',
  remains: '',
};

const keys: Fault = {
  name: 'keys-rotated',
  title: 'Keycloak signs with a new key, and the old one goes 10 s later',
  shortLifetimes: true,
  happen: async ({ stack: { admin } }) => {
    const old = await admin.addSigningKey();
    await sleep(10_000);
    await admin.removeSigningKeys(old);
    await sleep(10_000);
  },
  bounds: lenient,
  seen: 'Nothing.',
  lessened: 'The proxy fetches keys that it does not know.',
  remains: 'Leave the old key until the tokens it signed are over.',
};

export const keycloakFaults = [keys, slow, hung, down, restarted];
