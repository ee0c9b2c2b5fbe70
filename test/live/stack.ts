import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { ApiServerSettings, ServiceAccountIssuer } from '../../lib';
import { ApiServer } from '../support/api-server';
import { eventually } from '../support/process';
import { applicationObjects, missingBackends } from './applications/monitoring';
import { strangerObjects } from './applications/stranger';
import { ask } from './client/http';
import { Authority } from './cluster/authority';
import { issueCertificates, tlsSecret } from './cluster/certificates';
import { Cluster } from './cluster/cluster';
import { readManifests } from './cluster/manifests';
import { called, type KubeObject } from './cluster/objects';
import { servedPlaces } from './cluster/routes';
import { publishServices } from './cluster/services';
import type { Edge } from './edges/edge';
import { edgeNamespaces } from './edges/edge';
import { branchEdgeName, traefikBranch } from './edges/traefik-branch';
import { KeycloakAdmin } from './identity/admin';
import { keycloakHost, keycloakNamespace, keycloakObjects, keycloakTls } from './identity/keycloak';
import type { RealmFile } from './identity/realm-file';
import { importRealm } from './identity/realm-import';
import { Terraform } from './identity/terraform';
import { ServiceAccounts } from './machines/service-accounts';
import { Names } from './network/names';
import { enforcePolicies } from './network/policies';
import { node, secondNode, startRouter } from './network/router';
import type { Container } from './pods/container';
import { echoCommand, knownImages } from './pods/known-images';
import { Pod, type PodWorld } from './pods/pod';
import { isWorkload, podsOf } from './pods/workloads';
import type { Programs } from './prepare/programs';
import { synthesized } from './prepare/synthesis';
import { proxySecrets } from './proxy-secrets';

const apiPort = 6443;
/** The issuers of service account tokens of this cluster and of another one. */
export const clusterIssuers = {
  'cluster-a': `https://kubernetes.default.svc.cluster.local:${apiPort}`,
  'cluster-b': `https://api.cluster-b.example.com:${apiPort}`,
} as const;

const quickstartVariables = ['monitoring_sso_client_secret'];

/** Called for each pod that is started, and for each that is about to be stopped. */
interface Watch {
  readonly added: (pod: Pod) => void;
  readonly leaving: (pod: Pod) => void;
}

/** All running parts, from the API server to the edge, and the handles for the checks. */
export class Stack {
  static async start(programs: Programs, output: string, definitions: readonly KubeObject[]): Promise<Stack> {
    await startRouter();
    const names = new Names();
    await names.start();
    const authority = await Authority.create();
    const server = await ApiServer.start({
      address: node,
      port: apiPort,
      issuer: clusterIssuers['cluster-a'],
      arguments: ['--allow-privileged=true'],
    });
    names.set(new URL(clusterIssuers['cluster-a']).hostname, [node]);
    const stack = new Stack(programs, output, names, authority, server, definitions);
    await stack.cluster.apply(definitions);
    return stack;
  }

  readonly cluster: Cluster;
  /** The pods of the quickstart and of every additional sign-on, by output folder. */
  private readonly applied = new Map<string, readonly KubeObject[]>();
  private quickstart: string;
  readonly pods: Pod[] = [];
  private readonly furtherNamespaces: string[] = [];
  readonly keycloakPassword = randomBytes(12).toString('hex');
  readonly secrets = proxySecrets();
  readonly admin: KeycloakAdmin;
  readonly terraform: Terraform;
  private readonly world: PodWorld;
  private intruder?: Promise<Container>;
  private secondServer?: ApiServer;
  private secondCluster?: Cluster;
  private generation = 0;

  private constructor(
    readonly programs: Programs,
    output: string,
    readonly names: Names,
    readonly authority: Authority,
    private readonly server: ApiServer,
    private readonly definitions: readonly KubeObject[],
  ) {
    this.quickstart = output;
    const { dist, terraform } = synthesized(output);
    this.applied.set(output, readManifests(dist));
    this.cluster = new Cluster(server);
    this.world = { cluster: this.cluster, images: knownImages(programs), trustStore: authority.trustStore };
    this.admin = new KeycloakAdmin(this.keycloakPassword, 'platform');
    this.terraform = this.terraformFor(terraform, 'terraform', quickstartVariables);
  }

