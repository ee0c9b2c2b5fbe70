import { sleep } from '../../support/process';
import type { Fault } from './fault';
import { begin, keycloak, setClock } from './keycloak-process';

const lenient = { failed: 500, signedOut: 6, interruption: 90, recovery: 90 };

const skewed = (name: string, title: string, seconds: number, rest: Pick<Fault, 'seen' | 'lessened' | 'remains'>): Fault => ({
  name, title,
  needs: ['libfaketime'],
  shortLifetimes: true,
  prepare: async (laboratory) => {
    if (keycloak(laboratory).extra.LD_PRELOAD) return;
    await keycloak(laboratory).stop(60);
    await begin(laboratory);
  },
  happen: async (laboratory) => {
    setClock(laboratory, seconds);
    await sleep(20_000);
    setClock(laboratory, 0);
  },
  undo: async (laboratory) => setClock(laboratory, 0),
  bounds: lenient, ...rest,
});

export const clockFaults = [
  skewed('clock-behind', 'Keycloak\'s clock is 20 s behind', -20, { seen: '', lessened: '', remains: '' }),
  skewed('clock-far-behind', 'Keycloak\'s clock is 60 s behind, longer than an access token lives', -60, { seen: '', lessened: '', remains: '' }),
  skewed('clock-ahead', 'Keycloak\'s clock is 5 min ahead', 300, { seen: '', lessened: '', remains: '' }),
];
