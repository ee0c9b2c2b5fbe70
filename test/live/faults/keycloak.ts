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
  seen: 'Sign-ins fail during the restart. People who are signed in notice nothing.',
  lessened: 'The same.',
  remains:
    'Let Keycloak keep its sessions in a database, as it does since version 26. Otherwise everyone has ' +
    'to enter the password again.',
};

const down: Fault = {
  name: 'keycloak-down',
  title: 'Keycloak is down for longer than the lifetime of an access token',
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
    'Nothing while the access token is valid. Then people are sent to the sign-in, which does not work. ' +
    'After the fault, a reload signs everyone in without a password.',
  lessened: 'A refresh that fails ends no session while the access token is valid: 1 to 2 minutes.',
  remains:
    'Run more than one Keycloak, or set a longer `accessTokenLifespan`, with which a withdrawn right also ' +
    'stays valid for longer.',
};

const slow: Fault = {
  name: 'keycloak-slow',
  title: 'Keycloak is slow: it stops for 3 of every 4 s, for 20 s',
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
  lessened: 'One request refreshes a session. The others wait for it, up to 5 s.',
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
    'If a session is due for a refresh, its requests that wait for more than 5 s are sent to the ' +
    'sign-in, which continues when Keycloak does. People whose session is not due notice nothing.',
  lessened: 'Sessions are refreshed once a minute, so a hang of some seconds affects few people.',
  remains: 'Monitor Keycloak. The 5 s are fixed in the proxy.',
};

const keys: Fault = {
  name: 'keys-rotated',
  title: 'Keycloak signs with a new key, and the old one is removed 8 s later',
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
  remains: 'Keep the old key until the tokens that it signed have expired.',
};

export const keycloakFaults = [keys, slow, hung, down, restarted];
