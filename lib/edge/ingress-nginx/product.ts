import { GUARDS } from './guards';
import { EdgeAbilities } from '../edge-abilities';
import { EdgeProduct } from '../edge-product';
import { refusedInAnnotation } from '../ingress/claim-values';
import { INGRESS_OPTIONS } from '../ingress/route-options';

/**
 * What ingress-nginx can do. It does not verify the certificate of the server that `auth-url` names.
 * @param methodMaps whether its controller has maps of methods
 */
export const abilitiesOf = (methodMaps: boolean): EdgeAbilities => ({
  distinguishesMethods: methodMaps,
  decodesPaths: true,
  keepsNamespacesApart: true,
  routeOptions: [...INGRESS_OPTIONS, 'maxRequestBody', 'maxIngestBody'],
});

const common = { refusesClaimValue: refusedInAnnotation };

export const INGRESS_NGINX: EdgeProduct = {
  name: 'ingress-nginx',
  variants: [
    { written: 'Edge.ingressNginx()', ...abilitiesOf(false), ...common },
    { written: 'Edge.ingressNginx() with methodMaps', ...abilitiesOf(true), ...common },
  ],
  reportFiles: ['ingress-nginx.yaml', 'ingress-nginx.access-log.yaml'],
  reservedIds: ['forwarded-headers'],
  errorPages: { anyStatus: ['<hr><center>(nginx|openresty)'] },
  guards: GUARDS,
};
