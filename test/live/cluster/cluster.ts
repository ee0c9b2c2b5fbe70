import { called, type KubeObject } from './objects';
import type { ApiServer } from '../../support/api-server';
import type { Result } from '../../support/process';

/** The real API server, with some functions of its controllers. */
export class Cluster {
  private readonly namespaces = new Set<string>();

  constructor(private readonly server: ApiServer) {}

  get kubeconfig(): string {
    return this.server.access.kubeconfig;
  }

  kubectl(args: readonly string[], input?: unknown): Promise<Result> {
    return this.server.kubectl(args, input);
  }

  async must(args: readonly string[], input?: unknown): Promise<string> {
    const { status, stdout, stderr } = await this.kubectl(args, input);
    if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr.trim()}`);
    return stdout;
  }

  /** Runs `kubectl apply -f`. Namespaces that are not in the manifests are created first. */
  async apply(objects: readonly KubeObject[]): Promise<void> {
    if (objects.length === 0) return;
    const first = objects.filter(({ kind }) => kind === 'Namespace' || kind === 'CustomResourceDefinition');
    if (first.length > 0) await this.must(['apply', '--server-side', '-f', '-'], list(first));
    const crds = first.filter(({ kind }) => kind === 'CustomResourceDefinition');
    if (crds.length > 0) await this.must(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
    for (const object of first) if (object.kind === 'Namespace') await this.prepareNamespace(object.metadata.name);
    const rest = objects.filter((object) => !first.includes(object));
    for (const { metadata } of rest) if (metadata.namespace) await this.namespace(metadata.namespace);
    if (rest.length > 0) await this.must(['apply', '-f', '-'], list(rest));
  }

  async namespace(name: string): Promise<void> {
    if (this.namespaces.has(name)) return;
    await this.kubectl(['create', 'namespace', name]);
    await this.prepareNamespace(name);
  }

  async get(kind: string, namespace: string, name: string): Promise<KubeObject | undefined> {
    const { status, stdout, stderr } = await this.kubectl(['get', kind, '-n', namespace, name, '-o', 'json']);
    if (status === 0) return JSON.parse(stdout) as KubeObject;
    if (stderr.includes('NotFound')) return undefined;
    throw new Error(`cannot read ${kind} ${namespace}/${name}: ${stderr.trim()}`);
  }

  async delete(objects: readonly KubeObject[]): Promise<void> {
    if (objects.length > 0) await this.must(['delete', '--wait=false', '-f', '-'], list(objects));
  }

  async all(kind: string): Promise<KubeObject[]> {
    return (JSON.parse(await this.must(['get', kind, '-A', '-o', 'json'])) as { items: KubeObject[] }).items;
  }

  async create(object: KubeObject): Promise<KubeObject> {
    try {
      return JSON.parse(await this.must(['create', '-o', 'json', '-f', '-'], object)) as KubeObject;
    } catch (error) {
      throw new Error(`${called(object)} was refused: ${(error as Error).message}`);
    }
  }

  // Controllers would create these. Without them, no pod is admitted, and pods have no token folder.
  private async prepareNamespace(namespace: string): Promise<void> {
    this.namespaces.add(namespace);
    await this.kubectl(['create', 'serviceaccount', 'default', '-n', namespace]);
    await this.kubectl([
      'create',
      'configmap',
      'kube-root-ca.crt',
      '-n',
      namespace,
      `--from-file=ca.crt=${this.server.ca}`,
    ]);
  }
}

const list = (items: readonly KubeObject[]) => ({ apiVersion: 'v1', kind: 'List', items });
