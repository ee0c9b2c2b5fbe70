import { EdgeAbilities } from '../edge-abilities';
import { EdgeProduct } from '../edge-product';
import { refusedInAnnotation } from '../ingress/claim-values';
import { INGRESS_OPTIONS } from '../ingress/route-options';
import { TRAEFIK } from '../traefik/product';

/**
 * What Traefik can do by Ingresses: it prefers the longer rule, and the rule of a prefix is longer than that of an
 * exact path.
 * @param encodedSlashesRefused whether its entry points refuse paths with encoded slashes
 */
export const abilitiesOf = (encodedSlashesRefused: boolean): EdgeAbilities => ({
  decodesPaths: encodedSlashesRefused,
  routeOptions: [...INGRESS_OPTIONS],
});

const common = { refusesClaimValue: refusedInAnnotation };

export const TRAEFIK_INGRESS: EdgeProduct = {
  name: 'traefik-ingress',
  variants: [
    { written: 'Edge.traefikIngress()', ...abilitiesOf(false), ...common },
    { written: 'Edge.traefikIngress() with encodedSlashesRefused', ...abilitiesOf(true), ...common },
  ],
  reportFiles: TRAEFIK.reportFiles,
  reservedIds: ['forwarded-headers'],
  errorPages: TRAEFIK.errorPages,
};
