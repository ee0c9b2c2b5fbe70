import { ApiObject, JsonPatch, Lazy, Names } from 'cdk8s';
import { Construct } from 'constructs';
import { celList } from './cel';
import { Demand, Kinds } from './demand';

/** What a policy demands of some kinds. */
export interface Part {
  /** The kinds. A cluster need not have them. */
  readonly kinds: readonly Kinds[];
  /** Returns the demands. They are complete when the whole program is. */
  readonly demands: () => readonly Demand[];
}

/**
 * A value that the demands of a policy share, in CEL `variables.NAME`. It keeps the policy below the maximum size of an
 * object.
 */
export interface Variable {
  readonly name: string;
  /** Returns the value, which is complete when the whole program is. */
  readonly expression: () => string;
}

export interface AdmissionPolicy {
  /** Id of the policy, unique within the guard. */
  readonly id: string;
  /** Id of the guard, unique in the cluster. */
  readonly guard: string;
  readonly parts: readonly Part[];
  readonly variables?: readonly Variable[];
  /**
   * Whether to allow updates that change neither `spec` nor annotations, such as those of a label or a finalizer.
   * @default false
   */
  readonly onChange?: boolean;
}

/** Kinds whose annotations can also be written through the subresource `status`. Custom resources ignore them there. */
const WITH_STATUS = ['ingresses', 'services'];

const annotationsOf = (object: string) => `(has(${object}.metadata.annotations) ? ${object}.metadata.annotations : {})`;
/** In CEL: the request creates an object, or changes its spec or its annotations. */
const CHANGED =
  "request.operation != 'UPDATE' || !has(object.spec) || !has(oldObject.spec) || object.spec != oldObject.spec " +
  `|| ${annotationsOf('object')} != ${annotationsOf('oldObject')}`;

/**
 * Create a policy that refuses objects that do not meet every demand, in the whole cluster. One policy covers all
 * kinds, so that an administrator has few objects to read.
 */
export function admissionPolicy(
  scope: Construct,
  { id, guard, parts, variables = [], onChange = false }: AdmissionPolicy,
): void {
  const name = Names.toDnsLabel(scope, { extra: [guard.replace(/\./g, '-'), id] });
  const resources = new Map<string, Set<string>>();
  for (const { apiGroup, resources: some } of parts.flatMap(({ kinds }) => kinds)) {
    const statuses = some.filter((kind) => WITH_STATUS.includes(kind)).map((kind) => `${kind}/status`);
    resources.set(apiGroup, new Set([...(resources.get(apiGroup) ?? []), ...some, ...statuses]));
  }
  const validations = () =>
    parts.flatMap(({ kinds, demands }) => {
      const about = kinds.flatMap((kind) => kind.resources);
      return demands().map(({ expression, message }) => ({
        expression: `!(${asked(about)}) || ${expression}`,
        message,
      }));
    });
  const policy = new ApiObject(scope, id, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [...resources].map(([apiGroup, names]) => ({
          apiGroups: [apiGroup],
          apiVersions: ['*'],
          operations: ['CREATE', 'UPDATE'],
          resources: [...names],
          scope: '*',
        })),
      },
      ...(onChange ? { matchConditions: [{ name: 'changed', expression: CHANGED }] } : {}),
      ...(variables.length > 0
        ? {
            variables: Lazy.any({
              produce: () =>
                variables.map(({ expression, ...variable }) => ({ ...variable, expression: expression() })),
            }),
          }
        : {}),
      validations: Lazy.any({ produce: validations }),
    },
  });
  const binding = new ApiObject(scope, `${id}-binding`, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  });
  binding.addDependency(policy);
  // Both are cluster-wide, but cdk8s adds the namespace of the chart to every object.
  for (const object of [policy, binding]) object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
}

/** In CEL: the request is about one of these resources, or about the subresource of one. */
function asked(resources: readonly string[]): string {
  const [resource, subresource] = resources[0]!.split('/');
  if (subresource === undefined) return `request.resource.resource in ${celList(resources)}`;
  return `request.resource.resource == '${resource}' && request.subResource == '${subresource}'`;
}
