import { containerContext, podContext } from './restricted';
import type { KubeObject } from '../cluster/objects';

const namespace = 'stranger';
const labels = { app: 'stranger' };

/** A pod in another namespace, with shell tools. */
export const strangerObjects = (): KubeObject[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'stranger', namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: podContext,
          containers: [{ name: 'stranger', image: 'echo', args: ['8080'], securityContext: containerContext }],
        },
      },
    },
  },
];
