import { eventually, sleep } from '../../support/process';
import { ask } from '../client/http';
import { expectEqual } from '../checks/check';
import { keycloakUrl } from '../identity/keycloak';
import type { Fault } from './fault';
import type { Laboratory } from './laboratory';

const lenient = { failed: 500, signedOut: 6, interruption: 90, recovery: 90 };
const keycloak = (laboratory: Laboratory) => laboratory.keycloak.container('keycloak');

/** Until it answers again. */
export const answers = () => eventually(120, async () => expectEqual((await ask(`${keycloakUrl}/realms/master`)).status, 200, 'status of Keycloak'));

const restarted: Fault = {
  name: 'keycloak-restarted',
  title: 'Keycloak is restarted',
  happen: async (laboratory) => {
    const begin = Date.now();
    await keycloak(laboratory).restart(60);
    await answers();
    return `it was away for ${Math.round((Date.now() - begin) / 1000)} s`;
  },
  bounds: lenient, seen: '', lessened: '', remains: '',
};

const down: Fault = {
  name: 'keycloak-down',
  title: 'Keycloak is down for longer than an access token lives',
  shortLifetimes: true,
  happen: async (laboratory) => {
    const begin = Date.now();
    await keycloak(laboratory).stop(60);
    await sleep(25_000);
    keycloak(laboratory).start();
    await answers();
    return `it was away for ${Math.round((Date.now() - begin) / 1000)} s`;
  },
  undo: async (laboratory) => keycloak(laboratory).start(),
  bounds: lenient, seen: '', lessened: '', remains: '',
};

const slow: Fault = {
  name: 'keycloak-slow',
  title: 'Keycloak is slow: it stands still for 4 of 5 s, over 20 s',
  shortLifetimes: true,
  happen: async (laboratory) => {
    for (let turn = 0; turn < 4; turn += 1) {
      keycloak(laboratory).signal('SIGSTOP');
      await sleep(4000);
      keycloak(laboratory).signal('SIGCONT');
      await sleep(1000);
    }
  },
  undo: async (laboratory) => keycloak(laboratory).signal('SIGCONT'),
  bounds: lenient, seen: '', lessened: '', remains: '',
};

const hung: Fault = {
  name: 'keycloak-hung',
  title: 'Keycloak hangs for 12 s',
  shortLifetimes: true,
  happen: async (laboratory) => {
    keycloak(laboratory).signal('SIGSTOP');
    await sleep(12_000);
    keycloak(laboratory).signal('SIGCONT');
  },
  undo: async (laboratory) => keycloak(laboratory).signal('SIGCONT'),
  bounds: lenient, seen: '', lessened: '', remains: '',
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
  bounds: lenient, seen: '', lessened: '', remains: '',
};

export const keycloakFaults = [keys, slow, hung, down, restarted];
