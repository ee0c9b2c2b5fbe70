import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { sleep } from '../../support/process';
import type { Fault } from './fault';
import { answers } from './keycloak';
import type { Laboratory } from './laboratory';

const lenient = { failed: 500, signedOut: 6, interruption: 90, recovery: 90 };

/** Sets Keycloak's clock apart from everybody else's, by libfaketime, which reads its file anew each second. The clock that measures durations is left alone. */
async function skew(laboratory: Laboratory, seconds: number): Promise<void> {
  const container = laboratory.keycloak.container('keycloak');
  writeFileSync(path.join(laboratory.keycloak.volume('tmp'), 'faketime'), `${seconds < 0 ? '' : '+'}${seconds}\n`);
  if (container.extra.LD_PRELOAD) return;
  container.extra = {
    LD_PRELOAD: laboratory.stack.programs.found.libfaketime!, FAKETIME_TIMESTAMP_FILE: '/tmp/faketime', FAKETIME_CACHE_DURATION: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  await container.restart(60);
  await answers();
}

async function straighten(laboratory: Laboratory): Promise<void> {
  const container = laboratory.keycloak.container('keycloak');
  if (!container.extra.LD_PRELOAD) return;
  container.extra = {};
  await container.restart(60);
  await answers();
}

const fault = (name: string, title: string, seconds: number, rest: Pick<Fault, 'seen' | 'lessened' | 'remains'>): Fault => ({
  name, title, needs: ['libfaketime'],
  shortLifetimes: true,
  prepare: (laboratory) => skew(laboratory, 0),
  happen: async (laboratory) => {
    await skew(laboratory, seconds);
    await sleep(20_000);
    await skew(laboratory, 0);
  },
  undo: (laboratory) => skew(laboratory, 0),
  finish: straighten,
  bounds: lenient, ...rest,
});

export const clockFaults = [
  fault('clock-behind', 'Keycloak\'s clock is 20 s behind', -20, { seen: '', lessened: '', remains: '' }),
  fault('clock-far-behind', 'Keycloak\'s clock is 60 s behind, longer than an access token lives', -60, { seen: '', lessened: '', remains: '' }),
  fault('clock-ahead', 'Keycloak\'s clock is 5 min ahead', 300, { seen: '', lessened: '', remains: '' }),
];
