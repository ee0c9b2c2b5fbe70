import { Construct } from 'constructs';
import {
  admissionPolicy,
  annotation,
  celList,
  celMap,
  Demand,
  each,
  except,
  ifThere,
  Kinds,
  Part,
} from './admission-policy';

const NAME = '[a-z0-9_][a-z0-9_.-]*';
const ALIAS = 'nginx.ingress.kubernetes.io/server-alias';
// Serves a redirect on the name with `www.`, or on the name without it where the host has it.
const WWW_REDIRECT = 'nginx.ingress.kubernetes.io/from-to-www-redirect';
// From these, external-dns makes DNS records of what an object asks for, without asking who owns the name. Since 0.22
// it reads the first two, before that the next two; the last two are those that it reads for other tools.
const RECORDS = [
  'external-dns.kubernetes.io/hostname',
  'external-dns.kubernetes.io/internal-hostname',
  'external-dns.alpha.kubernetes.io/hostname',
  'external-dns.alpha.kubernetes.io/internal-hostname',
  'dns.alpha.kubernetes.io/external',
  'dns.alpha.kubernetes.io/internal',
];
// Of Services alone, for tools of before it (`--compatibility=mate`, `molecule`).
const OLD_RECORDS = ['zalando.org/dnsname', 'domainName'];

/** What the guard must know. */
export interface GuardedHosts {
  /** Unique in the cluster: two clusters' copies of one program differ in nothing else. */
  readonly id: string;
  /**
   * Whether the edge serves the hosts of the sign-on by objects that name them alone. Otherwise it may take routes
   * without a host and defaults from any namespace, as Traefik does.
   */
  readonly keepsNamespacesApart: boolean;
  /** Namespace of the edge's controller. */
  readonly controllerNamespace: string;
  /** The hosts, each with the namespaces that route it. */
  readonly hosts: () => Map<string, string[]>;
  /** The cookie domain, if there is one: browsers send the session to every name below it. */
  readonly cookieDomain?: string;
  /** Namespaces that may serve names below the cookie domain: those of the program, and those that it trusts. */
  readonly trusted: () => string[];
}

/** Names that belong to the sign-on, as CEL asks about them. The lists are variables of the policy, each there once. */
interface OwnNames {
  /** Whether a name belongs to the sign-on and not to the namespace that asks: a host, or a name below the domain. */
  is(name: string): string;
  /** The same, or a wildcard that covers one. One of nginx covers any number of labels. */
  covers(name: string): string;
  /** What the objects of the controller's namespace may name, and those of namespaces that are trusted. */
  isOfOthers(name: string): string;
  /** Whether a name is the end of one of them, for the same objects. */
  isAbove(name: string): string;
  /** The hosts of each group of namespaces, and the wildcards over them, for texts that are searched. */
  readonly groups: () => readonly Group[];
}

/** Names that the same namespaces may serve. */
interface Group {
  readonly namespaces: readonly string[];
  readonly names: readonly string[];
  readonly wildcards: readonly string[];
}

/** A kind of object that can take a name. */
interface NamingKind {
  readonly kinds: readonly Kinds[];
  /** Whether the controller's own namespace may have such objects for the names of the sign-on. */
  readonly controllers?: boolean;
  demands(names: OwnNames): Demand[];
  /** Of objects that name no host, where the edge would serve them on ours. */
  readonly hostless?: Demand;
}

const wildcardsOver = (name: string) =>
  name
    .split('.')
    .slice(1)
    .map((_, index, parents) => `*.${parents.slice(index).join('.')}`);

const OWNED =
  'it belongs to the monitoring sign-on, as do the wildcards that cover its hosts and the names below its ' +
  'cookie domain';
const HOSTLESS = 'without a host it would be served on the hosts of the monitoring sign-on too';

// A name of DNS, or nothing. One dot at the end means the same name; with more of them it is none.
const ONE_NAME = '^(([*][.])?[a-z0-9_-]+([.][a-z0-9_-]+)*[.]?)?$';

/** In CEL: each name of a list with commas meets a condition, in lower case, without blanks and the dot at its end. */
const namesIn = (list: string, condition: (name: string) => string) =>
  `${list}.lowerAscii().replace(' ', '').split(',').all(written, written.matches('${ONE_NAME}') ` +
  `&& [written.endsWith('.') ? written.substring(0, size(written) - 1) : written].all(name, ${condition('name')}))`;

