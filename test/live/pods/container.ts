import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Daemon, type Result, run, sleep } from '../../support/process';
import { logFile } from '../places';

export interface ContainerPlan {
  readonly name: string;
  readonly log: string;
  readonly folder: string;
  readonly network: string;
  readonly script: string;
  /** The wrapper of every command in the container, which drops privileges. */
  readonly dropping: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * A container: a process with its own file system in the pod's network. It is restarted when it ends, as by a kubelet.
 */
export class Container {
  readonly logFile: string;
  restarts = 0;
  /** Additional environment variables of the program, which its wrappers do not have. */
  extra: Readonly<Record<string, string>> = {};
  private daemon?: Daemon;
  private wanted = false;
  private keeping: Promise<void> = Promise.resolve();

  constructor(readonly plan: ContainerPlan) {
    this.logFile = logFile(plan.log);
    mkdirSync(plan.folder, { recursive: true });
    writeFileSync(this.scriptFile, plan.script);
  }

  get log(): string {
    try {
      return readFileSync(this.logFile, 'utf8');
    } catch {
      return '';
    }
  }

  /** Runs it once, and waits for its end. */
  async complete(): Promise<void> {
    const { status, stdout, stderr } = await run(this.entering(), { env: this.environment });
    appendFileSync(this.logFile, stdout + stderr);
    if (status !== 0) throw new Error(`${this.plan.log} ended with ${status}\n${(stdout + stderr).slice(-2000)}`);
  }

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.keeping = this.keep();
  }

  async stop(graceSeconds?: number): Promise<void> {
    this.wanted = false;
    await this.daemon?.stop('SIGTERM', graceSeconds);
    await this.keeping;
  }

  /** Stops the process. The container restarts it. */
  async end(graceSeconds?: number): Promise<void> {
    await this.daemon?.stop('SIGTERM', graceSeconds);
  }

  /** Sends a signal to every process of the container. */
  signal(name: NodeJS.Signals): void {
    for (const pid of this.processes) process.kill(pid, name);
  }

  /** The process ids of the container, beginning with the first process. */
  get processes(): number[] {
    const below = (pid: number): number[] =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
        .split(' ')
        .filter(Boolean)
        .map(Number)
        .flatMap((child) => [child, ...below(child)]);
    return [this.daemon!.pid, ...below(this.daemon!.pid)];
  }

  async restart(graceSeconds?: number): Promise<void> {
    await this.stop(graceSeconds);
    this.start();
  }

  get running(): boolean {
    try {
      this.daemon?.check();
      return this.daemon !== undefined;
    } catch {
      return false;
    }
  }

  /** Runs an additional command in the container, as its user and with its files. */
  exec(command: readonly string[], timeoutSeconds?: number): Promise<Result> {
    const enter = ['nsenter', '--target', String(this.daemon!.pid), '--mount', '--net', '--root', '--wd=/'];
    return run([...enter, ...this.plan.dropping, ...command], {
      env: this.environment,
      timeout: timeoutSeconds && timeoutSeconds * 1000,
    });
  }

  private async keep(): Promise<void> {
    let hasty = 0;
    while (this.wanted) {
      const begin = Date.now();
      this.daemon = new Daemon(this.entering(), this.logFile, { env: this.environment });
      while (this.running) await sleep(200);
      if (!this.wanted) return;
      this.restarts += 1;
      // After a longer run, the restart delay begins again.
      hasty = Date.now() - begin > 30_000 ? 1 : hasty + 1;
      await sleep(Math.min(hasty, 5) * 1000);
    }
  }

  private entering(): string[] {
    const { network, dropping, command } = this.plan;
    const extra = Object.entries(this.extra).map(([name, value]) => `${name}=${value}`);
    return [
      'nsenter',
      `--net=/run/netns/${network}`,
      'unshare',
      '--mount',
      '--uts',
      '--',
      'sh',
      this.scriptFile,
      ...dropping,
      'env',
      ...extra,
      ...command,
    ];
  }

  private get environment(): Record<string, string> {
    return { PATH: defaultPath, HOME: '/', HOSTNAME: this.plan.network, ...this.plan.environment };
  }

  private get scriptFile(): string {
    return path.join(path.dirname(this.plan.folder), `${this.plan.name}.sh`);
  }
}