  get manifests(): readonly KubeObject[] {
    return this.applied.get(this.quickstart)!;
  }

  get report(): string {
    return synthesized(this.quickstart).report;
  }

  /** OpenTofu on the stack of another program. */
  terraformFor(output: string, name: string, clientSecretVariables: readonly string[]): Terraform {
    return new Terraform(
      {
        tofu: this.programs.found.tofu!,
        provider: this.programs.found['keycloak-provider'] ?? '/absent',
        trustStore: this.authority.trustStore,
        adminPassword: this.keycloakPassword,
        clientSecret: this.secrets['client-secret'],
        clientSecretVariables,
      },
      output,
      name,
    );
  }

  /** Whether the Terraform half can be applied as by a user. Otherwise it is imported as a realm file. */
  get hasProvider(): boolean {
    return 'keycloak-provider' in this.programs.found && 'tofu' in this.programs.found;
  }

  /**
   * Imports the Terraform half of a program instead of applying it, optionally into another realm.
   */
  importRealm(
    output: string,
    clientSecretVariables: readonly string[] = quickstartVariables,
    realm?: string,
  ): Promise<RealmFile> {
    const variables = Object.fromEntries(clientSecretVariables.map((name) => [name, this.secrets['client-secret']]));
    return importRealm({ output, variables, realm, adminOf: (name) => this.adminOf(name) });
  }

  /** Imports the Terraform half of the quickstart. */
  importQuickstart(realm?: string): Promise<RealmFile> {
    return this.importRealm(synthesized(this.quickstart).terraform, quickstartVariables, realm);
  }

  adminOf(realm: string): KeycloakAdmin {
    return new KeycloakAdmin(this.keycloakPassword, realm);
  }

  async startKeycloak(): Promise<void> {
    const objects = keycloakObjects(this.programs.found.keycloak!, this.keycloakPassword);
    await this.cluster.apply([
      ...objects,
      await tlsSecret(this.authority, keycloakNamespace, keycloakTls, [keycloakHost]),
    ]);
    const pod = await this.admit(podsOf(objects.find(isWorkload)!)[0]!);
    this.names.set(keycloakHost, [pod.link.address]);
    await pod.run(180);
  }

  /**
   * Runs `kubectl apply -f dist/`, and creates the user's part of the quickstart: secrets, certificates, applications.
   */
  async applyManifests(): Promise<void> {
    await this.cluster.apply(this.manifests);
    const backends = missingBackends(this.manifests).flatMap((backend) => applicationObjects(backend, this.report));
    await this.cluster.apply([...this.secretObjects(), ...backends]);
    await issueCertificates(this.cluster, this.authority, this.manifests);
    await Promise.all(
      backends
        .filter(isWorkload)
        .flatMap(podsOf)
        .map(async (pod) => (await this.admit(pod)).run()),
    );
    await this.publish();
  }

  /** Deploys an additional sign-on in the same cluster, for the same realm, with its own applications. */
  async addSignOn(output: string, ...clientSecretVariables: readonly string[]): Promise<void> {
    const { dist, report, terraform } = synthesized(output);
    if (clientSecretVariables.length > 0 && !this.hasProvider) {
      await this.importRealm(terraform, clientSecretVariables);
    } else if (clientSecretVariables.length > 0) {
      const { tofu } = this.terraformFor(terraform, `terraform-${path.basename(output)}`, clientSecretVariables);
      for (const args of [
        ['init', '-input=false'],
        ['apply', '-input=false', '-auto-approve'],
      ]) {
        const { status, stdout, stderr } = await tofu(...args);
        if (status !== 0) throw new Error(`tofu ${args[0]}: ${(stdout + stderr).slice(-1500)}`);
      }
    }
    const manifests = readManifests(dist);
    this.applied.set(output, manifests);
    this.furtherNamespaces.push(...manifests.flatMap(({ metadata }) => metadata.namespace ?? []));
    await this.cluster.apply(manifests);
    const backends = missingBackends(manifests).flatMap((backend) => applicationObjects(backend, report));
    await this.cluster.apply([...this.secretObjects(manifests), ...backends]);
    await issueCertificates(this.cluster, this.authority, manifests);
    await this.runAll([...backends, ...manifests]);
  }

