import { definitionsOf, isCustomGroup } from '../../support/crds';
import { groupOf, type KubeObject } from '../cluster/objects';

// Traefik waits for every kind of its own, used or not; its chart brings them all.
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

/** The resource definitions without which the API server would not know some of the objects. */
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
