import type { Cluster } from '../cluster/cluster';
import type { KubeObject } from '../cluster/objects';
import type { Pod } from '../pods/pod';

export interface EdgeWorld {
  readonly cluster: Cluster;
  /** The folder report/ of the synthesis. */
  readonly report: string;
  /** Home of the program that the edge is made of. */
  readonly program: string;
}

/** A controller that turns Ingresses into an entrance to the cluster. */
export interface Edge {
  readonly name: string;
  /** The program without which it cannot run. */
  readonly program: string;
  /** The objects that the cluster's administrator would install it by. */
  readonly objects: (world: EdgeWorld) => Promise<KubeObject[]>;
  /** What its pod has written about requests. */
  readonly accessLog: (pod: Pod) => Promise<string>;
}

export const edgeNamespace = 'ingress-nginx';

/** What both edges take their place with: the class, and a way to the API server. */
export async function commonObjects({ cluster }: EdgeWorld, kubeconfig: string): Promise<KubeObject[]> {
  await cluster.namespace(edgeNamespace);
  return [
    { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'nginx' }, spec: { controller: 'k8s.io/ingress-nginx' } },
    {
      apiVersion: 'v1', kind: 'Secret', metadata: { name: 'edge-access', namespace: edgeNamespace }, stringData: { kubeconfig },
    },
  ];
}

/** A pod that runs the edge; labelled as the chart of ingress-nginx labels its own, since network policies name it so. */
export function edgeDeployment(name: string, container: object): KubeObject {
  const labels = { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller', edge: name };
  return {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: edgeNamespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          volumes: [
            { name: 'access', secret: { secretName: 'edge-access' } }, { name: 'state', emptyDir: {} }, { name: 'tmp', emptyDir: {} },
          ],
          containers: [{
            name: 'controller', image: name,
            volumeMounts: [{ name: 'access', mountPath: '/access' }, { name: 'state', mountPath: '/state' }, { name: 'tmp', mountPath: '/tmp' }],
            ...container,
          }],
        },
      },
    },
  };
}
