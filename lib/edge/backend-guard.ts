import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { admissionPolicy, annotation, celList, Demand, each, except, ifThere, Kinds, Part } from './admission-policy';
import { refuse } from '../errors';

/** What the guard of what stands behind the edge must know. */
export interface BackendGuard {
  /** Unique in the cluster: two clusters' copies of one program differ in nothing else. */
  readonly id: string;
  /** Whether no object of another namespace takes effect on the hosts of the sign-on. */
  readonly keepsNamespacesApart: boolean;
  /** Namespace of the edge's controller, whose short names it resolves. */
  readonly controllerNamespace: string;
  readonly clusterDomain: string;
  /** Namespaces whose Services and pods are protected. */
  readonly namespaces: () => string[];
  /** Those, and others that may lead the edge to them. */
  readonly trusted: () => string[];
  /** Backends there of the routes, each as NAMESPACE-SERVICE-PORT. */
  readonly backends: () => string[];
  /** Whether only those who may write endpoints in the protected namespaces may write them elsewhere. */
  readonly endpoints: boolean;
  /** Whether only trusted namespaces give certificates to Traefik. */
  readonly certificates: boolean;
}

const WORD = '[a-z0-9_-]+';
const NGINX = 'nginx.ingress.kubernetes.io';
/**
 * Annotations with an address that the controller itself sends requests to, and what may come right after the host.
 * Traefik, which reads `auth-url` alone, lets a request for `http:.name` put its own text there by `$request_uri`;
 * nginx does not take `#` for an end, and `$escaped_request_uri` begins with no slash. A longer name is that of another
 * variable.
 */
const ADDRESSES: Readonly<Record<string, string>> = {
  [`${NGINX}/auth-url`]: '',
  [`${NGINX}/mirror-target`]: '|\\$request_uri($|[^a-z0-9_])',
};
const ALIAS = `${NGINX}/server-alias`;
/**
 * The edge itself. Within its pod, ingress-nginx takes the backends of all routes from a request, and tells the private
 * keys of all hosts, on one of these ports; a name of another domain may lead there too.
 */
const ITSELF = `(${WORD}[.])*(ip6-)?(localhost|loopback)[46]?([.]localdomain[46]?)?[.]?`;
const OWN_PORTS = ':0*1024[5-7]($|[^0-9])';
// The name by which the server was found. $http_host is what the client wrote, also where the request line says else.
const OWN_HOST = '\\$(host|server_name)';
// Of a regular expression: (?<name>…), (?P<name>…), (?'name'…); and what only looks so, such as (?<=…). nginx takes a
// backslash before a quotation mark away.
const NAMED_GROUP = "[?]P?\\\\*[<']";
// Without `_`, which the upstreams of nginx itself have in their names (`upstream_balancer`), and no Service has.
const LABEL = '[a-z0-9-]+';
const NAME = `(${LABEL}[.])*${LABEL}[.]?`;

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

/** Addresses that name their host in plain letters, or by a variable that is admitted. */
const plainAddress = (inside: string, address: string, hosts: string, end = '') =>
  `${address} == '' || (${address}.lowerAscii()` +
  `.matches(r'^([a-z]+|\\$scheme)://(${hosts})(:[0-9]+)?($|[/?]${end})') ` +
  `&& !${address}.lowerAscii().matches(r'^[^/]*//((${inside}|${ITSELF})(:[0-9]+)?($|[/?]${end})|[^/?]*${OWN_PORTS})'))`;

const LEADS = 'leads the edge around the monitoring sign-on, to what it protects';

function services(inside: string): Demand[] {
  return [
    {
      expression:
        '!has(object.spec.externalName) ' +
        `|| !object.spec.externalName.lowerAscii().matches(r'^(${inside}|${ITSELF})$')`,
      message: `such an externalName ${LEADS}: name no Service or pod of a protected namespace, and no address`,
    },
  ];
}

/**
 * Controllers join the names of namespace, Ingress (Traefik alone), Service and port by hyphens, and what comes to the
 * same is one backend: the Service `c` of `a-b`, and `b-c` of `a`. Traefik begins the names of routes so, too.
 */
const joined = (name: string) =>
  `${name
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('-')}-`;
const notOurs = (traefik: boolean, backend: string, service = `${backend}.service`, port = `${service}.port`) =>
  `(!has(${service}) || ![[request.namespace, ` +
  `${traefik ? "string(has(object.metadata.name) ? object.metadata.name : ''), " : ''}string(${service}.name), ` +
  `string(!has(${port}) ? '' : has(${port}.name) ? ${port}.name : has(${port}.number) ? ${port}.number : '')]` +
  ".join('-').replace('.', '-').split('-').filter(part, part != '').join('-') + '-']" +
  '.exists(id, variables.joined.exists(own, id.startsWith(own))))';

function joinedNames(parent: Construct, guard: BackendGuard): string[] {
  const { keepsNamespacesApart, namespaces, backends } = guard;
  if (keepsNamespacesApart) return backends().map(joined);
  return parent.node
    .findAll()
    .filter(ApiObject.isApiObject)
    .filter(({ kind, metadata }) => kind === 'Ingress' && namespaces().includes(metadata.namespace!))
    .map(({ metadata, name }) => joined(`${metadata.namespace}-${name}`));
}

