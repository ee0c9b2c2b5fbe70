import type { Fault } from './fault';
import { begin, keycloak } from './keycloak-process';
import { sleep } from '../../support/process';

const restarted: Fault = {
  name: 'keycloak-restarted',
  title: 'Keycloak is restarted',
  happen: async (laboratory) => {
    const from = Date.now();
    await keycloak(laboratory).stop(60);
    await begin(laboratory);
    return `it was away for ${Math.round((Date.now() - from) / 1000)} s`;
  },
  bounds: { failed: 10, signedOut: 0, interruption: 6, recovery: 12 },
  seen: 'Sign-ins fail meanwhile. Whoever is signed in notices nothing.',
  lessened: 'As above.',
  remains:
    'Keycloak must keep its sessions in a database, as it does since version 26; else everybody types the ' +
    'password again.',
};

const down: Fault = {
  name: 'keycloak-down',
  title: 'Keycloak is down for longer than an access token lives',
  shortLifetimes: true,
  happen: async (laboratory) => {
    const from = Date.now();
    await keycloak(laboratory).stop(60);
    await sleep(30_000); // what a token lives meanwhile
    await begin(laboratory);
    return `it was away for ${Math.round((Date.now() - from) / 1000)} s`;
  },
  undo: async (laboratory) => keycloak(laboratory).start(),
  bounds: { failed: 150, signedOut: 6, interruption: 70, recovery: 25 },
  seen:
    'For as long as the access token lives, nothing. Then the sign-in, which is not there; afterwards everybody ' +
    'is in again at a reload, without a password.',
  lessened: "A refresh that fails ends nobody's session while the access token lives: 1 to 2 minutes.",
  remains: 'More than one Keycloak, or a longer `accessTokenLifespan`, by which a withdrawn right may live longer.',
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
  bounds: { failed: 20, signedOut: 2, interruption: 12, recovery: 12 },
  seen: 'Sign-ins take longer, and a page waits while its session is refreshed.',
  lessened: 'One request refreshes a session; the others wait for it, up to 5 s.',
  remains: 'Nothing.',
};

const hung: Fault = {
  name: 'keycloak-hung',
  onRequest: true, // one that is slow says most of it
  title: 'Keycloak hangs for 20 s, in which every session is due for a refresh',
  shortLifetimes: true,
  happen: async (laboratory) => {
    keycloak(laboratory).signal('SIGSTOP');
    await sleep(20_000);
    keycloak(laboratory).signal('SIGCONT');
  },
  undo: async (laboratory) => keycloak(laboratory).signal('SIGCONT'),
  bounds: { failed: 60, signedOut: 6, interruption: 35, recovery: 20 },
  seen:
    'Of a session that is due for a refresh, requests that wait for more than 5 s are sent to the sign-in, ' +
    'which goes on by itself when Keycloak does. Who is not due notices nothing.',
  lessened: 'Sessions are refreshed once a minute, so a hang of some seconds meets few.',
  remains: "Nothing: the 5 s are the proxy's own. To watch Keycloak.",
};

const keys: Fault = {
  name: 'keys-rotated',
  title: 'Keycloak signs with a new key, and the old one goes 8 s later',
  shortLifetimes: true,
  happen: async ({ stack: { admin } }) => {
    const old = await admin.addSigningKey();
    await sleep(8000);
    await admin.removeSigningKeys(old);
    await sleep(8000);
  },
  bounds: { failed: 5, signedOut: 0, interruption: 4, recovery: 8 },
  seen: 'Nothing.',
  lessened: 'The proxy fetches keys that it does not know.',
  remains: 'Leave the old key until the tokens it signed are over.',
};

export const keycloakFaults = [keys, slow, hung, down, restarted];