/** Annotations that name none of them. external-dns takes out every blank, and what else stands around a name. */
const records = (is: (name: string) => string, keys: readonly string[] = RECORDS): Demand[] => [
  {
    expression:
      `!has(object.metadata.annotations) || ${celList(keys)}.all(key, !(key in object.metadata.annotations) ` +
      `|| ${namesIn('object.metadata.annotations[key]', (name) => `!${is(name)}`)})`,
    message: `${keys.join(', ')}: write names in plain letters, and none that is not yours: ${OWNED}`,
  },
];

const INGRESS: NamingKind = {
  kinds: [{ apiGroup: 'networking.k8s.io', resources: ['ingresses'] }],
  demands: ({ is, covers }) => [
    {
      expression: each('object.spec.rules', 'rule', ifThere('rule.host', `!${covers('rule.host')}`)),
      message: `rules.host: ${OWNED}`,
    },
    {
      // Others make DNS records and certificates from these. A wildcard above is the certificate of many.
      expression: each('object.spec.tls', 'tls', each('tls.hosts', 'name', `!${is('name')}`)),
      message: `tls.hosts: ${OWNED}`,
    },
    {
      // An alias may be a pattern, of which a leading dot is one: only plain names can be compared.
      expression: annotation(
        ALIAS,
        (value) =>
          `(${value}.lowerAscii().matches('^ *${NAME}( *, *${NAME})* *$') ` +
          `&& ${namesIn(value, (name) => `!${covers(name)}`)})`,
      ),
      message: `${ALIAS} must hold plain names, and none that is not yours: ${OWNED}`,
    },
    {
      expression: annotation(
        WWW_REDIRECT,
        () =>
          `(${each(
            'object.spec.rules',
            'rule',
            ifThere(
              'rule.host',
              "[rule.host.startsWith('www.') ? rule.host.substring(4) : 'www.' + rule.host].all(name, " +
                `!${covers('name')})`,
            ),
          )})`,
      ),
      message: `${WWW_REDIRECT} would serve a name that is not yours: ${OWNED}`,
    },
    ...records(is),
  ],
  hostless: {
    // Without rules there is a default backend alone, which has no host either.
    expression:
      'has(object.spec.rules) && size(object.spec.rules) > 0 ' +
      "&& object.spec.rules.all(rule, has(rule.host) && rule.host != '')",
    message: HOSTLESS,
  },
};

const GATEWAY_ROUTE: NamingKind = {
  kinds: [{ apiGroup: 'gateway.networking.k8s.io', resources: ['httproutes', 'grpcroutes', 'tlsroutes'] }],
  demands: ({ is, covers }) => [
    {
      expression: `!has(object.spec.hostnames) || object.spec.hostnames.all(name, !${covers('name')})`,
      message: `hostnames: ${OWNED}`,
    },
    ...records(is),
  ],
  hostless: { expression: 'has(object.spec.hostnames) && size(object.spec.hostnames) > 0', message: HOSTLESS },
};

/**
 * Where routes without hosts, and those of TCP, which can have none, get theirs. A listener for a wildcard above is
 * that of many.
 */
const GATEWAY: NamingKind = {
  kinds: [
    { apiGroup: 'gateway.networking.k8s.io', resources: ['gateways', 'listenersets'] },
    { apiGroup: 'gateway.networking.x-k8s.io', resources: ['xlistenersets'] },
  ],
  controllers: true,
  demands: ({ isOfOthers }) => [
    {
      expression: each(
        'object.spec.listeners',
        'listener',
        ifThere('listener.hostname', `!${isOfOthers('listener.hostname')}`),
      ),
      message: `listeners.hostname: ${OWNED}`,
    },
    ...records(isOfOthers),
  ],
  // Traefik makes `HostSNI(\`*\`)` of a TCPRoute there, and serves it before every route of HTTP.
  hostless: {
    expression: each('object.spec.listeners', 'listener', "!has(listener.protocol) || listener.protocol != 'TCP'"),
    message: `a listener of protocol TCP has no host: ${HOSTLESS}`,
  },
};

// A rule of Traefik without blanks, in lower case: matchers of texts in backticks, since those in quotation marks may
// have escapes; and parentheses around some of them.
const MATCHER = '!?\\w+\\((`[^`\\r]*`,?)*\\)';
const FURTHER = `((${MATCHER}|!?\\((${MATCHER}(&&|\\|\\|)?)+\\))(&&)?)*`;
const HOST = 'host(sni)?\\((`[\\w.-]+`,?)+\\)';
const HOSTS = `(${HOST}|\\((${HOST}(\\|\\|)?)+\\))(&&)?`;

