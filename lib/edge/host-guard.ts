import { ApiObject, JsonPatch, Lazy, Names } from 'cdk8s';
import { Construct } from 'constructs';

const NAME = '[a-z0-9_][a-z0-9_.-]*';
const ALIAS = 'nginx.ingress.kubernetes.io/server-alias';

/** What the guard must know. */
export interface HostGuard {
  /** Unique in the cluster: two clusters' copies of one program differ in nothing else. */
  readonly id: string;
  /** Whether an Ingress without a host would be served on ours too. */
  readonly everyIngressNamesItsHost: boolean;
  /** The hosts, each with the namespaces that route it. */
  readonly hosts: () => Map<string, string[]>;
}

/** What a policy demands of an object, in CEL; `own` holds in the namespaces that serve the host. */
interface Demand {
  readonly expression: string;
  readonly message: string;
}

/** A kind of object that can route a host. */
interface RoutingKind {
  readonly id: string;
  readonly apiGroup: string;
  readonly resources: string[];
  demands(host: string, strict: boolean): Demand[];
}

const list = (values: string[]) => `[${values.map((value) => `'${value}'`).join(', ')}]`;
// A wildcard of nginx covers any number of labels.
const covering = (host: string) => list([host, ...host.split('.').slice(1).map((_, index, parents) => `*.${parents.slice(index).join('.')}`)]);
const belongs = (host: string) => `${host} belongs to the monitoring sign-on, and so do the wildcards that cover it`;
const hostless = (host: string) => `without a host it would be served on ${host} too, which belongs to the monitoring sign-on`;

const INGRESS: RoutingKind = {
  id: 'ingress',
  apiGroup: 'networking.k8s.io',
  resources: ['ingresses'],
  demands: (host, strict) => [
    { expression: `!has(object.spec.rules) || object.spec.rules.all(rule, !has(rule.host) || !(rule.host in ${covering(host)}))`, message: belongs(host) },
    {
      // An alias may be a pattern, of which a leading dot is one: only plain names can be compared.
      expression: `!has(object.metadata.annotations) || !('${ALIAS}' in object.metadata.annotations) `
        + `|| (object.metadata.annotations['${ALIAS}'].lowerAscii().matches('^ *${NAME}( *, *${NAME})* *$') `
        + `&& !object.metadata.annotations['${ALIAS}'].lowerAscii().contains('${host}'))`,
      message: `${ALIAS} must not be a pattern or name ${host}, a host of the monitoring sign-on`,
    },
    ...(strict ? [{
      // Without rules there is a default backend alone, which has no host either.
      expression: "has(object.spec.rules) && size(object.spec.rules) > 0 && object.spec.rules.all(rule, has(rule.host) && rule.host != '')", message: hostless(host),
    }] : []),
  ],
};

const GATEWAY_ROUTE: RoutingKind = {
  id: 'gateway-routes',
  apiGroup: 'gateway.networking.k8s.io',
  resources: ['httproutes', 'grpcroutes', 'tlsroutes'],
  demands: (host, strict) => [
    { expression: `!has(object.spec.hostnames) || object.spec.hostnames.all(name, !(name in ${covering(host)}))`, message: belongs(host) },
    ...(strict ? [{ expression: 'has(object.spec.hostnames) && size(object.spec.hostnames) > 0', message: hostless(host) }] : []),
  ],
};

// A rule of Traefik without blanks, in lower case: matchers of texts in backticks, since those in quotation marks may have escapes; and parentheses around some of them.
const MATCHER = '!?\\w+\\((`[^`\\r]*`,?)*\\)';
const FURTHER = `((${MATCHER}|!?\\((${MATCHER}(&&|\\|\\|)?)+\\))(&&)?)*`;
const HOST = 'host(sni)?\\((`[\\w.-]+`,?)+\\)';
const HOSTS = `(${HOST}|\\((${HOST}(\\|\\|)?)+\\))(&&)?`;

/** Each alternative names its hosts, in plain letters: whatever else the rule says, it holds on no other. What this takes but is no rule, Traefik does not take. */
export const NAMES_ITS_HOSTS = `^(${FURTHER}${HOSTS}${FURTHER}(\\|\\||$))+$`;

const TRAEFIK_ROUTE: RoutingKind = {
  id: 'traefik-routes',
  apiGroup: 'traefik.io',
  resources: ['ingressroutes', 'ingressroutetcps'],
  demands: (host, strict) => [
    { expression: `!has(object.spec.routes) || object.spec.routes.all(route, !has(route.match) || !route.match.lowerAscii().contains('${host}'))`, message: belongs(host) },
    ...(strict ? [{
      expression: "!has(object.spec.routes) || object.spec.routes.all(route, has(route.match) && route.match.lowerAscii().replace(' ', '').replace('\\t', '').replace('\\n', '')"
        + `.matches(r'${NAMES_ITS_HOSTS}'))`,
      message: `${hostless(host)}; name the hosts of each alternative, in backticks: Host(\`a\`) && Path(\`/x\`) || Host(\`b\`)`,
    }] : []),
  ],
};

/**
 * Admission policies under which a host of the sign-on is routed by its own namespaces alone. Without them, whoever may create a route
 * anywhere takes `/oauth2/callback` of the host, and receives authorization codes and sessions. Kinds that a cluster does not have are never asked about.
 */
export function guardHosts(parent: Construct, guard: HostGuard): void {
  const scope = new Construct(parent, 'host-policy');
  for (const kind of [INGRESS, GATEWAY_ROUTE, TRAEFIK_ROUTE]) {
    const name = Names.toDnsLabel(scope, { extra: [guard.id.replace(/\./g, '-'), kind.id] });
    const validations = () => [...guard.hosts()].flatMap(([host, namespaces]) => kind.demands(host, guard.everyIngressNamesItsHost)
      .map(({ expression, message }) => ({ expression: `request.namespace in ${list(namespaces)} || ${expression}`, message })));
    const policy = new ApiObject(scope, kind.id, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [{ apiGroups: [kind.apiGroup], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: kind.resources, scope: '*' }],
        },
        validations: Lazy.any({ produce: validations }),
      },
    });
    const binding = new ApiObject(scope, `${kind.id}-binding`, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'] },
    });
    binding.addDependency(policy);
    // Both are cluster-wide; cdk8s gives every object the namespace of its chart.
    for (const object of [policy, binding]) object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  }
}
