import { Construct } from 'constructs';
import { admissionPolicy, Demand, each, except, ifThere, Kinds, Part } from './admission-policy';
import { refuse } from '../errors';

/** What the guard of what stands behind the edge must know. */
export interface BackendGuard {
  /** Unique in the cluster: two clusters' copies of one program differ in nothing else. */
  readonly id: string;
  readonly traefik: boolean;
  /** Namespace of the edge's controller, whose short names it resolves. */
  readonly controllerNamespace: string;
  readonly clusterDomain: string;
  /** Namespaces whose Services and pods are protected. */
  readonly namespaces: () => string[];
  /** Those, and others that may lead the edge to them. */
  readonly trusted: () => string[];
  /** Whether only those who may write endpoints in the protected namespaces may write them elsewhere. */
  readonly endpoints: boolean;
  /** Whether only trusted namespaces give certificates to Traefik. */
  readonly certificates: boolean;
}

const WORD = '[a-z0-9_-]+';
const NGINX = 'nginx.ingress.kubernetes.io';
/** Annotations with an address that the controller itself sends requests to. */
const ADDRESSES = ['auth-url', 'mirror-target'].map((name) => `${NGINX}/${name}`);
// The host that a request was for, which is one of the Ingress itself.
const OWN_HOST = '\\$(http_host|best_http_host|host|server_name)';
const END = '($|[/?#]|\\$(escaped_)?request_uri|\\$uri)';

/**
 * Names, in lower case, by which the edge comes to protected pods: those of Services and pods there, whole or as the
 * search list of a pod completes them; pods of any namespace, since CoreDNS makes such a name for every address; and
 * addresses.
 */
export function leadsInto(
  namespaces: readonly string[],
  { clusterDomain, controllerNamespace }: Pick<BackendGuard, 'clusterDomain' | 'controllerNamespace'>,
): string {
  const domain = clusterDomain.replace(/\./g, '[.]');
  const protectedOnes = `(${namespaces.join('|')})`;
  return [
    `(${WORD}[.])+(${protectedOnes}|${protectedOnes}[.]svc([.]${WORD})*[.]?|pod([.]${domain})?[.]?)`,
    `(${WORD}[.])*(0x[0-9a-f]*|[0-9]+)[.]?`, // as inet_aton and URLs take them
    ...(namespaces.includes(controllerNamespace) ? [WORD] : []),
  ]
    .map((pattern) => `(${pattern})`)
    .join('|');
}

/** Addresses that name their host in plain letters, or take that of the request. */
const plainAddress = (inside: string) => (address: string) =>
  `${address} == '' || (${address}.lowerAscii()` +
  `.matches(r'^([a-z]+|\\$scheme)://((${WORD}[.])*${WORD}[.]?|${OWN_HOST})(:[0-9]+)?${END}') ` +
  `&& !${address}.lowerAscii().matches(r'^[^/]*//(${inside})(:[0-9]+)?${END}'))`;

const LEADS = 'leads the edge around the monitoring sign-on, to what it protects';

function services(inside: string): Demand[] {
  return [
    {
      expression: `!has(object.spec.externalName) || !object.spec.externalName.lowerAscii().matches(r'^(${inside})$')`,
      message: `such an externalName ${LEADS}: name no Service or pod of a protected namespace, and no address`,
    },
  ];
}

function ingresses(inside: string): Demand[] {
  const address = plainAddress(inside);
  return [
    ...ADDRESSES.map((key) => ({
      expression:
        `!has(object.metadata.annotations) || !('${key}' in object.metadata.annotations) ` +
        `|| ${address(`object.metadata.annotations['${key}']`)}`,
      message: `such a ${key} ${LEADS}: write a name that is not theirs, or $host`,
    })),
    {
      // What stands for the host in the addresses above.
      expression: each('object.spec.rules', 'rule', ifThere('rule.host', `!rule.host.matches(r'^(${inside})$')`)),
      message: `such a host ${LEADS}, where an annotation takes it for an address`,
    },
  ];
}

function middlewares(inside: string): Demand[] {
  return [
    {
      expression: ifThere(
        'object.spec.forwardAuth',
        ifThere('object.spec.forwardAuth.address', plainAddress(inside)('object.spec.forwardAuth.address')),
      ),
      message: `such a forwardAuth.address ${LEADS}: write a name that is not theirs`,
    },
    {
      expression: ifThere(
        'object.spec.errors',
        ifThere('object.spec.errors.service', ownName('object.spec.errors.service')),
      ),
      message: REFERENCE,
    },
  ];
}

