import { EdgeRenderer } from './edge-renderer';
import { IngressNginx } from './ingress-nginx';
import { Traefik } from './traefik';

const plain = { trustedProxies: ['10.0.0.0/8'] };

/** An edge as a program writes it. */
export interface WrittenEdge {
  readonly written: string;
  readonly renderer: EdgeRenderer;
}

/**
 * Every edge, and with each option that makes it able to do more: where one cannot express a grant, those that can are
 * found here by what they say of themselves.
 */
export const EDGES: readonly WrittenEdge[] = [
  { written: 'Edge.ingressNginx()', renderer: new IngressNginx(plain) },
  { written: 'Edge.ingressNginx() with methodMaps', renderer: new IngressNginx({ ...plain, methodMaps: true }) },
  { written: 'Edge.traefik()', renderer: new Traefik(plain) },
];

/** The edges that can do something, as a program writes them, for the end of a sentence. */
export const edgesThat = (can: (renderer: EdgeRenderer) => boolean): string =>
  EDGES.filter(({ renderer }) => can(renderer))
    .map(({ written }) => written)
    .join(' or ');
