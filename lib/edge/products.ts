import { EdgeProduct, EdgeVariant } from './edge-product';
import { INGRESS_NGINX } from './ingress-nginx/product';
import { TRAEFIK } from './traefik/product';
import { TRAEFIK_INGRESS } from './traefik-ingress/product';

/** Every edge of the library, as plain data, which the command line reads too. */
export const PRODUCTS: readonly EdgeProduct[] = [INGRESS_NGINX, TRAEFIK_INGRESS, TRAEFIK];

/** Every edge, with each set of options that changes what it can do. */
export const VARIANTS: readonly EdgeVariant[] = PRODUCTS.flatMap(({ variants }) => variants);

/** The edges with an ability, as code for errors. */
export const edgesThat = (can: (edge: EdgeVariant) => boolean): string =>
  VARIANTS.filter(can)
    .map(({ written }) => written)
    .join(' or ');