/** Traefik lets a route of any namespace name what another provider made of the routes of ours. */
const REFERENCE = `a reference to another provider for Kubernetes (@kubernetes…) ${LEADS}`;
const ownName = (reference: string) =>
  `!has(${reference}.name) || !${reference}.name.lowerAscii().contains('@kubernetes')`;
const allOwn = (list: string) => `!has(${list}) || ${list}.all(service, ${ownName('service')})`;
const reference = (expression: string): Demand => ({ expression, message: REFERENCE });

const TRAEFIK_REFERENCES: readonly { readonly kinds: Kinds; readonly demands: Demand[] }[] = [
  {
    kinds: { apiGroup: 'traefik.io', resources: ['ingressroutes'] },
    demands: [reference(`!has(object.spec.routes) || object.spec.routes.all(route, ${allOwn('route.services')})`)],
  },
  {
    kinds: { apiGroup: 'traefik.io', resources: ['traefikservices'] },
    demands: [
      reference(`!has(object.spec.weighted) || ${allOwn('object.spec.weighted.services')}`),
      reference(`!has(object.spec.highestRandomWeight) || ${allOwn('object.spec.highestRandomWeight.services')}`),
      reference(
        ifThere(
          'object.spec.mirroring',
          `(${ownName('object.spec.mirroring')}) && (${allOwn('object.spec.mirroring.mirrors')})`,
        ),
      ),
      reference(
        `!has(object.spec.failover) || (!has(object.spec.failover.service) || ${ownName('object.spec.failover.service')}) ` +
          `&& (!has(object.spec.failover.fallback) || ${ownName('object.spec.failover.fallback')})`,
      ),
    ],
  },
  {
    kinds: { apiGroup: 'gateway.networking.k8s.io', resources: ['httproutes', 'grpcroutes', 'tlsroutes', 'tcproutes'] },
    demands: [
      reference(`!has(object.spec.rules) || object.spec.rules.all(rule, ${allOwn('rule.backendRefs')})`),
      reference(
        each(
          'object.spec.rules',
          'rule',
          each(
            'rule.filters',
            'filter',
            ifThere(
              'filter.requestMirror',
              ifThere('filter.requestMirror.backendRef', ownName('filter.requestMirror.backendRef')),
            ),
          ),
        ),
      ),
    ],
  },
];

/** A right that an administrator's program has in every namespace. */
interface Right {
  readonly verb: string;
  readonly kinds: Kinds;
  readonly subresource?: string;
}

const right = (kinds: Kinds): Right => ({ verb: 'create', kinds });
const SLICES: Kinds = { apiGroup: 'discovery.k8s.io', resources: ['endpointslices'] };
const OLD_ENDPOINTS: Kinds = { apiGroup: '', resources: ['endpoints'] };
const STATUS: Kinds = { apiGroup: '', resources: ['services/status'] };
const unchanged = (field: string) =>
  `!has(object.${field}) || size(object.${field}) == 0 ` +
  `|| (oldObject != null && has(oldObject.${field}) && oldObject.${field} == object.${field})`;
/** What holds addresses, and what must be allowed where the application is. */
const ENDPOINTS: readonly { readonly kinds: Kinds; readonly right: Right; readonly unless?: string }[] = [
  { kinds: OLD_ENDPOINTS, right: right(OLD_ENDPOINTS) },
  { kinds: SLICES, right: right(SLICES) },
  { kinds: { apiGroup: '', resources: ['services'] }, right: right(SLICES), unless: unchanged('spec.externalIPs') },
  {
    // kube-proxy leads the address of a load balancer to the pods of the Service, also from within the cluster
    // (CVE-2020-8554).
    kinds: STATUS,
    right: { verb: 'update', kinds: { apiGroup: '', resources: ['services'] }, subresource: 'status' },
    unless: `!has(object.status) || !has(object.status.loadBalancer) || ${unchanged('status.loadBalancer.ingress')}`,
  },
];
// The API server gives one policy the time for 28 of these questions, and one expression that for two; beyond them it
// refuses everything (k8s.io/apiserver, pkg/apis/cel).
const MOST_NAMESPACES = 24;

/**
 * Who may write endpoints in the protected namespaces may write them anywhere: controllers and administrators of the
 * cluster. They gain nothing by it, and no list of controllers is needed.
 */
