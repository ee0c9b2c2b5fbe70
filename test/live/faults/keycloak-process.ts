import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Laboratory } from './laboratory';
import { eventually } from '../../support/process';
import { expectEqual } from '../checks/check';
import { ask } from '../client/http';
import { keycloakUrl } from '../identity/keycloak';
import type { Container } from '../pods/container';

export const keycloak = (laboratory: Laboratory): Container => laboratory.keycloak.container('keycloak');

/** Until it answers again. */
export const answers = () =>
  eventually(120, async () =>
    expectEqual((await ask(`${keycloakUrl}/realms/master`)).status, 200, 'status of Keycloak'),
  );

/** Begins it again, on a clock that can be set apart from everybody else's where libfaketime is there. */
export async function begin(laboratory: Laboratory): Promise<void> {
  const { libfaketime } = laboratory.stack.programs.found;
  if (libfaketime) {
    setClock(laboratory, 0);
    keycloak(laboratory).extra = {
      LD_PRELOAD: libfaketime,
      FAKETIME_TIMESTAMP_FILE: '/tmp/faketime',
      FAKETIME_CACHE_DURATION: '1',
      // The clock that measures durations is left alone; without the last one the virtual machine never waits, and
      // turns in circles.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_FORCE_MONOTONIC_FIX: '0',
    };
  }
  keycloak(laboratory).start();
  await answers();
}

/** By how many seconds its clock is ahead; the library reads that anew each second. */
export function setClock(laboratory: Laboratory, seconds: number): void {
  writeFileSync(path.join(laboratory.keycloak.volume('tmp'), 'faketime'), `${seconds < 0 ? '' : '+'}${seconds}\n`);
}