/**
 * Each alternative names its hosts, in plain letters: whatever else the rule says, it holds on no other. What this
 * takes but is no rule, Traefik does not take.
 */
export const NAMES_ITS_HOSTS = `^(${FURTHER}${HOSTS}${FURTHER}(\\|\\||$))+$`;

// As a regular expression would write the name, too; not every way to write one, which is why the edge's own Traefik is
// held to rules that name their hosts.
const inRule = (names: readonly string[]) =>
  `(^|[^a-z0-9-])(${names.map((name) => name.split('.').join('\\\\*\\[?[.]\\]?')).join('|')})`;

const TRAEFIK_ROUTE: NamingKind = {
  kinds: [{ apiGroup: 'traefik.io', resources: ['ingressroutes', 'ingressroutetcps'] }],
  demands: ({ is, groups }) => [
    ...groups().map(({ namespaces, names, wildcards }) =>
      except(namespaces, {
        expression:
          '!has(object.spec.routes) || object.spec.routes.all(route, !has(route.match) ' +
          `|| !(${celList(wildcards)}.exists(name, route.match.lowerAscii().contains(name))` +
          // An empty alternation would be found in every rule.
          `${names.length > 0 ? ` || route.match.lowerAscii().matches(r'${inRule(names)}')` : ''}))`,
        message: `routes.match: ${OWNED}`,
      }),
    ),
    ...records(is),
  ],
  hostless: {
    expression:
      '!has(object.spec.routes) || object.spec.routes.all(route, has(route.match) ' +
      "&& route.match.lowerAscii().replace(' ', '').replace('\\t', '').replace('\\n', '')" +
      `.matches(r'${NAMES_ITS_HOSTS}'))`,
    message:
      `${HOSTLESS}; name the hosts of each alternative, in backticks: Host(\`a\`) && Path(\`/x\`) || ` + `Host(\`b\`)`,
  },
};

/** What leads a name to an address without any route. */
const SERVICE_NAMES: NamingKind = {
  kinds: [{ apiGroup: '', resources: ['services'] }],
  controllers: true,
  demands: ({ isOfOthers, isAbove }) => [
    ...records(isOfOthers, [...RECORDS, ...OLD_RECORDS]),
    // Of a Service without an address, external-dns also puts the host name of each pod before the name.
    ...records((name) => `(has(object.spec.clusterIP) && object.spec.clusterIP == 'None' && ${isAbove(name)})`),
  ],
};

/** Routes without hosts, whose annotations external-dns reads. */
const ROUTES_WITHOUT_HOSTS: NamingKind = {
  kinds: [
    { apiGroup: 'gateway.networking.k8s.io', resources: ['tcproutes', 'udproutes'] },
    { apiGroup: 'traefik.io', resources: ['ingressrouteudps'] },
  ],
  demands: ({ is }) => records(is),
};

const RECORD: NamingKind = {
  kinds: [{ apiGroup: 'externaldns.k8s.io', resources: ['dnsendpoints'] }],
  controllers: true,
  demands: ({ isOfOthers }) => [
    {
      expression: `!has(object.spec) || ${each(
        'object.spec.endpoints',
        'record',
        ifThere(
          'record.dnsName',
          namesIn('record.dnsName', (name) => `!${isOfOthers(name)}`),
        ),
      )}`,
      message: `endpoints.dnsName: ${OWNED}`,
    },
  ],
};

const KINDS: readonly NamingKind[] = [
  INGRESS,
  GATEWAY_ROUTE,
  GATEWAY,
  TRAEFIK_ROUTE,
  ROUTES_WITHOUT_HOSTS,
  SERVICE_NAMES,
  RECORD,
];

/** Traefik has one set of defaults, which is that of whichever namespace makes an object of this name. */
const TLS_DEFAULTS: Kinds = { apiGroup: 'traefik.io', resources: ['tlsoptions', 'tlsstores'] };

/**
 * An admission policy under which a host of the sign-on is routed by its own namespaces alone, and a name below the
 * cookie domain by namespaces that are trusted with the session. Without them, whoever may create a route anywhere
 * takes `/oauth2/callback` of the host, and receives authorization codes and sessions. Kinds that a cluster does not
 * have are never asked about.
 */