function endpoints(
  path: string,
  namespaces: readonly string[],
  {
    verb,
    kinds: {
      apiGroup,
      resources: [resource],
    },
    subresource,
  }: Right,
  unless?: string,
): Demand[] {
  if (namespaces.length > MOST_NAMESPACES) {
    refuse({
      path,
      what: 'guardEndpoints cannot ask about so many namespaces',
      got: namespaces.length,
      allowed: `at most ${MOST_NAMESPACES} namespaces of protected applications`,
      fix: 'remove guardEndpoints, or use several sign-ons',
    });
  }
  const what = `.group('${apiGroup}').resource('${resource}')${subresource ? `.subresource('${subresource}')` : ''}`;
  const named = [resource, subresource].filter(Boolean).join('/');
  return namespaces.map((name) => ({
    expression: [unless, `authorizer${what}.namespace('${name}').check('${verb}').allowed()`]
      .filter(Boolean)
      .join(' || '),
    message:
      'addresses that no selector finds may be those of protected pods: ' +
      `only who may ${verb} ${named} in ${name} may write them here`,
  }));
}

/** Traefik shows on a host whichever certificate fits, of all that any route has. */
const CERTIFICATE =
  'Traefik would show a certificate of this namespace on the hosts of the monitoring sign-on, if it were for them: ' +
  'guardCertificates admits those of trusted namespaces alone';
const certificate = (expression: string): Demand => ({ expression, message: CERTIFICATE });
const LISTENERS = each(
  'object.spec.listeners',
  'listener',
  ifThere('listener.tls', ifThere('listener.tls.certificateRefs', 'size(listener.tls.certificateRefs) == 0')),
);
const CERTIFICATES: readonly { readonly kinds: Kinds[]; readonly demand: Demand }[] = [
  {
    kinds: [{ apiGroup: 'networking.k8s.io', resources: ['ingresses'] }],
    demand: certificate(
      "!has(object.spec.tls) || object.spec.tls.all(tls, !has(tls.secretName) || tls.secretName == '')",
    ),
  },
  {
    kinds: [{ apiGroup: 'traefik.io', resources: ['ingressroutes', 'ingressroutetcps'] }],
    demand: certificate(
      "!has(object.spec.tls) || !has(object.spec.tls.secretName) || object.spec.tls.secretName == ''",
    ),
  },
  {
    kinds: [{ apiGroup: 'traefik.io', resources: ['tlsstores'] }],
    demand: certificate(
      '!has(object.spec) || (!has(object.spec.defaultCertificate) ' +
        '&& (!has(object.spec.certificates) || size(object.spec.certificates) == 0))',
    ),
  },
  {
    kinds: [
      { apiGroup: 'gateway.networking.k8s.io', resources: ['gateways', 'listenersets'] },
      { apiGroup: 'gateway.networking.x-k8s.io', resources: ['xlistenersets'] },
    ],
    demand: certificate(LISTENERS),
  },
];

/**
 * An admission policy under which other namespaces do not lead the edge to what is protected: network policies admit
 * the edge, which therefore could be used to come around the sign-on. It sees names, not what a name of another domain
 * resolves to.
 */
export function guardBackends(parent: Construct, guard: BackendGuard): void {
  const scope = new Construct(parent, 'backend-policy');
  const { namespaces, trusted, controllerNamespace } = guard;
  const part = (kinds: readonly Kinds[], demands: () => readonly Demand[], more: readonly string[] = []): Part => ({
    kinds,
    demands: () => demands().map((demand) => except([...new Set([...trusted(), ...more])], demand)),
  });
  const byName = (kinds: Kinds, demands: (inside: string) => Demand[]) =>
    part([kinds], () => demands(leadsInto(namespaces(), guard)));
  admissionPolicy(scope, {
    id: 'backends',
    guard: guard.id,
    parts: [
      byName({ apiGroup: '', resources: ['services'] }, services),
      byName({ apiGroup: 'networking.k8s.io', resources: ['ingresses'] }, ingresses),
      ...(guard.traefik
        ? [
            byName({ apiGroup: 'traefik.io', resources: ['middlewares'] }, middlewares),
            ...TRAEFIK_REFERENCES.map(({ kinds, demands }) => part([kinds], () => demands)),
          ]
        : []),
    ],
  });
  if (guard.endpoints) {
    admissionPolicy(scope, {
      id: 'endpoints',
      guard: guard.id,
      parts: ENDPOINTS.map(({ kinds, right, unless }) =>
        part([kinds], () => endpoints(scope.node.path, namespaces(), right, unless)),
      ),
    });
  }
  if (guard.certificates) {
    admissionPolicy(scope, {
      id: 'certificates',
      guard: guard.id,
      parts: CERTIFICATES.map(({ kinds, demand }) => part(kinds, () => [demand], [controllerNamespace])),
    });
  }
}
