import { Construct } from 'constructs';
import { admissionPolicy, celList, Demand, each, except, ifThere, Kinds, Part } from './admission-policy';

const NAME = '[a-z0-9_][a-z0-9_.-]*';
const ALIAS = 'nginx.ingress.kubernetes.io/server-alias';
// From these, external-dns makes DNS records of what an object asks for, without asking who owns the name.
const RECORDS = ['external-dns.alpha.kubernetes.io/hostname', 'external-dns.alpha.kubernetes.io/internal-hostname'];

/** What the guard must know. */
export interface HostGuard {
  /** Unique in the cluster: two clusters' copies of one program differ in nothing else. */
  readonly id: string;
  /** Whether the edge is Traefik, which serves a route without a host on ours too. */
  readonly traefik: boolean;
  /** Namespace of the edge's controller. */
  readonly controllerNamespace: string;
  /** The hosts, each with the namespaces that route it. */
  readonly hosts: () => Map<string, string[]>;
  /** The cookie domain, if there is one: browsers send the session to every name below it. */
  readonly cookieDomain?: string;
  /** Namespaces that may serve names below the cookie domain: those of the program, and those that it trusts. */
  readonly trusted: () => string[];
}

/** Names that belong to the sign-on: one host, or all names of a cookie domain. */
interface OwnNames {
  /** The host or the domain. */
  readonly name: string;
  /** Whether a name is one of them; both are CEL. */
  is(name: string): string;
  /** Wildcards that cover them. One of nginx covers any number of labels. */
  readonly wildcards: readonly string[];
  /** An expression that finds them in a list with commas. */
  readonly inList: string;
  readonly owner: string;
}

/** A kind of object that can take a name. */
interface NamingKind {
  readonly kinds: readonly Kinds[];
  /** Whether the controller's own namespace may have such objects for the names of the sign-on. */
  readonly controllers?: boolean;
  demands(names: OwnNames): Demand[];
  /** Of objects that name no host, where the edge would serve them on ours. */
  hostless?(names: OwnNames): Demand[];
}

const escaped = (name: string) => name.replace(/\./g, '[.]');
const wildcardsOver = (name: string) =>
  name
    .split('.')
    .slice(1)
    .map((_, index, parents) => `*.${parents.slice(index).join('.')}`);

const oneHost = (host: string): OwnNames => ({
  name: host,
  is: (name) => `${name} == '${host}'`,
  wildcards: wildcardsOver(host),
  inList: `(^|[ ,])${escaped(host)}[.]? *(,|$)`,
  owner: `${host} belongs to the monitoring sign-on`,
});

const allBelow = (domain: string): OwnNames => ({
  name: domain,
  is: (name) => `(${name} == '${domain}' || ${name}.endsWith('.${domain}'))`,
  wildcards: wildcardsOver(domain),
  inList: `(^|[ ,.])${escaped(domain)}[.]? *(,|$)`,
  owner: `${domain} and all names below it receive the session of the monitoring sign-on`,
});

const belongs = (names: OwnNames) => `${names.owner}, as do the wildcards that cover ${names.name}`;
const hostlessMessage = (names: OwnNames) => `without a host it would be served on ${names.name} too: ${names.owner}`;
const taken = (names: OwnNames, name: string) => `(${names.is(name)} || ${name} in ${celList(names.wildcards)})`;

/** An annotation that does not name them. */
const records = (names: OwnNames): Demand[] =>
  RECORDS.map((key) => ({
    expression:
      `!has(object.metadata.annotations) || !('${key}' in object.metadata.annotations) ` +
      `|| !object.metadata.annotations['${key}'].lowerAscii().matches(r'${names.inList}')`,
    message: `${key}: ${names.owner}`,
  }));

const INGRESS: NamingKind = {
  kinds: [{ apiGroup: 'networking.k8s.io', resources: ['ingresses'] }],
  demands: (names) => [
    {
      expression: each('object.spec.rules', 'rule', ifThere('rule.host', `!${taken(names, 'rule.host')}`)),
      message: belongs(names),
    },
    {
      // Others make DNS records and certificates from these. A wildcard above is the certificate of many.
      expression: each('object.spec.tls', 'tls', each('tls.hosts', 'name', `!(${names.is('name')})`)),
      message: `tls.hosts: ${names.owner}`,
    },
    {
      // An alias may be a pattern, of which a leading dot is one: only plain names can be compared.
      expression:
        `!has(object.metadata.annotations) || !('${ALIAS}' in object.metadata.annotations) ` +
        `|| (object.metadata.annotations['${ALIAS}'].lowerAscii().matches('^ *${NAME}( *, *${NAME})* *$') ` +
        `&& !object.metadata.annotations['${ALIAS}'].lowerAscii().contains('${names.name}'))`,
      message: `${ALIAS} must not be a pattern or name ${names.name}: ${names.owner}`,
    },
    ...records(names),
  ],
  hostless: (names) => [
    {
      // Without rules there is a default backend alone, which has no host either.
      expression:
        'has(object.spec.rules) && size(object.spec.rules) > 0 ' +
        "&& object.spec.rules.all(rule, has(rule.host) && rule.host != '')",
      message: hostlessMessage(names),
    },
  ],
};