const eachPath = (condition: string) =>
  each('object.spec.rules', 'rule', ifThere('rule.http', each('rule.http.paths', 'path', condition)));

function ingresses(inside: string, traefik: boolean): Demand[] {
  return [
    {
      expression:
        `(${ifThere('object.spec.defaultBackend', notOurs(traefik, 'object.spec.defaultBackend'))}) && (` +
        `${eachPath(notOurs(traefik, 'path.backend'))})`,
      message:
        'for the controller this is a backend of the monitoring sign-on, as it joins the names of namespace ' +
        'and Service ' +
        'by hyphens: give the Service (with Traefik, the Ingress) another name',
    },
    ...Object.entries(ADDRESSES).map(([key, end]) => ({
      expression: annotation(key, (address) => plainAddress(inside, address, `${NAME}|${OWN_HOST}`, end)),
      message:
        `such a ${key} ${LEADS}: write a name that is not theirs, or $host in place of $http_host, ` +
        'and a path after it',
    })),
    {
      // What stands for the host in the addresses above.
      expression: each('object.spec.rules', 'rule', ifThere('rule.host', `!rule.host.matches(r'^(${inside})$')`)),
      message: `such a host ${LEADS}, where an annotation takes it for an address`,
    },
    {
      // ingress-nginx takes it for a variable, and one of its own variables names the backend of a request, which a
      // rewrite changes after the route has set it: a request would choose among the backends of all routes.
      expression: eachPath(ifThere('path.path', `!path.path.matches(r"${NAMED_GROUP}")`)),
      message: `a group with a name in a path ${LEADS}, where the request chooses it: write groups without names`,
    },
    {
      // The controller writes some annotations into its configuration as regular expressions.
      expression:
        '!has(object.metadata.annotations) || object.metadata.annotations.all(key, ' +
        `!key.startsWith('${NGINX}/') || !object.metadata.annotations[key].matches(r"${NAMED_GROUP}"))`,
      message: `a group with a name in an annotation ${LEADS}, where a request chooses it: write groups without names`,
    },
    {
      // Also without an address: ingress-nginx gives the alias to all Ingresses for the host.
      expression: annotation(
        ALIAS,
        (list) =>
          `(${list}.lowerAscii().matches(r'^ *${NAME} *(, *${NAME} *)*$') ` +
          `&& !${list}.lowerAscii().matches(r'(^|,) *(${inside}) *(,|$)'))`,
      ),
      message: `such a ${ALIAS} ${LEADS}, where an annotation takes it for an address: write plain names`,
    },
    {
      // A wildcard, and what serves all hosts, let the request choose.
      expression:
        `!has(object.metadata.annotations) || !${celList(Object.keys(ADDRESSES))}.exists(key, ` +
        "key in object.metadata.annotations && object.metadata.annotations[key].matches(r'^[^/]*//[$]')) || " +
        '(!has(object.spec.defaultBackend) && has(object.spec.rules) && size(object.spec.rules) > 0 ' +
        "&& object.spec.rules.all(rule, has(rule.host) && rule.host.matches('^[^*]')))",
      message:
        `an address with $host ${LEADS}, where a request chooses the host: ` +
        'give every rule a host without a wildcard, and no default backend',
    },
  ];
}

const REFERENCE =
  'a reference to another provider for Kubernetes (@kubernetes…), or to a protected ' + `namespace, ${LEADS}`;
const reference = (expression: string): Demand => ({ expression, message: REFERENCE });

/**
 * Traefik lets a route of any namespace name what another provider made of the routes of ours; its own resources name
 * Services of other namespaces, if its operator lets them.
 */
const own = (namespaces: readonly string[], service: string) =>
  `(!has(${service}.name) || !${service}.name.lowerAscii().contains('@kubernetes'))` +
  (namespaces.length === 0
    ? ''
    : ` && (!has(${service}.namespace) || !(${service}.namespace in ${celList(namespaces)}))`);
const ownIfThere = (namespaces: readonly string[], service: string) =>
  `(${ifThere(service, `(${own(namespaces, service)})`)})`;
const allOwn = (namespaces: readonly string[], list: string) => each(list, 'service', own(namespaces, 'service'));

function middlewares(namespaces: readonly string[], inside: string): Demand[] {
  return [
    {
      expression: ifThere(
        'object.spec.forwardAuth',
        ifThere('object.spec.forwardAuth.address', plainAddress(inside, 'object.spec.forwardAuth.address', NAME)),
      ),
      message: `such a forwardAuth.address ${LEADS}: write a name that is not theirs`,
    },
    reference(ifThere('object.spec.errors', ownIfThere(namespaces, 'object.spec.errors.service'))),
  ];
}

/** A copy of each request, which a rule or one of its backends asks for. */
const ownMirrors = (namespaces: readonly string[], owner: string) =>
  each(
    `${owner}.filters`,
    'filter',
    ifThere('filter.requestMirror', ownIfThere(namespaces, 'filter.requestMirror.backendRef')),
  );

