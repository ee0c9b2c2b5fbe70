import { Edge, EdgeBase } from '../../lib';

const trustedProxies = ['10.244.0.0/16'];

/** Every edge of the library, as programs write it, with what the tests need to know of it. */
export const EDGES: Readonly<Record<string, { readonly edge: () => EdgeBase }>> = {
  'Edge.ingressNginx()': { edge: () => Edge.ingressNginx({ trustedProxies }) },
  'Edge.ingressNginx() with methodMaps': { edge: () => Edge.ingressNginx({ trustedProxies, methodMaps: true }) },
  'Edge.traefikIngress()': { edge: () => Edge.traefikIngress({ trustedProxies }) },
  'Edge.traefikIngress() with encodedSlashesRefused': {
    edge: () => Edge.traefikIngress({ trustedProxies, encodedSlashesRefused: true }),
  },
  'Edge.traefik()': { edge: () => Edge.traefik({ trustedProxies }) },
};

/** An edge by how a program writes it. */
export const edgeOf = (written: string): EdgeBase => EDGES[written]!.edge();
