import { NetworkPeer } from '../isolation/network-policy';

// A build bundles it (scripts/bundle.cjs), without its types.
const { markdownTable } = require('../bundled/markdown-table') as { markdownTable(table: string[][]): string };

/** An application, and the pods and addresses that can connect to its pods inside the cluster. */
export interface ReachedApplication {
  readonly id: string;
  /**
   * Id of the cluster that the application runs in.
   * @default - the cluster of the sign-on
   */
  readonly cluster?: string;
  readonly namespace: string;
  readonly podLabels: { readonly [label: string]: string };
  /** Whether a network policy of the program selects its pods. */
  readonly isolated: boolean;
  /** Port to which the edge connects. */
  readonly edgePort: number;
  /** Applications of the program that call it, each with the port. Without a port, every port is allowed. */
  readonly callers: readonly { readonly from: string; readonly port?: number }[];
  /** Peers that `allowFrom` names. */
  readonly allowFrom: readonly NetworkPeer[];
  /** Applications of the program that call such an API, but run in another cluster. */
  readonly cutOff: readonly string[];
}

const EVERY_PORT = 'every port';

const labelsOf = (labels: NetworkPeer['podLabels']) =>
  Object.entries(labels ?? {})
    .map(([key, value]) => `\`${key}=${value}\``)
    .join(', ');

function peerText({ cidr, namespace, podLabels }: NetworkPeer): string {
  if (cidr !== undefined) return `\`${cidr}\``;
  const pods = podLabels === undefined ? 'every pod' : `pods with ${labelsOf(podLabels)}`;
  return `${pods}${namespace === undefined ? ' of the same namespace' : ` in ${namespace}`}`;
}

function reachedBy({ isolated, edgePort, callers, allowFrom }: ReachedApplication): [string, string][] {
  if (!isolated) return [['**every pod** (`isolate: false`)', EVERY_PORT]];
  return [
    ['the edge', String(edgePort)],
    ['its own replicas', EVERY_PORT],
    ...callers.map(({ from, port }): [string, string] => [from, port === undefined ? EVERY_PORT : String(port)]),
    ...allowFrom.map((peer): [string, string] => [`${peerText(peer)} (\`allowFrom\`)`, EVERY_PORT]),
  ];
}

/** Returns a table of the pods and addresses that can connect to each application, and of the callers that cannot. */
export function networkMarkdown(applications: readonly ReachedApplication[]): string {
  const named = ({ id, cluster }: ReachedApplication) => (cluster === undefined ? id : `${id} (${cluster})`);
  const cutOff = applications.filter((each) => each.cutOff.length > 0);
  return [
    '# Allowed connections between pods',
    '',
    'The network policies of the program allow connections from these pods to the pods of each application. All ' +
      'other pods are blocked. `allowFrom` of protect() allows more.',
    '',
    markdownTable([
      ['application', 'pods', 'allowed from', 'ports'],
      ...applications.flatMap((each) =>
        reachedBy(each).map(([who, ports], index) => [
          index === 0 ? named(each) : '',
          index === 0 ? `${each.namespace}: ${labelsOf(each.podLabels)}` : '',
          who,
          ports,
        ]),
      ),
    ]),
    '',
    ...(cutOff.length === 0
      ? []
      : [
          'These applications of the program cannot call the pods, because they run in another cluster:',
          '',
          markdownTable([
            ['application', 'callers that are blocked'],
            ...cutOff.map((each) => [named(each), each.cutOff.join(', ')]),
          ]),
          '',
        ]),
  ].join('\n');
}