export function guardHosts(parent: Construct, guard: GuardedHosts): void {
  const { cookieDomain, controllerNamespace, trusted } = guard;
  const controllers = () => [...new Set([...trusted(), controllerNamespace])];
  const names = ownNames(guard);
  const ofKind = (kind: NamingKind): Part => {
    // Traefik serves a route without a host on every host, ingress-nginx where nothing else serves the name.
    const exempt = () => (kind.controllers ? controllers() : guard.keepsNamespacesApart ? trusted() : everyOwn(guard));
    // Names that have no server of their own come to the one without a host, on every edge.
    const strict = !guard.keepsNamespacesApart || (cookieDomain !== undefined && kind === INGRESS);
    return {
      kinds: kind.kinds,
      demands: () => [...kind.demands(names), ...(strict && kind.hostless ? [except(exempt(), kind.hostless)] : [])],
    };
  };
  const defaults: Part = {
    kinds: [TLS_DEFAULTS],
    demands: () => [
      except(controllers(), {
        expression: "!has(object.metadata.name) || object.metadata.name != 'default'",
        message:
          'the defaults of Traefik hold for the hosts of the monitoring sign-on too: ' +
          `make them in ${controllerNamespace}`,
      }),
    ],
  };
  admissionPolicy(new Construct(parent, 'host-policy'), {
    id: 'hosts',
    guard: guard.id,
    onChange: true,
    variables: [
      { name: 'hosts', expression: () => celMap(guard.hosts()) },
      { name: 'wildcards', expression: () => celMap(wildcardsOf(guard)) },
      { name: 'trusted', expression: () => celList(trusted()) },
      { name: 'controllers', expression: () => celList(controllers()) },
    ],
    parts: [...KINDS.map(ofKind), ...(guard.keepsNamespacesApart ? [] : [defaults])],
  });
}

/** Namespaces that may have routes without a host: those that serve every host, and names below the cookie domain. */
function everyOwn({ hosts, cookieDomain, trusted }: GuardedHosts): string[] {
  const [first = [], ...others] = [...hosts().values(), ...(cookieDomain === undefined ? [] : [trusted()])];
  return first.filter((namespace) => others.every((namespaces) => namespaces.includes(namespace)));
}

/** Wildcards that cover hosts or the cookie domain, each with the namespaces that may serve all that it covers. */
function wildcardsOf({ hosts, cookieDomain, trusted }: GuardedHosts): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const owners = [...hosts(), ...(cookieDomain === undefined ? [] : [[cookieDomain, trusted()] as const])];
  for (const [name, namespaces] of owners) {
    for (const wildcard of wildcardsOver(name)) {
      found.set(
        wildcard,
        (found.get(wildcard) ?? namespaces).filter((namespace) => namespaces.includes(namespace)),
      );
    }
  }
  return found;
}

function ownNames(guard: GuardedHosts): OwnNames {
  const { cookieDomain, trusted } = guard;
  const foreign = (map: string, name: string) =>
    `(${name} in variables.${map} && !(request.namespace in variables.${map}[${name}]))`;
  const isBelow = (name: string) => `(${name} == '${cookieDomain}' || ${name}.endsWith('.${cookieDomain}'))`;
  const below = (name: string, namespaces: string) =>
    cookieDomain === undefined ? [] : [`(!(request.namespace in variables.${namespaces}) && ${isBelow(name)})`];
  const anyOf = (...conditions: string[]) => `(${conditions.join(' || ')})`;
  const is = (name: string) => anyOf(foreign('hosts', name), ...below(name, 'trusted'));
  return {
    is,
    covers: (name) => anyOf(is(name), foreign('wildcards', name)),
    isOfOthers: (name) =>
      anyOf(
        `(${name} in variables.hosts && !(request.namespace in variables.controllers))`,
        ...below(name, 'controllers'),
      ),
    isAbove: (name) => `('*.' + ${name} in variables.wildcards && !(request.namespace in variables.controllers))`,
    groups: () => {
      const found = new Map<string, { namespaces: readonly string[]; names: string[]; wildcards: string[] }>();
      const groupOf = (namespaces: readonly string[]) => {
        const key = [...namespaces].sort().join();
        const group = found.get(key) ?? { namespaces, names: [], wildcards: [] };
        found.set(key, group);
        return group;
      };
      for (const [host, namespaces] of guard.hosts()) groupOf(namespaces).names.push(host);
      if (cookieDomain !== undefined) groupOf(trusted()).names.push(cookieDomain);
      for (const [wildcard, namespaces] of wildcardsOf(guard)) groupOf(namespaces).wildcards.push(wildcard);
      return [...found.values()];
    },
  };
}
