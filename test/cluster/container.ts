import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { ofKind, type KubernetesObject, type Workload } from './objects';
import { Daemon, removeFolder, run, temporaryFolder, type Result } from '../support/process';
import { MissingTool, systemProgram } from '../support/tools';

/** Checks that the containers of a manifest can run on this machine. Returns the reason if they cannot. */
export async function obstacle(programs: Record<string, string>): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'to mount at the paths of a manifest takes root';
  const needed = { ...programs, unshare: 'util-linux', nsenter: 'util-linux', setpriv: 'util-linux', ip: 'iproute2' };
  try {
    for (const [program, debianPackage] of Object.entries(needed)) await systemProgram(program, debianPackage);
    return undefined;
  } catch (error) {
    if (error instanceof MissingTool) return error.message;
    throw error;
  }
}

// The volumes are mounted over a temporary view of this machine's file system, so paths are those of the manifest.
// Links of this machine, such as /var/run, are followed within that view. Arguments: a folder to work in, `ro` or `rw`
// for the root, whether the network is a private one, the number of mounts, each as source, target and mode, then the
// command.
const enter = `set -e
work="$1" root_mode="$2" private_network="$3" count="$4"; shift 4
mount -t tmpfs tmpfs "$work"
mkdir "$work/upper" "$work/work" "$work/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$work/root"
mount -t proc proc "$work/root/proc"
mount --rbind /dev "$work/root/dev"
while [ "$count" -gt 0 ]; do
  target="$work/root$(readlink -m "$2")"
  if [ -d "$1" ]; then mkdir -p "$target"; else mkdir -p "$(dirname "$target")"; touch "$target"; fi
  mount --bind "$1" "$target"
  if [ "$3" = ro ]; then mount -o remount,ro,bind "$target"; fi
  shift 3; count=$((count - 1))
done
if [ "$root_mode" = ro ]; then mount -o remount,ro "$work/root"; fi
if [ -n "$private_network" ]; then ip link set lo up; fi
chroot "$work/root" "$@"
exit $?`;

/** Options of a pod that are not in its manifest. */
export interface PodOptions {
  /**
   * Whether it uses the network of this machine. Servers of the test are then on its loopback address.
   * @default a private network without other processes
   */
  readonly hostNetwork?: boolean;
  /**
   * Files of this machine, by their path in the containers, such as programs of an image.
   * @default none
   */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * The containers of a workload. They run with programs of this machine, and with the command, user, environment and
 * mounts of the manifest.
 */
export class Pod {
  readonly directory = temporaryFolder('pod');
  private readonly spec: any;
  private readonly secrets = new Map<string, string>();
  private readonly daemons: Daemon[] = [];

  constructor(
    workload: Workload,
    private readonly objects: readonly KubernetesObject[],
    private readonly options: PodOptions = {},
  ) {
    this.spec = workload.template.spec;
    for (const volume of this.spec.volumes ?? []) this.fill(volume);
  }

  /** Runs a container to its end. */
  runToEnd(name: string): Promise<Result> {
    return run(this.enter(this.definition(name), this.newRoot()));
  }

  /** Starts a container. */
  start(name: string): Container {
    const definition = this.definition(name);
    const root = this.newRoot();
    const daemon = new Daemon(this.enter(definition, root), path.join(this.directory, `${name}.log`));
    this.daemons.push(daemon);
    return new Container(daemon, definition, ['chroot', path.join(root, 'root'), ...this.as(definition)]);
  }

  /**
   * Replaces the files of a projected volume atomically, as the kubelet does: the new files are in a new folder, and a
   * link is changed from the old folder to the new one.
   */
  project(volume: string, files: Readonly<Record<string, string>>): void {
    const folder = this.folder(volume);
    const { defaultMode } = this.spec.volumes.find(({ name }: any) => name === volume).projected;
    const generation = mkdtempSync(`${folder}/..`);
    chmodSync(generation, 0o755);
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(path.join(generation, name), text);
      chmodSync(path.join(generation, name), defaultMode);
    }
    const data = path.join(folder, '..data');
    const before = existsSync(data) ? readlinkSync(data) : undefined;
    symlinkSync(path.basename(generation), `${data}_tmp`);
    renameSync(`${data}_tmp`, data);
    for (const name of Object.keys(files)) {
      if (before === undefined) symlinkSync(path.join('..data', name), path.join(folder, name));
    }
    if (before !== undefined) rmSync(path.join(folder, before), { recursive: true });
  }

  async stop(): Promise<void> {
    // unshare ignores SIGTERM; its shell ends with it, and as the first process of its namespace takes all others
    // along.
    for (const daemon of this.daemons) await daemon.stop('SIGKILL');
    removeFolder(this.directory);
  }

