import { writeFileSync } from 'node:fs';
import { output } from '../../support/process';
import { hideFolders } from '../folders';

/** The source address of people. It is not in a range that the edge or the proxy trusts. */
export const outside = '198.51.100.10';
/** The node: API server and name server listen here. */
export const node = '10.240.0.1';
/** The node of another cluster: its API server listens here. */
export const secondNode = '10.240.0.2';
/** The gateway of every pod. It is the same on each link, so that pods need only one route. */
const gateway = '169.254.1.1';

/**
 * The network of a pod: a network namespace with an address, connected to the namespace of this process, the router.
 */
export interface PodLink {
  readonly namespace: string;
  readonly address: string;
}

/**
 * Makes the network namespace of this process the router between pods. People and the API server are also in it.
 */
export async function startRouter(): Promise<void> {
  await hideFolders();
  await ip('link set lo up');
  await ip(`addr add ${outside}/32 dev lo`);
  for (const each of [node, secondNode]) await ip(`addr add ${each}/32 dev lo`);
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
}

let made = 0;

export async function linkPod(name: string): Promise<PodLink> {
  made += 1;
  const link = { namespace: name, address: `10.244.0.${made}` };
  const device = `pod${made}`;
  await output(['ip', '-batch', '-'], {
    input: `netns add ${name}\nlink add ${device} type veth peer name eth0 netns ${name}\n`,
  });
  await output(['ip', '-n', name, '-batch', '-'], {
    input:
      [
        'link set lo up',
        'link set eth0 up',
        `addr add ${link.address}/32 dev eth0`,
        `route add ${gateway} dev eth0`,
        `route add default via ${gateway}`,
      ].join('\n') + '\n',
  });
  await output(['ip', '-batch', '-'], {
    input:
      [
        `link set ${device} up`,
        `addr add ${gateway}/32 dev ${device}`,
        `route add ${link.address}/32 dev ${device} src ${outside}`,
      ].join('\n') + '\n',
  });
  // Like container runtimes: a process that is not root may listen on any port of its pod.
  await output(['ip', 'netns', 'exec', name, 'sh', '-c', 'echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start']);
  return link;
}

const ip = (words: string) => output(['ip', ...words.split(' ')]);
