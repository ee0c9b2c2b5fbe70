import { each, ifThere, isInAnyCase } from '../../guards/cel';
import { Demand, INGRESSES, LISTENER_KINDS } from '../../guards/demand';
import { CertificateKind } from '../../guards/product-guards';

const certificate = (expression: string): Demand => ({
  expression,
  message:
    'Traefik would show a certificate of this namespace on the hosts of the monitoring sign-on, if it were for them: ' +
    'guardCertificates admits those of trusted namespaces alone',
});

/**
 * The kinds that give Traefik certificates. On each host it uses the certificate that fits best, from the routes of all
 * namespaces.
 */
export const CERTIFICATES: readonly CertificateKind[] = [
  {
    kinds: [INGRESSES],
    // No Secret, and no annotation with domains, which Traefik reads in any case.
    demand: certificate(
      "(!has(object.spec.tls) || object.spec.tls.all(tls, !has(tls.secretName) || tls.secretName == '')) " +
        '&& (!has(object.metadata.annotations) || !object.metadata.annotations.exists(key, ' +
        `${isInAnyCase('key', 'traefik.ingress.kubernetes.io/router.tls.domains', '')}))`,
    ),
  },
  {
    kinds: [{ apiGroup: 'traefik.io', resources: ['ingressroutes', 'ingressroutetcps'] }],
    // No Secret, and no `domains`. A resolver gets certificates for the hosts of the route and for `domains`, which
    // can be any names.
    demand: certificate(
      "!has(object.spec.tls) || ((!has(object.spec.tls.secretName) || object.spec.tls.secretName == '') " +
        '&& (!has(object.spec.tls.domains) || size(object.spec.tls.domains) == 0))',
    ),
  },
  {
    kinds: [{ apiGroup: 'traefik.io', resources: ['tlsstores'] }],
    // No certificate. That of a resolver goes to the store of all hosts, whatever the name of this store is.
    demand: certificate(
      '!has(object.spec) || (!has(object.spec.defaultCertificate) && !has(object.spec.defaultGeneratedCert) ' +
        '&& (!has(object.spec.certificates) || size(object.spec.certificates) == 0))',
    ),
  },
  {
    kinds: LISTENER_KINDS,
    // No listener refers to a certificate.
    demand: certificate(
      each(
        'object.spec.listeners',
        'listener',
        ifThere('listener.tls', ifThere('listener.tls.certificateRefs', 'size(listener.tls.certificateRefs) == 0')),
      ),
    ),
  },
];