  /**
   * Returns the value of a key of a Secret. For a Secret that is not in the manifests, it generates a value with
   * special characters of shells and URLs.
   */
  secret(name: string, key: string): string {
    const id = `${name}/${key}`;
    if (!this.secrets.has(id)) {
      this.secrets.set(id, this.given('Secret', name)?.[key] ?? `it's "odd" #%s/${randomBytes(12).toString('hex')}`);
    }
    return this.secrets.get(id)!;
  }

  private definition(name: string): any {
    const found = [...(this.spec.initContainers ?? []), ...this.spec.containers].find(
      (container) => container.name === name,
    );
    if (found === undefined) throw new Error(`there is no container ${name}`);
    return found;
  }

  private given(kind: 'ConfigMap' | 'Secret', name: string): Record<string, string> | undefined {
    const object = ofKind(this.objects, kind).find(({ metadata }) => metadata.name === name);
    if (object === undefined || kind === 'ConfigMap') return object?.data;
    const decoded = Object.entries(object.data ?? {}).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString(),
    ]);
    return { ...Object.fromEntries(decoded), ...object.stringData };
  }

  private folder(volume: string): string {
    return path.join(this.directory, 'volumes', volume);
  }

  // Owners and modes are those of the kubelet: all files belong to root and to the pod's group.
  private fill(volume: any): void {
    const folder = this.folder(volume.name);
    const group: number = this.spec.securityContext?.fsGroup ?? 0;
    mkdirSync(folder, { recursive: true });
    chownSync(folder, 0, group);
    chmodSync(folder, 0o2777);
    if (volume.emptyDir !== undefined || volume.persistentVolumeClaim !== undefined || volume.projected !== undefined) {
      return;
    }

    for (const [name, text] of Object.entries(this.files(volume))) {
      const file = path.join(folder, name);
      writeFileSync(file, text);
      chownSync(file, 0, group);
      const mode: number = (volume.secret ?? volume.configMap).defaultMode ?? 0o644;
      chmodSync(file, group === 0 ? mode : mode | 0o440);
    }
  }

  private files(volume: any): Record<string, string> {
    if (volume.secret !== undefined) {
      const items: { key: string; path: string }[] = volume.secret.items;
      return Object.fromEntries(items.map((item) => [item.path, this.secret(volume.secret.secretName, item.key)]));
    }
    const data = this.given('ConfigMap', volume.configMap?.name);
    if (data === undefined) throw new Error(`cannot fill the volume ${JSON.stringify(volume)}`);
    return data;
  }

  private newRoot(): string {
    return mkdtempSync(path.join(this.directory, 'root-'));
  }

  private enter(container: any, root: string): string[] {
    // An image's own entry point is unknown here, so the manifest has to name the program.
    const command = [...container.command, ...(container.args ?? [])];
    const mounts = (container.volumeMounts ?? [])
      .flatMap((mount: any) => [this.folder(mount.name), mount.mountPath, mount.readOnly ? 'ro' : 'rw'])
      .concat(Object.entries(this.options.files ?? {}).flatMap(([target, source]) => [source, target, 'ro']));
    const mode = container.securityContext?.readOnlyRootFilesystem ? 'ro' : 'rw';
    return [
      'unshare',
      '--mount',
      ...(this.options.hostNetwork ? [] : ['--net']),
      '--pid',
      '--fork',
      '--kill-child',
      'sh',
      '-c',
      enter,
      'sh',
      root,
      mode,
      this.options.hostNetwork ? '' : 'private',
      String(mounts.length / 3),
      ...mounts,
      ...this.as(container),
      ...command,
    ];
  }

  /** The wrapper of a command that runs it as the container's user, in the container's environment. */
  private as(container: any): string[] {
    const context = { ...this.spec.securityContext, ...container.securityContext };
    const env = (container.env ?? []).map(
      ({ name, value, valueFrom }: any) =>
        `${name}=${value ?? this.secret(valueFrom.secretKeyRef.name, valueFrom.secretKeyRef.key)}`,
    );
    const capabilities = (context.capabilities?.add ?? []).map((name: string) => `+${name.toLowerCase()}`);
    return [
      'setpriv',
      `--reuid=${context.runAsUser}`,
      `--regid=${context.runAsGroup}`,
      `--groups=${context.fsGroup ?? context.runAsGroup}`,
      '--no-new-privs',
      `--bounding-set=${['-all', ...capabilities].join(',')}`,
      '--inh-caps=-all',
      'env',
      '-i',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      ...env,
    ];
  }
}

/** A running container. */
export class Container {
  constructor(
    readonly daemon: Daemon,
    readonly definition: any,
    private readonly within: readonly string[],
  ) {}

  /** Runs a command inside, as the container's own user. */
  exec(command: readonly string[]): Promise<Result> {
    this.daemon.check();
    const { pid } = this.daemon;
    const first = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return run(['nsenter', `--target=${first}`, '--mount', '--net', '--pid', '--root', ...this.within, ...command]);
  }
}
