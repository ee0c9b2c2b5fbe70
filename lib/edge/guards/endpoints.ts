import { Demand, Kinds } from './demand';
import { refuse } from '../../errors';

/** A right that controllers and administrators of a cluster have in every namespace. */
interface Right {
  readonly verb: string;
  readonly kinds: Kinds;
  readonly subresource?: string;
}

/** Kinds that hold addresses of pods, and the right that the protected namespaces must give to write them elsewhere. */
interface AddressKind {
  readonly kinds: Kinds;
  readonly right: Right;
  /** In CEL: the object holds no such address, or none that the request changes. */
  readonly unless?: string;
}

const right = (kinds: Kinds): Right => ({ verb: 'create', kinds });
const SLICES: Kinds = { apiGroup: 'discovery.k8s.io', resources: ['endpointslices'] };
const OLD_ENDPOINTS: Kinds = { apiGroup: '', resources: ['endpoints'] };
const STATUS: Kinds = { apiGroup: '', resources: ['services/status'] };
const POD_STATUS: Kinds = { apiGroup: '', resources: ['pods/status'] };
/** In CEL: a list is absent or empty, or the request does not change it. */
const unchanged = (field: string) =>
  `!has(object.${field}) || size(object.${field}) == 0 ` +
  `|| (oldObject != null && has(oldObject.${field}) && oldObject.${field} == object.${field})`;

const ADDRESS_KINDS: readonly AddressKind[] = [
  { kinds: OLD_ENDPOINTS, right: right(OLD_ENDPOINTS) },
  { kinds: SLICES, right: right(SLICES) },
  { kinds: { apiGroup: '', resources: ['services'] }, right: right(SLICES), unless: unchanged('spec.externalIPs') },
  {
    // kube-proxy routes the address of a load balancer to the pods of the Service, also from inside the cluster
    // (CVE-2020-8554).
    kinds: STATUS,
    right: { verb: 'update', kinds: { apiGroup: '', resources: ['services'] }, subresource: 'status' },
    unless: `!has(object.status) || !has(object.status.loadBalancer) || ${unchanged('status.loadBalancer.ingress')}`,
  },
  {
    // A controller copies it to the endpoints of each Service that selects the pod. The first of podIPs is podIP. The
    // admission plugin NodeRestriction limits kubelets to pods of their own node.
    kinds: POD_STATUS,
    right: { verb: 'update', kinds: { apiGroup: '', resources: ['pods'] }, subresource: 'status' },
    unless: `'system:nodes' in request.userInfo.groups || !has(object.status) || ${unchanged('status.podIPs')}`,
  },
];

// The API server allows 28 checks of rights for each policy, and two for each expression. Beyond that it refuses every
// object (k8s.io/apiserver, pkg/apis/cel).
const MOST_NAMESPACES = 24;

/**
 * Demand that only those write addresses of pods who may write them in the protected namespaces too: controllers and
 * administrators of the cluster. They gain no right by it, and no list of controllers is needed.
 */
function demandsOf(path: string, namespaces: readonly string[], { right: needed, unless }: AddressKind): Demand[] {
  if (namespaces.length > MOST_NAMESPACES) {
    refuse({
      path,
      what: 'guardEndpoints cannot ask about so many namespaces',
      got: namespaces.length,
      allowed: `at most ${MOST_NAMESPACES} namespaces of protected applications`,
      fix: 'remove guardEndpoints, or use several sign-ons',
    });
  }
  const {
    verb,
    kinds: {
      apiGroup,
      resources: [resource],
    },
    subresource,
  } = needed;
  const what = `.group('${apiGroup}').resource('${resource}')${subresource ? `.subresource('${subresource}')` : ''}`;
  const named = [resource, subresource].filter(Boolean).join('/');
  // Two namespaces for each demand: with many namespaces, the list of those without demands makes most of the policy.
  const pairs = namespaces.flatMap((_, index) => (index % 2 === 0 ? [namespaces.slice(index, index + 2)] : []));
  return pairs.map((pair) => ({
    // The API server's own authorizer gives the user of the request this right in each of the namespaces.
    expression: [
      unless,
      pair.map((name) => `authorizer${what}.namespace('${name}').check('${verb}').allowed()`).join(' && '),
    ]
      .filter(Boolean)
      .join(' || '),
    message:
      'addresses that no selector finds may be those of protected pods: ' +
      `only who may ${verb} ${named} in ${pair.join(' and ')} may write them here`,
  }));
}

/** The kinds that hold addresses of pods, with their demands. */
export const endpointKinds = ADDRESS_KINDS.map((kind) => ({
  kinds: kind.kinds,
  demands: (path: string, namespaces: readonly string[]) => demandsOf(path, namespaces, kind),
}));
