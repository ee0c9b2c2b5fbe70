import type { Fault } from './fault';
import { begin, keycloak, setClock } from './keycloak-process';
import { sleep } from '../../support/process';

const skewed = (
  name: string,
  title: string,
  seconds: number,
  rest: Pick<Fault, 'bounds' | 'seen' | 'lessened' | 'remains' | 'onRequest'>,
): Fault => ({
  name,
  title,
  needs: ['libfaketime'],
  shortLifetimes: true,
  prepare: async (laboratory) => {
    if (keycloak(laboratory).extra.LD_PRELOAD) return;
    await keycloak(laboratory).stop(60);
    await begin(laboratory);
  },
  happen: async (laboratory) => {
    setClock(laboratory, seconds);
    await sleep(17_000); // longer than sessions go without a refresh
    setClock(laboratory, 0);
  },
  undo: async (laboratory) => setClock(laboratory, 0),
  ...rest,
});

const unnoticed = { failed: 10, signedOut: 0, interruption: 4, recovery: 12 };

export const clockFaults = [
  skewed('clock-behind', "Keycloak's clock is 20 s behind", -20, {
    onRequest: true,
    bounds: unnoticed,
    seen: 'Nothing.',
    lessened:
      'Nothing: the proxy bears a clock that is behind by less than an access token lives, 2 minutes by default.',
    remains: 'Clocks that agree.',
  }),
  skewed('clock-far-behind', "Keycloak's clock is 60 s behind, longer than an access token lives", -60, {
    bounds: { failed: 120, signedOut: 6, interruption: 45, recovery: 20 },
    seen:
      'Tokens are over when they arrive: everybody is signed out at the next refresh, and nobody can sign in ' +
      'until the clock is right.',
    lessened: 'Nothing: to take an expired token would open a door.',
    remains: 'Clocks that agree.',
  }),
  skewed('clock-ahead', "Keycloak's clock is 5 min ahead", 300, {
    bounds: unnoticed,
    seen: 'Nothing.',
    lessened: 'Nothing.',
    remains: 'Clocks that agree.',
    onRequest: true,
  }),
];
