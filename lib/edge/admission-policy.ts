import { ApiObject, JsonPatch, Lazy, Names } from 'cdk8s';
import { Construct } from 'constructs';

/** What a policy demands of an object, in CEL (https://kubernetes.io/docs/reference/using-api/cel/). */
export interface Demand {
  readonly expression: string;
  readonly message: string;
}

/** Kinds of one API group. */
export interface Kinds {
  readonly apiGroup: string;
  readonly resources: readonly string[];
}

/** What a policy demands of some kinds. */
export interface Part {
  /** What is asked about. Kinds that a cluster does not have cost nothing. */
  readonly kinds: readonly Kinds[];
  /** Complete only when the whole program is. */
  readonly demands: () => readonly Demand[];
}

/**
 * A value that the demands of a policy share, in CEL: `variables.NAME`. It keeps the object small, which has a limit.
 */
export interface Variable {
  readonly name: string;
  /** Complete only when the whole program is. */
  readonly expression: () => string;
}

export interface AdmissionPolicy {
  /** Of the policy among those of one guard. */
  readonly id: string;
  /** Unique in the cluster: two clusters' copies of one program differ in nothing else. */
  readonly guard: string;
  readonly parts: readonly Part[];
  readonly variables?: readonly Variable[];
  /** Whether an update passes that changes neither `spec` nor annotations, such as one of a label or a finalizer. */
  readonly onChange?: boolean;
}

/** Those whose annotations can be written through the status too. Custom resources keep theirs. */
const WITH_STATUS = ['ingresses', 'services'];

const annotationsOf = (object: string) => `(has(${object}.metadata.annotations) ? ${object}.metadata.annotations : {})`;
const CHANGED =
  "request.operation != 'UPDATE' || !has(object.spec) || !has(oldObject.spec) || object.spec != oldObject.spec " +
  `|| ${annotationsOf('object')} != ${annotationsOf('oldObject')}`;

/**
 * A policy that refuses what does not meet every demand, for the whole cluster. One for all kinds: an administrator has
 * few objects to look at.
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
  // Both are cluster-wide; cdk8s gives every object the namespace of its chart.
  for (const object of [policy, binding]) object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
}

/** Whether a request is about one of these resources, or about the subresource of one, in CEL. */
function asked(resources: readonly string[]): string {
  const [resource, subresource] = resources[0]!.split('/');
  if (subresource === undefined) return `request.resource.resource in ${celList(resources)}`;
  return `request.resource.resource == '${resource}' && request.subResource == '${subresource}'`;
}

/** A list of texts in CEL. */
export const celList = (values: readonly string[]): string => `[${values.map((value) => `'${value}'`).join(', ')}]`;

/** Lists of texts by a text, in CEL. */
export const celMap = (entries: ReadonlyMap<string, readonly string[]>): string =>
  `{${[...entries].map(([key, values]) => `'${key}': ${celList(values)}`).join(', ')}}`;

/** In CEL: every item of a list, if there is one, meets a condition. */
export const each = (list: string, item: string, condition: string): string =>
  `!has(${list}) || ${list}.all(${item}, ${condition})`;

/** In CEL: a field is not there, or meets a condition. */
export const ifThere = (field: string, condition: string): string => `!has(${field}) || ${condition}`;

/** In CEL: an annotation is not there, or its value meets a condition. */
export const annotation = (key: string, condition: (value: string) => string): string =>
  `!has(object.metadata.annotations) || !('${key}' in object.metadata.annotations) ` +
  `|| ${condition(`object.metadata.annotations['${key}']`)}`;

/** A demand that does not hold for some namespaces. */
export const except = (namespaces: readonly string[], { expression, message }: Demand): Demand => ({
  expression: `request.namespace in ${celList(namespaces)} || ${expression}`,
  message,
});