  /**
   * Starts the API server of another cluster, with its own service accounts and routes. Its pods run in this cluster.
   */
  async startSecondCluster(): Promise<void> {
    if (this.secondServer !== undefined) return;
    const name = new URL(clusterIssuers['cluster-b']).hostname;
    this.secondServer = await ApiServer.start({
      address: secondNode,
      port: apiPort,
      name,
      issuerArguments: new ApiServerSettings(new ServiceAccountIssuer({ issuerUrl: clusterIssuers['cluster-b'] }))
        .arguments,
    });
    this.names.set(name, [secondNode]);
    this.secondCluster = new Cluster(this.secondServer);
  }

  /** Starts the edge of the second cluster, without routes. Returns its address. */
  async startBranchEdge(): Promise<string> {
    const existing = this.edgePod({ name: branchEdgeName });
    if (existing) return existing.link.address;
    await this.startSecondCluster();
    await this.secondCluster!.apply(this.definitions);
    const pod = await this.bring(
      await traefikBranch(
        { cluster: this.cluster, report: this.report, program: this.programs.found.traefik! },
        this.secondCluster!.kubeconfig,
      ),
    );
    return pod.link.address;
  }

  /** Applies routes of the second cluster, with the addresses of its applications, which run in this cluster. */
  async applyToBranch(
    dist: string,
    report: string,
    hosts: readonly string[],
    extra: readonly KubeObject[],
  ): Promise<void> {
    const [manifests, there] = [readManifests(dist), this.secondCluster!];
    const backends = missingBackends(manifests).flatMap((backend) => applicationObjects(backend, report));
    await this.cluster.apply([...manifests.filter(({ kind }) => kind === 'NetworkPolicy'), ...backends]);
    await this.runAll(backends);
    const namespaces = new Set(backends.flatMap(({ metadata }) => metadata.namespace ?? []));
    const slices = (await this.cluster.all('endpointslices')).filter(({ metadata }) =>
      namespaces.has(metadata.namespace ?? ''),
    );
    const bare = ({ apiVersion, kind, metadata: { name, namespace, labels }, ...rest }: KubeObject) =>
      ({ apiVersion, kind, metadata: { name, namespace, labels }, ...rest }) as KubeObject;
    await there.apply([
      ...backends.filter(({ kind }) => kind === 'Service'),
      ...slices.map(bare),
      ...manifests,
      ...extra,
    ]);
    await issueCertificates(there, this.authority, manifests);
    for (const host of hosts) this.names.set(host, [this.edgePod({ name: branchEdgeName })!.link.address]);
  }

  get branch(): Cluster {
    if (this.secondCluster === undefined) throw new Error('there is no second cluster');
    return this.secondCluster;
  }

  /** Issues tokens of a cluster. */
  accountsOf(cluster: keyof typeof clusterIssuers): ServiceAccounts {
    const server = cluster === 'cluster-a' ? this.server : this.secondServer;
    if (server === undefined) throw new Error(`${cluster} does not run`);
    return new ServiceAccounts(server, clusterIssuers[cluster]);
  }

