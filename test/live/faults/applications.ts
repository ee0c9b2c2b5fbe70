import { sleep } from '../../support/process';
import type { Fault } from './fault';

const down: Fault = {
  name: 'application-down',
  title: 'Prometheus is down for 10 s',
  happen: async (laboratory) => {
    const prometheus = laboratory.pod('live-prometheus');
    await prometheus.stop();
    await sleep(10_000);
    prometheus.start();
  },
  undo: async (laboratory) => laboratory.pod('live-prometheus').start(),
  bounds: { failed: 200, signedOut: 6, interruption: 60, recovery: 60 },
  seen: 'Errors of the edge in place of this application; the others go on.',
  lessened: 'Nothing: the sign-on does not depend on it.',
  remains: 'To watch the application.',
};

export const applicationFaults = [down];
