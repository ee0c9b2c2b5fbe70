import { ApiObject, JsonPatch, Lazy, Names } from 'cdk8s';
import { Construct } from 'constructs';

const NAME = '[a-z0-9_][a-z0-9_.-]*';
const ALIAS = 'nginx.ingress.kubernetes.io/server-alias';

/**
 * An admission policy under which only the namespaces of the sign-on may route its hosts. Without it, whoever may create an Ingress
 * anywhere takes `/oauth2/callback` of the host, and receives authorization codes and sessions.
 */
export function guardHosts(scope: Construct, hosts: () => string[], namespaces: () => string[]): void {
  const name = Names.toDnsLabel(scope, { extra: ['hosts'] });
  const list = (values: string[]) => `[${values.map((value) => `'${value}'`).join(', ')}]`;
  const covering = () => {
    // A wildcard of nginx covers any number of labels.
    const wildcards = (host: string) => host.split('.').slice(1).map((_, index, parents) => `*.${parents.slice(index).join('.')}`);
    return list([...new Set(hosts().flatMap((host) => [host, ...wildcards(host)]))]);
  };
  const lazy = (produce: () => string) => Lazy.any({ produce });
  const policy = new ApiObject(scope, 'host-policy', {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [{ apiGroups: ['networking.k8s.io'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['ingresses'], scope: '*' }],
      },
      matchConditions: [{ name: 'other-namespaces', expression: lazy(() => `!(request.namespace in ${list(namespaces())})`) }],
      validations: [
        {
          expression: lazy(() => `!has(object.spec.rules) || object.spec.rules.all(rule, !has(rule.host) || !(rule.host in ${covering()}))`),
          message: lazy(() => `the hosts ${hosts().join(', ')} belong to the monitoring sign-on, and so do the wildcards that cover them`),
        },
        {
          // An alias may be a pattern, of which a leading dot is one: only plain names can be compared.
          expression: lazy(() => `!has(object.metadata.annotations) || !('${ALIAS}' in object.metadata.annotations) `
            + `|| (object.metadata.annotations['${ALIAS}'].lowerAscii().matches('^ *${NAME}( *, *${NAME})* *$') `
            + `&& !${list(hosts())}.exists(host, object.metadata.annotations['${ALIAS}'].lowerAscii().contains(host)))`),
          message: `${ALIAS} must not be a pattern or name a host of the monitoring sign-on`,
        },
      ],
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