  /**
   * Applies the new output of a changed program, deletes removed objects, and replaces pods with a changed template.
   * Applications and identity provider are not changed.
   */
  async replaceManifests(output: string, before: string = output): Promise<void> {
    const [old, manifests] = [this.applied.get(before)!, readManifests(synthesized(output).dist)];
    this.applied.delete(before);
    this.applied.set(output, manifests);
    if (before === this.quickstart) this.quickstart = output;
    await this.cluster.apply(manifests);
    await issueCertificates(this.cluster, this.authority, manifests);
    const same = (a: KubeObject, b: KubeObject) => called(a) === called(b);
    await this.cluster.delete(old.filter((each) => !manifests.some((other) => same(each, other))));
    await Promise.all(
      manifests.filter(isWorkload).map(async (workload) => {
        const known = old.find((other) => same(workload, other));
        if (!known) throw new Error(`${called(workload)} was not there before`);
        if (JSON.stringify(known.spec.template) !== JSON.stringify(workload.spec.template)) {
          await this.rollOut(workload, { added: () => undefined, leaving: () => undefined });
        }
      }),
    );
    await this.publish();
  }

  /** Removes the admission policies of a sign-on. */
  async removeGuards(output: string): Promise<void> {
    await this.cluster.delete(
      this.applied.get(output)!.filter(({ kind }) => kind.startsWith('ValidatingAdmissionPolicy')),
    );
  }

  async startWorkloads(): Promise<void> {
    await this.runAll(this.manifests);
  }

  /** Starts all their pods at once, as a cluster would. Pods that need another pod restart until it is running. */
  private async runAll(objects: readonly KubeObject[]): Promise<void> {
    const pods = await Promise.all(
      objects
        .filter(isWorkload)
        .flatMap(podsOf)
        .map((pod) => this.admit(pod)),
    );
    await this.publish();
    await Promise.all(
      pods.map(async (pod) => {
        await pod.run(120);
        await this.publish();
      }),
    );
  }

  /** Runs an edge and assigns the public name to it. */
  async startEdge(edge: Edge, ...hosts: string[]): Promise<void> {
    const furtherReports = [...this.applied.keys()]
      .filter((output) => output !== this.quickstart)
      .map((output) => synthesized(output).report);
    const objects = await edge.objects({
      cluster: this.cluster,
      report: this.report,
      furtherReports,
      program: this.programs.found[edge.program]!,
    });
    await this.cluster.apply(objects);
    const pod = await this.admit(podsOf(objects.find(isWorkload)!)[0]!);
    await this.publish();
    await pod.run();
    for (const name of hosts) this.names.set(name, [pod.link.address]);
    // An edge may be ready before it has read every route.
    const routes = [...this.applied.values()]
      .flat()
      .filter(({ kind }) => kind === (edge.routing === 'ingresses' ? 'Ingress' : 'IngressRoute'));
    const places = routes
      .flatMap((route) => servedPlaces([route]).slice(0, 1))
      .map((place) => `https://${place.host}${place.path}`);
    await eventually(30, async () => {
      for (const place of places) {
        const { status } = await ask(place);
        if (status === 404 || status >= 500) throw new Error(`${edge.name} answers ${status} at ${place}`);
      }
    });
  }

  /**
   * Replaces the pods of a Deployment as its controller would, with its strategy. The manifest may have changed.
   */
  async rollOut(workload: KubeObject, watch: Watch): Promise<void> {
    const old = this.pods.filter(
      ({ object: { metadata } }) =>
        metadata.namespace === workload.metadata.namespace && metadata.name.startsWith(`${workload.metadata.name}-`),
    );
    const { type, rollingUpdate } = workload.spec.strategy;
    if (type === 'Recreate') {
      await Promise.all(old.map((pod) => this.leave(pod, watch)));
    } else if (rollingUpdate.maxSurge !== 1 || rollingUpdate.maxUnavailable !== 0) {
      throw new Error('the harness knows one rolling update: one more, none less');
    }
    const leaving: Promise<void>[] = [];
    for (const object of podsOf(workload)) {
      await this.appear(object, watch);
      const next = old.shift();
      if (next && type !== 'Recreate') leaving.push(this.leave(next, watch));
    }
    await Promise.all(leaving);
  }

