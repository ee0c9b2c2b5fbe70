import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sleep } from '../../support/process';
import type { Cluster } from '../cluster/cluster';
import type { KubeObject } from '../cluster/objects';
import { carried } from '../folders';
import { Container } from './container';
import { environmentOf, expand } from './environment';
import { imageFor, type Images } from './images';
import { droppingPrivileges } from './privileges';
import { pass } from './probes';
import { rootScript } from './root';
import { writeVolumes } from './volumes';
import { resolvConf } from '../network/names';
import { linkPod, type PodLink } from '../network/router';
import { runFolder } from '../places';

export interface PodWorld {
  readonly cluster: Cluster;
  readonly images: Images;
  readonly trustStore: string;
}

/** A pod that the API server admitted, run on this machine. */
export class Pod {
  /** Creates the object, which the API server may refuse, and the pod's network. Containers are not started. */
  static async admit(world: PodWorld, object: KubeObject): Promise<Pod> {
    const admitted = await world.cluster.create({ ...object, spec: { ...object.spec, nodeName: 'live' } });
    const link = await linkPod(`${object.metadata.namespace}.${object.metadata.name}`);
    return new Pod(world, admitted, link);
  }

  ready = false;
  readonly containers: Container[] = [];
  private volumes: Record<string, string> = {};

  private constructor(
    private readonly world: PodWorld,
    readonly object: KubeObject,
    readonly link: PodLink,
  ) {}

  get name(): string {
    return this.object.metadata.name;
  }

  get log(): string {
    return this.containers.map(({ log }) => log).join('');
  }

  container(name: string): Container {
    const found = this.containers.find(({ plan }) => plan.name === name);
    if (!found) throw new Error(`pod ${this.name} runs no container ${name}`);
    return found;
  }

  /** Runs init containers one by one, then the others. Resolves when every probe has succeeded. */
  async run(seconds = 90): Promise<void> {
    const { spec } = this.object;
    this.volumes = await writeVolumes(
      this.world.cluster,
      this.object,
      this.link.address,
      path.join(this.folder, 'volumes'),
    );
    for (const init of spec.initContainers ?? []) {
      const container = await this.prepare(init);
      if (init.restartPolicy === 'Always') {
        this.containers.push(container);
        container.start();
        await pass(container, init, this.link.address, seconds);
      } else {
        await container.complete();
      }
    }
    const started = await Promise.all(spec.containers.map((each: any) => this.prepare(each)));
    this.containers.push(...started);
    started.forEach((container) => container.start());
    await this.becomeReady(seconds);
  }

  async becomeReady(seconds: number): Promise<void> {
    const { spec } = this.object;
    await Promise.all(
      spec.containers.map((each: any) => pass(this.container(each.name), each, this.link.address, seconds)),
    );
    this.ready = true;
    await this.world.cluster.must([
      'patch',
      'pod',
      this.name,
      '-n',
      this.object.metadata.namespace!,
      '--subresource=status',
      '--type=merge',
      '-p',
      JSON.stringify({
        status: {
          phase: 'Running',
          podIP: this.link.address,
          podIPs: [{ ip: this.link.address }],
          conditions: [{ type: 'Ready', status: 'True' }],
        },
      }),
    ]);
  }

  /**
   * Stops the pod as a kubelet does for a deleted pod: preStop hook, SIGTERM, and SIGKILL after the grace period.
   */
  async terminate(): Promise<void> {
    this.ready = false;
    const { containers, terminationGracePeriodSeconds: grace = 30 } = this.object.spec;
    await Promise.all(
      containers.map(async ({ name, lifecycle }: any) => {
        const delay: number = lifecycle?.preStop?.sleep?.seconds ?? 0;
        await sleep(delay * 1000);
        await this.container(name).stop(grace - delay);
      }),
    );
    await this.world.cluster.must([
      'delete',
      'pod',
      this.name,
      '-n',
      this.object.metadata.namespace!,
      '--force',
      '--grace-period=0',
    ]);
  }

  /** The path of a volume on this machine. */
  volume(name: string): string {
    return this.volumes[name]!;
  }

  private get folder(): string {
    return path.join(runFolder, 'pods', this.link.namespace);
  }

  private async prepare(spec: any): Promise<Container> {
    const podContext = this.object.spec.securityContext ?? {};
    const context = spec.securityContext ?? {};
    const image = imageFor(this.world.images, spec.image);
    const environment = await environmentOf(this.world.cluster, this.object, this.link.address, spec);
    const folder = path.join(this.folder, 'containers', spec.name);
    mkdirSync(folder, { recursive: true });
    const write = (name: string, text: string) => {
      const file = path.join(this.folder, name);
      writeFileSync(file, text);
      return file;
    };
    return new Container({
      name: spec.name,
      log: `${this.link.namespace}.${spec.name}`,
      folder,
      network: this.link.namespace,
      environment,
      dropping: droppingPrivileges(podContext, context, image, `container ${spec.name} of ${this.name}`),
      command: [...(spec.command ?? image.entrypoint), ...(spec.args ?? [])].map((word: string) =>
        expand(word, environment),
      ),
      script: rootScript({
        folder,
        image,
        mounts: (spec.volumeMounts ?? []).map((mount: any) => ({
          source: path.join(this.volumes[mount.name]!, mount.subPath ?? ''),
          target: mount.mountPath,
          readOnly: mount.readOnly ?? false,
        })),
        readOnly: context.readOnlyRootFilesystem ?? false,
        hostname: this.name,
        resolvConf: write('resolv.conf', resolvConf(this.object.metadata.namespace!)),
        hosts: write('hosts', `127.0.0.1 localhost\n${this.link.address} ${this.name}\n`),
        trustStore: this.world.trustStore,
        carried,
      }),
    });
  }
}
