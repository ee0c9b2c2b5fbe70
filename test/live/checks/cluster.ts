import { host } from './addresses';
import { type Area, expect, expectEqual } from './check';
import { eventually } from '../../support/process';
import type { KubeObject } from '../cluster/objects';
import { isWorkload, podsOf } from '../pods/workloads';

const other = 'somebody-else';

const ingress = (hostName: string, annotations: Record<string, string> = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'taking-over', namespace: other, annotations },
  spec: {
    rules: [
      {
        host: hostName,
        http: {
          paths: [
            {
              path: '/oauth2/callback',
              pathType: 'Exact',
              backend: { service: { name: 'mine', port: { number: 80 } } },
            },
          ],
        },
      },
    ],
  },
});

/** Checks how the API server handles the manifests, and conflicting objects of other namespaces. */
export const cluster: Area = {
  name: 'cluster',
  needs: [],
  checks: [
    {
      title: 'every pod of the manifests meets the restricted Pod Security level',
      run: async ({ stack }) => {
        await stack.cluster.apply([
          {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name: 'restricted', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
          },
        ]);
        const pods = stack.manifests.filter(isWorkload).map((workload) => podsOf(workload)[0]!);
        for (const pod of pods) {
          const { serviceAccountName, ...spec } = pod.spec as Record<string, unknown>;
          const moved: KubeObject = { ...pod, metadata: { ...pod.metadata, namespace: 'restricted' }, spec };
          await stack.cluster.must(['create', '--dry-run=server', '-f', '-'], moved);
        }
        return `${pods.length} pods`;
      },
    },
    {
      title: 'an Ingress for a sign-on host in another namespace is refused by the API server',
      run: async ({ stack }) => {
        await stack.cluster.namespace(other);
        const wildcard = `*.${host.split('.').slice(1).join('.')}`;
        const takeOvers = [
          ingress(host),
          ingress(wildcard),
          ingress('mine.example.org', { 'nginx.ingress.kubernetes.io/server-alias': host }),
          ingress('mine.example.org', { 'nginx.ingress.kubernetes.io/server-alias': '~^monitoring\\..*$' }),
        ];
        for (const attempt of takeOvers) {
          // It takes some time until a new policy is enforced.
          await eventually(15, async () => {
            const { status, stderr } = await stack.cluster.kubectl(['create', '--dry-run=server', '-f', '-'], attempt);
            expect(
              status !== 0 && stderr.includes('ValidatingAdmissionPolicy'),
              `was not refused: ${JSON.stringify(attempt)} ${stderr}`,
            );
          });
        }
      },
    },
    {
      title: 'other hosts in other namespaces are admitted',
      run: async ({ stack }) => {
        await stack.cluster.namespace(other);
        const { status, stderr } = await stack.cluster.kubectl(
          ['create', '--dry-run=server', '-f', '-'],
          ingress('mine.example.org'),
        );
        expectEqual(status, 0, stderr);
      },
    },
  ],
};
