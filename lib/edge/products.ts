import { EdgeProduct, EdgeVariant } from './edge-product';
import { INGRESS_NGINX } from './ingress-nginx/product';
import { TRAEFIK } from './traefik/product';
import { TRAEFIK_INGRESS } from './traefik-ingress/product';

/** Every edge of the library. Plain data: the command line reads it, too. */
export const PRODUCTS: readonly EdgeProduct[] = [INGRESS_NGINX, TRAEFIK_INGRESS, TRAEFIK];

/** Every edge, and again with each option that lets it do more. */
export const VARIANTS: readonly EdgeVariant[] = PRODUCTS.flatMap(({ variants }) => variants);

/** The edges that can do something, as a program writes them, for the end of a sentence. */
export const edgesThat = (can: (edge: EdgeVariant) => boolean): string =>
  VARIANTS.filter(can)
    .map(({ written }) => written)
    .join(' or ');