  /** Evicts a pod, as when a node is drained. Its controller creates another one at the same time. */
  async replace(pod: Pod, workload: KubeObject, watch: Watch): Promise<void> {
    await Promise.all([this.leave(pod, watch), this.appear(podsOf(workload)[0]!, watch)]);
  }

  private async appear(object: KubeObject, { added }: Watch): Promise<void> {
    const pod = await this.admit({
      ...object,
      metadata: { ...object.metadata, name: `${object.metadata.name}-${(this.generation += 1)}` },
    });
    await this.publish();
    await pod.run(120);
    added(pod);
    await this.publish();
  }

  // It is removed from its Services when it gets the signal to end.
  private async leave(pod: Pod, { leaving }: Watch): Promise<void> {
    leaving(pod);
    pod.ready = false;
    await Promise.all([this.publish(), pod.terminate()]);
    this.pods.splice(this.pods.indexOf(pod), 1);
    await this.publish();
  }

  /** Changes a value in the Secret of the quickstart, for pods that are created afterwards. */
  async changeSecret(key: keyof typeof this.secrets, value: string): Promise<void> {
    (this.secrets as Record<string, string>)[key] = value;
    await this.cluster.apply(this.secretObjects());
  }

  edgePod({ name }: Pick<Edge, 'name'>): Pod | undefined {
    return this.pods.find(({ object }) => object.metadata.labels?.edge === name);
  }

  async stopEdge(edge: Edge): Promise<void> {
    for (const container of this.edgePod(edge)?.containers ?? []) await container.stop();
  }

  /** The command of the echo server, without its port. */
  get echo(): readonly string[] {
    return echoCommand(this.programs.found.node!);
  }

  /** The pods whose name contains the text, without those of the edges and of additional sign-ons. */
  podsNamed(text: string): Pod[] {
    return this.pods.filter(
      ({ name, object }) =>
        name.includes(text) && ![...edgeNamespaces, ...this.furtherNamespaces].includes(object.metadata.namespace!),
    );
  }

  /** The replicas of the proxy. */
  get proxies(): Pod[] {
    return this.podsNamed('proxy').filter((pod) => pod.containers.some(({ plan }) => plan.name === 'oauth2-proxy'));
  }

  /** The complete log of all replicas of the proxy. */
  get proxyLog(): string {
    return this.proxies.map(({ log }) => log).join('\n');
  }

  get redis(): Pod {
    return this.podsNamed('redis')[0]!;
  }

  /** A pod in another namespace: an attacker inside the cluster. */
  stranger(): Promise<Container> {
    this.intruder ??= this.startStranger();
    return this.intruder;
  }

  /** A workload with one pod that is not part of a sign-on, for the rest of the run. */
  async bring(objects: readonly KubeObject[]): Promise<Pod> {
    await this.cluster.apply(objects);
    const pod = await this.admit(podsOf(objects.find(isWorkload)!)[0]!);
    await this.publish();
    await pod.run();
    return pod;
  }

  // In sequence, since all rules of the router are replaced at once.
  private publishing: Promise<void> = Promise.resolve();
  publish(): Promise<void> {
    this.publishing = this.publishing.then(async () => {
      await enforcePolicies(this.cluster, this.pods);
      await publishServices(this.cluster, this.names, this.pods);
    });
    return this.publishing;
  }

  async stop(): Promise<void> {
    await this.secondServer?.stop();
    await this.server.stop();
  }

  private async startStranger(): Promise<Container> {
    return (await this.bring(strangerObjects())).container('stranger');
  }

  private async admit(object: KubeObject): Promise<Pod> {
    const pod = await Pod.admit(this.world, object);
    this.pods.push(pod);
    return pod;
  }

  private secretObjects(manifests: readonly KubeObject[] = this.manifests): KubeObject[] {
    const namespace = manifests.find(isWorkload)!.metadata.namespace!;
    return [
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'monitoring-sso', namespace }, stringData: this.secrets },
    ];
  }
}
