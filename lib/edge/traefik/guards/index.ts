import { CERTIFICATES } from './certificates';
import { REFERENCES } from './references';
import { RULES } from './rule-names';
import { ProductGuards } from '../../guards/product-guards';

/** What Traefik adds to the admission policies. */
export const GUARDS: ProductGuards = {
  naming: [RULES],
  routesWithoutHosts: [{ apiGroup: 'traefik.io', resources: ['ingressrouteudps'] }],
  // Traefik has one set of defaults: an object of this name, from any namespace.
  defaults: (controllerNamespace) => ({
    kinds: [{ apiGroup: 'traefik.io', resources: ['tlsoptions', 'tlsstores'] }],
    demand: {
      expression: "!has(object.metadata.name) || object.metadata.name != 'default'",
      message:
        'the defaults of Traefik hold for the hosts of the monitoring sign-on too: ' +
        `make them in ${controllerNamespace}`,
    },
  }),
  backends: REFERENCES,
  certificates: CERTIFICATES,
};
