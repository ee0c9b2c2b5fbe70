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

/**
 * An admission policy under which a host of the sign-on is routed by its own namespaces alone. Without it, whoever may create an Ingress
 * anywhere takes `/oauth2/callback` of the host, and receives authorization codes and sessions.
 */
export function guardHosts(scope: Construct, guard: HostGuard): void {
  const name = Names.toDnsLabel(scope, { extra: [guard.id.replace(/\./g, '-'), 'hosts'] });
  const list = (values: string[]) => `[${values.map((value) => `'${value}'`).join(', ')}]`;
  // A wildcard of nginx covers any number of labels.
  const covering = (host: string) => list([host, ...host.split('.').slice(1).map((_, index, parents) => `*.${parents.slice(index).join('.')}`)]);
  const lazy = (produce: () => unknown) => Lazy.any({ produce });
  const validations = () => [...guard.hosts()].flatMap(([host, namespaces]) => {
    const own = `request.namespace in ${list(namespaces)}`;
    return [
      {
        expression: `${own} || !has(object.spec.rules) || object.spec.rules.all(rule, !has(rule.host) || !(rule.host in ${covering(host)}))`,
        message: `the host ${host} belongs to the monitoring sign-on, and so do the wildcards that cover it`,
      },
      {
        // An alias may be a pattern, of which a leading dot is one: only plain names can be compared.
        expression: `${own} || !has(object.metadata.annotations) || !('${ALIAS}' in object.metadata.annotations) `
          + `|| (object.metadata.annotations['${ALIAS}'].lowerAscii().matches('^ *${NAME}( *, *${NAME})* *$') `
          + `&& !object.metadata.annotations['${ALIAS}'].lowerAscii().contains('${host}'))`,
        message: `${ALIAS} must not be a pattern or name ${host}, a host of the monitoring sign-on`,
      },
      ...(guard.everyIngressNamesItsHost ? [{
        expression: `${own} || !has(object.spec.rules) || object.spec.rules.all(rule, has(rule.host) && rule.host != '')`,
        message: `an Ingress without a host would be served on ${host} too, a host of the monitoring sign-on`,
      }] : []),
    ];
  });
  const policy = new ApiObject(scope, 'host-policy', {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [{ apiGroups: ['networking.k8s.io'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['ingresses'], scope: '*' }],
      },
      validations: lazy(validations),
    },
  });
  const binding = new ApiObject(scope, 'host-policy-binding', {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  });
  binding.addDependency(policy);
  // Both are cluster-wide; cdk8s gives every object the namespace of its chart.
  for (const object of [policy, binding]) object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
}