const TRAEFIK_REFERENCES: readonly {
  readonly kinds: Kinds;
  readonly expressions: (namespaces: readonly string[]) => string[];
}[] = [
  {
    kinds: { apiGroup: 'traefik.io', resources: ['ingressroutes', 'ingressroutetcps', 'ingressrouteudps'] },
    expressions: (namespaces) => [
      // Traefik does not serve a route that has both a Service and routes below it.
      `(${each('object.spec.routes', 'route', allOwn(namespaces, 'route.services'))}) && ` +
        `(${each('object.spec.parentRefs', 'parent', own(namespaces, 'parent'))})`,
    ],
  },
  {
    kinds: { apiGroup: 'traefik.io', resources: ['traefikservices'] },
    expressions: (namespaces) => [
      ...['weighted', 'highestRandomWeight'].map((kind) =>
        ifThere(`object.spec.${kind}`, allOwn(namespaces, `object.spec.${kind}.services`)),
      ),
      `${ownIfThere(namespaces, 'object.spec.mirroring')} && ` +
        `(${ifThere('object.spec.mirroring', allOwn(namespaces, 'object.spec.mirroring.mirrors'))})`,
      ifThere(
        'object.spec.failover',
        ['service', 'fallback'].map((part) => ownIfThere(namespaces, `object.spec.failover.${part}`)).join(' && '),
      ),
    ],
  },
  {
    kinds: { apiGroup: 'gateway.networking.k8s.io', resources: ['httproutes', 'grpcroutes', 'tlsroutes', 'tcproutes'] },
    // Backends of other namespaces take a ReferenceGrant of theirs.
    expressions: () => [
      each('object.spec.rules', 'rule', allOwn([], 'rule.backendRefs')),
      each(
        'object.spec.rules',
        'rule',
        `(${ownMirrors([], 'rule')}) && (${each('rule.backendRefs', 'backend', ownMirrors([], 'backend'))})`,
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
const POD_STATUS: Kinds = { apiGroup: '', resources: ['pods/status'] };
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
  {
    // A controller writes it into the endpoints of each Service that selects the pod. The first of podIPs is podIP. The
    // admission plugin NodeRestriction keeps kubelets to pods of their own node.
    kinds: POD_STATUS,
    right: { verb: 'update', kinds: { apiGroup: '', resources: ['pods'] }, subresource: 'status' },
    unless: `'system:nodes' in request.userInfo.groups || !has(object.status) || ${unchanged('status.podIPs')}`,
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
  // Two at a time: of a policy of many namespaces, most is the list of those that it does not hold for.
  const pairs = namespaces.flatMap((_, index) => (index % 2 === 0 ? [namespaces.slice(index, index + 2)] : []));
  return pairs.map((pair) => ({
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
      "(!has(object.spec.tls) || object.spec.tls.all(tls, !has(tls.secretName) || tls.secretName == '')) " +
        '&& (!has(object.metadata.annotations) || !object.metadata.annotations.exists(key, ' +
        "key.startsWith('traefik.ingress.kubernetes.io/router.tls.domains')))",
    ),
  },
  {
    kinds: [{ apiGroup: 'traefik.io', resources: ['ingressroutes', 'ingressroutetcps'] }],
    // A resolver gets the certificates of the route's own hosts, and of `domains`, which may be any.
    demand: certificate(
      "!has(object.spec.tls) || ((!has(object.spec.tls.secretName) || object.spec.tls.secretName == '') " +
        '&& (!has(object.spec.tls.domains) || size(object.spec.tls.domains) == 0))',
    ),
  },
  {
    kinds: [{ apiGroup: 'traefik.io', resources: ['tlsstores'] }],
    demand: certificate(
      // The certificate of a resolver goes to the store of all hosts, whatever the name of this one.
      '!has(object.spec) || (!has(object.spec.defaultCertificate) && !has(object.spec.defaultGeneratedCert) ' +
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
    onChange: true,
    variables: [{ name: 'joined', expression: () => celList([...new Set(joinedNames(parent, guard))]) }],
    parts: [
      byName({ apiGroup: '', resources: ['services'] }, services),
      byName({ apiGroup: 'networking.k8s.io', resources: ['ingresses'] }, (inside) =>
        ingresses(inside, !guard.keepsNamespacesApart),
      ),
      ...(guard.keepsNamespacesApart
        ? []
        : [
            byName({ apiGroup: 'traefik.io', resources: ['middlewares'] }, (inside) =>
              middlewares(namespaces(), inside),
            ),
            ...TRAEFIK_REFERENCES.map(({ kinds, expressions }) =>
              part([kinds], () => expressions(namespaces()).map(reference)),
            ),
          ]),
    ],
  });
  if (guard.endpoints) {
    admissionPolicy(scope, {
      id: 'endpoints',
      guard: guard.id,
      parts: ENDPOINTS.map(({ kinds, right: needed, unless }) =>
        part([kinds], () => endpoints(scope.node.path, namespaces(), needed, unless)),
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
