import { definitionsOf, isCustomGroup } from '../../support/crds';
import { groupOf, type KubeObject } from '../cluster/objects';

// Traefik waits for all of its kinds, also unused ones. Its chart installs all of them.
const traefikKinds = [
  'IngressRoute',
  'IngressRouteTCP',
  'IngressRouteUDP',
  'Middleware',
  'MiddlewareTCP',
  'ServersTransport',
  'ServersTransportTCP',
  'TLSOption',
  'TLSStore',
  'TraefikService',
];

/** The resource definitions of the custom resources. */
export async function definitionsFor(objects: readonly KubeObject[]): Promise<KubeObject[]> {
  const used = objects
    .map((object) => ({ group: groupOf(object), kind: object.kind }))
    .filter(({ group }) => isCustomGroup(group));
  const kinds = used.some(({ group }) => group === 'traefik.io')
    ? [...used, ...traefikKinds.map((kind) => ({ group: 'traefik.io', kind }))]
    : used;
  return (await definitionsOf([
    ...new Map(kinds.map((each) => [`${each.group}/${each.kind}`, each])).values(),
  ])) as unknown as KubeObject[];
}
