import type { Fault } from './fault';
import { sleep } from '../../support/process';

const drained: Fault = {
  name: 'proxy-drained',
  title: 'one of two proxies is evicted, as when a node is drained',
  happen: async (laboratory) => laboratory.replace(laboratory.proxies[0]!),
  bounds: { failed: 5, signedOut: 0, interruption: 4, recovery: 8 },
  seen: 'Nothing.',
  lessened: 'The pod is removed from the Service, waits 10 s, and ends. A disruption budget keeps one pod.',
  remains: 'Nothing.',
};

const killed: Fault = {
  name: 'proxy-killed',
  title: 'one of two proxies is killed',
  happen: async ({ proxies }) => proxies[0]!.container('oauth2-proxy').signal('SIGKILL'),
  bounds: { failed: 10, signedOut: 0, interruption: 4, recovery: 20 },
  seen: 'Requests that this proxy is handling fail.',
  lessened: 'There are two proxies, on two nodes if there are two.',
  remains: 'Nothing.',
};

const hung: Fault = {
  name: 'proxy-hung',
  onRequest: true, // for the time that it takes
  title: 'one of two proxies hangs for 10 s',
  happen: async ({ proxies }) => {
    const container = proxies[0]!.container('oauth2-proxy');
    container.signal('SIGSTOP');
    await sleep(10_000);
    container.signal('SIGCONT');
  },
  undo: async ({ proxies }) => proxies.forEach((pod) => pod.container('oauth2-proxy').signal('SIGCONT')),
  bounds: { failed: 15, signedOut: 0, interruption: 12, recovery: 12 },
  seen:
    'New requests to this proxy wait for up to 3 s, until it is removed from the Service. Requests that ' +
    'it has accepted wait until it continues or is ended.',
  lessened: 'The readiness probe runs every second. A proxy that stays hung is restarted after 30 to 45 s.',
  remains: 'Nothing.',
};

const restarted: Fault = {
  name: 'proxies-restarted',
  onRequest: true, // the next one does the same, and changes something
  title: 'both proxies are replaced in turn',
  happen: (laboratory) => laboratory.rollOut(),
  bounds: { failed: 5, signedOut: 0, interruption: 4, recovery: 8 },
  seen: 'Nothing.',
  lessened: 'A new pod starts before an old one ends.',
  remains: 'Nothing.',
};

const configured: Fault = {
  name: 'configuration-rolled-out',
  title: 'a changed configuration is rolled out',
  happen: async (laboratory) => {
    await laboratory.announce((text) => text.replace('cookie_refresh = "1m0s"', 'cookie_refresh = "55s"'));
    await laboratory.rollOut();
  },
  undo: async (laboratory) =>
    void (await laboratory.announce((text) => text.replace('cookie_refresh = "55s"', 'cookie_refresh = "1m0s"'))),
  bounds: { failed: 5, signedOut: 0, interruption: 4, recovery: 8 },
  seen: 'Nothing.',
  lessened: "The same. A digest of the configuration in the pods' annotations starts the rollout.",
  remains: 'Nothing.',
};

export const proxyFaults = [drained, killed, hung, restarted, configured];
