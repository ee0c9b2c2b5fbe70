import { Construct } from 'constructs';
import { admissionPolicy, Part } from './admission-policy';
import { Demand, except, Kinds } from './demand';
import { endpointKinds } from './endpoints';
import { BackendKind } from './product-guards';
import { LEADS, protectedNames, Resolution } from './protected-names';
import { joinedNames } from '../ingress/joined-names';
import { OwnBackends, ownBackendNames } from '../ingress/own-backends';
import { PRODUCTS } from '../products';

/** What the guard of backends needs to know. */
export interface BackendGuard extends OwnBackends, Resolution {
  /** Id of the guard, unique in the cluster. */
  readonly id: string;
  /** The protected namespaces, and others that may lead the edge to them. */
  readonly trusted: () => string[];
  /** Whether to create the policy about endpoints. */
  readonly endpoints: boolean;
  /** Whether to create the policy about certificates. */
  readonly certificates: boolean;
}

const GUARDS = PRODUCTS.flatMap(({ guards = [] }) => guards);
const OWN_PORTS = GUARDS.flatMap(({ ownPorts = [] }) => ownPorts);

/** Services of type ExternalName. */
const SERVICES: BackendKind = {
  kinds: { apiGroup: '', resources: ['services'] },
  demands: ({ insideOrItself }) => [
    {
      // The name leads neither to a protected pod nor to the edge's own pod.
      expression:
        '!has(object.spec.externalName) ' +
        `|| !object.spec.externalName.lowerAscii().matches(r'^(${insideOrItself})$')`,
      message: `such an externalName ${LEADS}: name no Service or pod of a protected namespace, and no address`,
    },
  ],
};

/**
 * Create admission policies under which other namespaces cannot lead the edge to protected pods. Network policies allow
 * the edge to connect to these pods, so other namespaces could use it to avoid the sign-on. The policies compare names;
 * they do not resolve names of other domains.
 */
export function guardBackends(parent: Construct, guard: BackendGuard): void {
  const scope = new Construct(parent, 'backend-policy');
  const { id, namespaces, trusted, controllerNamespace, keepsNamespacesApart } = guard;
  const part = (kinds: readonly Kinds[], demands: () => readonly Demand[], more: readonly string[] = []): Part => ({
    kinds,
    demands: () => demands().map((demand) => except([...new Set([...trusted(), ...more])], demand)),
  });
  const names = () => protectedNames(namespaces(), keepsNamespacesApart, guard, OWN_PORTS);
  const backends = [SERVICES, ...GUARDS.flatMap((product) => product.backends ?? [])];
  admissionPolicy(scope, {
    id: 'backends',
    guard: id,
    onChange: true,
    variables: joinedNames(() => ownBackendNames(parent, guard)),
    parts: backends
      .filter(({ acrossNamespaces = false }) => !acrossNamespaces || !keepsNamespacesApart)
      .map(({ kinds, demands }) => part([kinds], () => demands(names()))),
  });
  if (guard.endpoints) {
    admissionPolicy(scope, {
      id: 'endpoints',
      guard: id,
      parts: endpointKinds.map(({ kinds, demands }) => part([kinds], () => demands(scope.node.path, namespaces()))),
    });
  }
  if (guard.certificates) {
    admissionPolicy(scope, {
      id: 'certificates',
      guard: id,
      parts: GUARDS.flatMap((product) => product.certificates ?? []).map(({ kinds, demand }) =>
        part(kinds, () => [demand], [controllerNamespace]),
      ),
    });
  }
}
