import type { Fault } from './fault';
import { sleep } from '../../support/process';

const down: Fault = {
  name: 'application-down',
  title: 'Prometheus is down for 10 s',
  happen: async (laboratory) => {
    await laboratory.prometheus.stop();
    await sleep(10_000);
    laboratory.prometheus.start();
  },
  undo: async (laboratory) => laboratory.prometheus.start(),
  bounds: { failed: 300, signedOut: 0, interruption: 4, recovery: 25 },
  seen:
    'Errors of the edge in place of this application. The others go on, and nobody is signed out. (The sign-ins ' +
    'counted here ended at Prometheus.)',
  lessened: 'Nothing: the sign-on does not depend on it.',
  remains: 'To watch the application.',
};

export const applicationFaults = [down];