const GATEWAY_ROUTE: NamingKind = {
  kinds: [{ apiGroup: 'gateway.networking.k8s.io', resources: ['httproutes', 'grpcroutes', 'tlsroutes'] }],
  demands: (names) => [
    {
      expression: `!has(object.spec.hostnames) || object.spec.hostnames.all(name, !${taken(names, 'name')})`,
      message: belongs(names),
    },
    ...records(names),
  ],
  hostless: (names) => [
    { expression: 'has(object.spec.hostnames) && size(object.spec.hostnames) > 0', message: hostlessMessage(names) },
  ],
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
  demands: (names) => [
    {
      expression: each(
        'object.spec.listeners',
        'listener',
        ifThere('listener.hostname', `!(${names.is('listener.hostname')})`),
      ),
      message: names.owner,
    },
    ...records(names),
  ],
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
const inRule = (name: string) => `(^|[^a-z0-9-])${name.split('.').join('\\\\*\\[?[.]\\]?')}`;

const TRAEFIK_ROUTE: NamingKind = {
  kinds: [{ apiGroup: 'traefik.io', resources: ['ingressroutes', 'ingressroutetcps'] }],
  demands: (names) => [
    {
      expression:
        '!has(object.spec.routes) || object.spec.routes.all(route, !has(route.match) ' +
        `|| !(route.match.lowerAscii().matches(r'${inRule(names.name)}') ` +
        `|| ${celList(names.wildcards)}.exists(name, route.match.lowerAscii().contains(name))))`,
      message: belongs(names),
    },
    ...records(names),
  ],
  hostless: (names) => [
    {
      expression:
        '!has(object.spec.routes) || object.spec.routes.all(route, has(route.match) ' +
        "&& route.match.lowerAscii().replace(' ', '').replace('\\t', '').replace('\\n', '')" +
        `.matches(r'${NAMES_ITS_HOSTS}'))`,
      message:
        `${hostlessMessage(names)}; name the hosts of each alternative, in backticks: ` +
        'Host(`a`) && Path(`/x`) || Host(`b`)',
    },
  ],
};

/** What leads a name to an address without any route. */
const SERVICE_NAMES: NamingKind = {
  kinds: [{ apiGroup: '', resources: ['services'] }],
  controllers: true,
  demands: records,
};

const RECORD: NamingKind = {
  kinds: [{ apiGroup: 'externaldns.k8s.io', resources: ['dnsendpoints'] }],
  controllers: true,
  demands: (names) => [
    {
      expression: each(
        'object.spec.endpoints',
        'record',
        ifThere('record.dnsName', `!record.dnsName.lowerAscii().matches(r'${names.inList}')`),
      ),
      message: names.owner,
    },
  ],
};

const KINDS: readonly NamingKind[] = [INGRESS, GATEWAY_ROUTE, GATEWAY, TRAEFIK_ROUTE, SERVICE_NAMES, RECORD];

/** Traefik has one set of defaults, which is that of whichever namespace makes an object of this name. */
const TLS_DEFAULTS: Kinds = { apiGroup: 'traefik.io', resources: ['tlsoptions', 'tlsstores'] };

/**
 * An admission policy under which a host of the sign-on is routed by its own namespaces alone, and a name below the
 * cookie domain by namespaces that are trusted with the session. Without them, whoever may create a route anywhere
 * takes `/oauth2/callback` of the host, and receives authorization codes and sessions. Kinds that a cluster does not
 * have are never asked about.
 */
export function guardHosts(parent: Construct, guard: HostGuard): void {
  const { cookieDomain, controllerNamespace, trusted } = guard;
  const ofKind = (kind: NamingKind): Part => {
    const others = kind.controllers ? [controllerNamespace] : [];
    const demands = (names: OwnNames, namespaces: readonly string[]) => {
      // Names that have no server of their own come to the one without a host, on every edge.
      const strict = guard.traefik || (names.name === cookieDomain && kind === INGRESS);
      return [...kind.demands(names), ...(strict ? (kind.hostless?.(names) ?? []) : [])].map((demand) =>
        except([...new Set([...namespaces, ...others])], demand),
      );
    };
    return {
      kinds: kind.kinds,
      demands: () => [
        ...[...guard.hosts()].flatMap(([host, namespaces]) =>
          demands(oneHost(host), kind.controllers ? trusted() : namespaces),
        ),
        ...(cookieDomain === undefined ? [] : demands(allBelow(cookieDomain), trusted())),
      ],
    };
  };
  const defaults: Part = {
    kinds: [TLS_DEFAULTS],
    demands: () => [
      except([...new Set([...trusted(), controllerNamespace])], {
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
    parts: [...KINDS.map(ofKind), ...(guard.traefik ? [defaults] : [])],
  });
}
