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
    'This application is replaced by errors of the edge. The others work, and no one is signed out. (The ' +
    'counted sign-ins ended at Prometheus.)',
  lessened: 'Nothing: the sign-on does not depend on it.',
  remains: 'Monitor the application.',
};

export const applicationFaults = [down];
