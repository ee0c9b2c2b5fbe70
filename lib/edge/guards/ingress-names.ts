import { each, ifThere } from './cel';
import { Demand, INGRESSES } from './demand';
import { records } from './external-dns';
import { HOSTLESS, OWNED } from './names';
import { OwnNames } from './own-names';
import { NamingKind } from './product-guards';

/**
 * Ingresses.
 * @param annotations demands about the annotations of products
 */
export const ingressKind = (annotations: (names: OwnNames) => Demand[]): NamingKind => ({
  kinds: [INGRESSES],
  demands: (names) => [
    {
      // No rule has a host of the sign-on, or a wildcard over one.
      expression: each('object.spec.rules', 'rule', ifThere('rule.host', `!${names.covers('rule.host')}`)),
      message: `rules.host: ${OWNED}`,
    },
    {
      // No name for which other programs make DNS records and certificates. A wildcard certificate is allowed.
      expression: each('object.spec.tls', 'tls', each('tls.hosts', 'name', `!${names.is('name')}`)),
      message: `tls.hosts: ${OWNED}`,
    },
    ...annotations(names),
    ...records(names.is),
  ],
  hostless: {
    // Each rule has a host. An Ingress without rules has only a default backend, which has no host either.
    expression:
      'has(object.spec.rules) && size(object.spec.rules) > 0 ' +
      "&& object.spec.rules.all(rule, has(rule.host) && rule.host != '')",
    message: HOSTLESS,
  },
});
