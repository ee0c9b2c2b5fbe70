import type { InsideAttack } from './inside';
import { Family, known } from '../../../cli/verify/attack';
import { eventually } from '../../support/process';
import { host } from '../checks/addresses';
import { kindOf } from '../checks/answers';
import { expect, expectEqual } from '../checks/check';
import { ask } from '../client/http';
import type { KubeObject } from '../cluster/objects';

const path = '/prometheus/graph';

/** The route of the program for the pages of Prometheus. */
const served = (objects: readonly KubeObject[], kind: string) =>
  objects.find((object) => object.kind === kind && JSON.stringify(object.spec).includes('/prometheus/graph')) ??
  objects.find((object) => object.kind === kind && JSON.stringify(object.spec).includes('/prometheus'))!;

/** A route to the same Service without a sign-on, created by a client that may create routes in the namespace. */
function open(objects: readonly KubeObject[], edge: string): KubeObject {
  if (edge === 'traefik-resources') {
    const route = served(objects, 'IngressRoute');
    const { services } = route.spec.routes.find(({ match }: { match: string }) => match.includes('/prometheus'));
    return {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name: 'second', namespace: route.metadata.namespace },
      spec: {
        entryPoints: ['websecure'],
        routes: [{ kind: 'Rule', match: `Host(\`${host}\`) && Path(\`${path}\`)`, priority: 100_000, services }],
        tls: route.spec.tls,
      },
    } as unknown as KubeObject;
  }
  const ingress = served(objects, 'Ingress');
  const { backend } = ingress.spec.rules[0].http.paths.find((each: { path: string }) =>
    each.path.startsWith('/prometheus'),
  );
  // Traefik prefers the longer rule, which is the rule of a prefix.
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'second', namespace: ingress.metadata.namespace },
    spec: {
      ...ingress.spec,
      rules: [{ host, http: { paths: [{ path, pathType: edge === 'traefik' ? 'Prefix' : 'Exact', backend }] } }],
    },
  } as unknown as KubeObject;
}

/** Attacks of clients that may create routes in the namespaces of the sign-on. */
export const OWN_NAMESPACE: readonly InsideAttack[] = [
  {
    id: 'tenancy-routes-of-the-own-namespace',
    family: Family.TENANCY,
    title: 'a second route in the namespace of the sign-on, without a sign-on, opens its path',
    reason: 'edges serve the more exact path of a host, and the policy admits the namespaces of the program',
    reference: 'ingress-nginx and Traefik, order of routes; docs/security.md',
    run: async ({ scene: { stack, edge } }) => {
      const second = open(stack.manifests, edge.name);
      const answer = () => ask(`https://${host}${path}`);
      expectEqual(kindOf(await answer()), 'sign-in', 'the page before');
      await stack.cluster.apply([second]);
      try {
        await eventually(20, async () => expect(kindOf(await answer()) === 'passed', 'the second route is not served'));
      } finally {
        await stack.cluster.kubectl(['delete', second.kind, '-n', second.metadata.namespace!, second.metadata.name]);
      }
      await eventually(20, async () => expect(kindOf(await answer()) === 'sign-in', 'the page is open still'));
      return known('clients that may create routes in a namespace of the program can bypass the sign-on there');
    },
  },
];
