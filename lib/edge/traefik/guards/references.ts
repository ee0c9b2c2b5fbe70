import { annotationInAnyCase, celList, each, ifThere } from '../../guards/cel';
import { Demand } from '../../guards/demand';
import { BackendKind } from '../../guards/product-guards';
import { LEADS, NAME } from '../../guards/protected-names';
import { joinedInCel, noneIsOurs, noneIsOursAnywhere, OBJECT_NAME } from '../../ingress/joined-names';

/** Demand that an object refers neither to another provider nor to a protected namespace. */
const reference = (expression: string): Demand => ({
  expression,
  message: `a reference to another provider for Kubernetes (@kubernetes…), or to a protected namespace, ${LEADS}`,
});

/**
 * In CEL: a reference names nothing of another provider for Kubernetes, no protected namespace, and no joined name of
 * the sign-on. Traefik lets a route of any namespace use what another provider made of the sign-on's routes. Its own
 * resources can name Services of other namespaces, if its operator allows it. Unless `safenaming` is set, it joins
 * namespace and name of a reference by hyphens, and treats every other sign of the name as a hyphen.
 */
function own(namespaces: readonly string[], service: string): string {
  const [name, namespace] = [`${service}.name`, `${service}.namespace`];
  const elsewhere = `has(${namespace}) && ${namespace} != '' && ${namespace} != request.namespace`;
  const inNamespace = (of: string) => joinedInCel(of, `string(${name})`);
  const plain =
    `${name}.matches('^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$') && (${elsewhere} ` +
    `? ${noneIsOursAnywhere(inNamespace(`string(${namespace})`))} : ${noneIsOurs(inNamespace('request.namespace'))})`;
  const ofProvider = `!${name}.lowerAscii().contains('@kubernetes')`;
  return [
    `(!has(${name}) || (${name}.contains('@') ? ${ofProvider} : (${plain})))`,
    // The settings of connections to a protected pod, with the certificate that the edge shows it.
    `(!has(${service}.serversTransport) || (!${service}.serversTransport.lowerAscii().contains('@kubernetes') ` +
      `&& (${service}.serversTransport.contains('@') ` +
      `|| ${noneIsOurs(joinedInCel('request.namespace', `string(${service}.serversTransport)`))})))`,
    // A health check follows redirects, also to a protected pod, unless it says otherwise.
    `(!has(${service}.healthCheck) || (has(${service}.healthCheck.followRedirects) ` +
      `&& !${service}.healthCheck.followRedirects))`,
    ...(namespaces.length === 0 ? [] : [`(!has(${namespace}) || !(${namespace} in ${celList(namespaces)}))`]),
  ].join(' && ');
}
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

/**
 * Demand that the joined name of an object is not that of an object of the sign-on. Unless its option `safenaming` is
 * set, Traefik joins namespace and name by a hyphen, and the object that it reads last replaces the other one.
 */
const nameIsNotOurs: Demand = {
  expression: noneIsOurs(joinedInCel('request.namespace', OBJECT_NAME)),
  message:
    'Traefik joins the names of namespace and object by hyphens, and this object would replace one of the ' +
    'monitoring sign-on: give it another name',
};

/** The annotation of a Service that names the settings of connections to its pods. Traefik reads it in any case. */
const TRANSPORT = 'traefik.ingress.kubernetes.io/service.serverstransport';

/** The kinds by which a route of another namespace could lead Traefik to protected pods. */
const KINDS: readonly BackendKind[] = [
  {
    kinds: { apiGroup: '', resources: ['services'] },
    demands: () => [
      reference(annotationInAnyCase(TRANSPORT, (name) => `!string(${name}).lowerAscii().contains('@kubernetes')`)),
    ],
  },
  {
    kinds: {
      apiGroup: 'traefik.io',
      // All kinds of the group.
      resources: [
        'ingressroutes',
        'ingressroutetcps',
        'ingressrouteudps',
        'middlewares',
        'middlewaretcps',
        'serverstransports',
        'serverstransporttcps',
        'tlsoptions',
        'tlsstores',
        'traefikservices',
      ],
    },
    demands: () => [nameIsNotOurs],
  },
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
