import { readFileSync } from 'node:fs';
import type { Cluster } from '../cluster/cluster';
import type { KubeObject } from '../cluster/objects';
import type { Pod } from '../pods/pod';
import type { Routing } from '../programs/routing';

export interface EdgeWorld {
  readonly cluster: Cluster;
  /** The folder report/ of the synthesis. */
  readonly report: string;
  /** The report folders of additional sign-ons of the edge. */
  readonly furtherReports?: readonly string[];
  /** Folder of the edge's program. */
  readonly program: string;
}

/** A controller that serves routes of the cluster. */
export interface Edge {
  readonly name: string;
  /** The program that it needs. */
  readonly program: string;
  /** The routes that it reads. */
  readonly routing: Routing;
  /** The objects with which a cluster administrator installs it. */
  readonly objects: (world: EdgeWorld) => Promise<KubeObject[]>;
  /** The access log of its pod. */
  readonly accessLog: (pod: Pod) => Promise<string>;
}

/** Namespace and pod labels of an edge. They are those of its chart, since network policies contain them. */
export interface EdgePlace {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export const ingressNginxPlace: EdgePlace = {
  namespace: 'ingress-nginx',
  labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
};
export const traefikPlace: EdgePlace = { namespace: 'traefik', labels: { 'app.kubernetes.io/name': 'traefik' } };
/** The edge of the second cluster. */
export const branchPlace: EdgePlace = { ...traefikPlace, namespace: 'traefik-branch' };
export const edgeNamespaces: readonly string[] = [ingressNginxPlace, traefikPlace, branchPlace].map(
  ({ namespace }) => namespace,
);

/** The Ingress class of an edge. */
export const ingressClass: KubeObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'nginx' },
  spec: { controller: 'k8s.io/ingress-nginx' },
};

/** The connection of an edge to the API server. */
export async function accessTo({ cluster }: EdgeWorld, { namespace }: EdgePlace): Promise<KubeObject> {
  await cluster.namespace(namespace);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'edge-access', namespace },
    stringData: { kubeconfig: readFileSync(cluster.kubeconfig, 'utf8') },
  };
}

/** A pod that runs the edge. */
export function edgeDeployment(name: string, { namespace, labels: own }: EdgePlace, container: object): KubeObject {
  const labels = { ...own, edge: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          volumes: [
            { name: 'access', secret: { secretName: 'edge-access' } },
            { name: 'state', emptyDir: {} },
            { name: 'tmp', emptyDir: {} },
          ],
          containers: [
            {
              name: 'controller',
              image: name,
              volumeMounts: [
                { name: 'access', mountPath: '/access' },
                { name: 'state', mountPath: '/state' },
                { name: 'tmp', mountPath: '/tmp' },
              ],
              ...container,
            },
          ],
        },
      },
    },
  };
}
