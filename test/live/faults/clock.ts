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
      'Nothing: the proxy accepts tokens from a clock that is behind by less than the lifetime of an ' +
      'access token, 2 minutes by default.',
    remains: 'Synchronize the clocks.',
  }),
  skewed('clock-far-behind', "Keycloak's clock is 60 s behind, longer than the lifetime of an access token", -60, {
    bounds: { failed: 120, signedOut: 6, interruption: 45, recovery: 20 },
    seen:
      'Tokens have expired when the proxy receives them: everyone is signed out at the next refresh, and ' +
      'no one can sign in until the clock is right.',
    lessened: 'Nothing: an accepted expired token would give access that was withdrawn.',
    remains: 'Synchronize the clocks.',
  }),
  skewed('clock-ahead', "Keycloak's clock is 5 min ahead", 300, {
    bounds: unnoticed,
    seen: 'Nothing.',
    lessened: 'Nothing.',
    remains: 'Synchronize the clocks.',
    onRequest: true,
  }),
];
