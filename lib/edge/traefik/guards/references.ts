import { celList, each, ifThere } from '../../guards/cel';
import { Demand } from '../../guards/demand';
import { BackendKind } from '../../guards/product-guards';
import { LEADS, NAME } from '../../guards/protected-names';

/** Demand that an object refers neither to another provider nor to a protected namespace. */
const reference = (expression: string): Demand => ({
  expression,
  message: `a reference to another provider for Kubernetes (@kubernetes…), or to a protected namespace, ${LEADS}`,
});

/**
 * In CEL: a reference names nothing of another provider for Kubernetes, and no protected namespace. Traefik lets a
 * route of any namespace use what another provider made of the sign-on's routes. Its own resources can name Services
 * of other namespaces, if its operator allows it.
 */
const own = (namespaces: readonly string[], service: string) =>
  `(!has(${service}.name) || !${service}.name.lowerAscii().contains('@kubernetes'))` +
  (namespaces.length === 0
    ? ''
    : ` && (!has(${service}.namespace) || !(${service}.namespace in ${celList(namespaces)}))`);
const ownIfThere = (namespaces: readonly string[], service: string) =>
  `(${ifThere(service, `(${own(namespaces, service)})`)})`;
const allOwn = (namespaces: readonly string[], list: string) => each(list, 'service', own(namespaces, 'service'));

/** In CEL: the same for the backends to which filters copy each request. */
const ownMirrors = (namespaces: readonly string[], owner: string) =>
  each(
    `${owner}.filters`,
    'filter',
    ifThere('filter.requestMirror', ownIfThere(namespaces, 'filter.requestMirror.backendRef')),
  );

/** The kinds by which a route of another namespace could lead Traefik to protected pods. */
const KINDS: readonly BackendKind[] = [
  {
    kinds: { apiGroup: 'traefik.io', resources: ['middlewares'] },
    demands: ({ namespaces, plainAddress }) => [
      {
        // The address of forwardAuth leads to no protected pod.
        expression: ifThere(
          'object.spec.forwardAuth',
          ifThere('object.spec.forwardAuth.address', plainAddress('object.spec.forwardAuth.address', NAME)),
        ),
        message: `such a forwardAuth.address ${LEADS}: write a name that is not theirs`,
      },
      reference(ifThere('object.spec.errors', ownIfThere(namespaces, 'object.spec.errors.service'))),
    ],
  },
  {
    kinds: { apiGroup: 'traefik.io', resources: ['ingressroutes', 'ingressroutetcps', 'ingressrouteudps'] },
    demands: ({ namespaces }) => [
      // Both Services and parent routes: Traefik serves no route that has both.
      reference(
        `(${each('object.spec.routes', 'route', allOwn(namespaces, 'route.services'))}) && ` +
          `(${each('object.spec.parentRefs', 'parent', own(namespaces, 'parent'))})`,
      ),
    ],
  },
  {
    kinds: { apiGroup: 'traefik.io', resources: ['traefikservices'] },
    demands: ({ namespaces }) => [
      ...['weighted', 'highestRandomWeight'].map((kind) =>
        reference(ifThere(`object.spec.${kind}`, allOwn(namespaces, `object.spec.${kind}.services`))),
      ),
      reference(
        `${ownIfThere(namespaces, 'object.spec.mirroring')} && ` +
          `(${ifThere('object.spec.mirroring', allOwn(namespaces, 'object.spec.mirroring.mirrors'))})`,
      ),
      reference(
        ifThere(
          'object.spec.failover',
          ['service', 'fallback'].map((part) => ownIfThere(namespaces, `object.spec.failover.${part}`)).join(' && '),
        ),
      ),
    ],
  },
  {
    kinds: { apiGroup: 'gateway.networking.k8s.io', resources: ['httproutes', 'grpcroutes', 'tlsroutes', 'tcproutes'] },
    // Names alone: a backend of another namespace needs a ReferenceGrant of that namespace.
    demands: () => [
      reference(each('object.spec.rules', 'rule', allOwn([], 'rule.backendRefs'))),
      reference(
        each(
          'object.spec.rules',
          'rule',
          `(${ownMirrors([], 'rule')}) && (${each('rule.backendRefs', 'backend', ownMirrors([], 'backend'))})`,
        ),
      ),
    ],
  },
];

export const REFERENCES = KINDS.map((kind): BackendKind => ({ ...kind, acrossNamespaces: true }));
