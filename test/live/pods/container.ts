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
  /** What stands before every command in the container: the loss of privileges. */
  readonly dropping: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** One container: a process with a file system of its own in the pod's network; begun again when it ends, as a kubelet would. */
export class Container {
  readonly logFile: string;
  restarts = 0;
  private daemon?: Daemon;
  private wanted = false;

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

  /** Runs it once, to its end. */
  async complete(): Promise<void> {
    const { status, stdout, stderr } = await run(this.entering(), { env: this.environment });
    appendFileSync(this.logFile, stdout + stderr);
    if (status !== 0) throw new Error(`${this.plan.log} ended with ${status}\n${(stdout + stderr).slice(-2000)}`);
  }

  start(): void {
    this.wanted = true;
    void this.keep();
  }

  async stop(): Promise<void> {
    this.wanted = false;
    await this.daemon?.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
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

  /** Runs a command beside the container's own, as its user and with its files. */
  exec(command: readonly string[]): Promise<Result> {
    const enter = ['nsenter', '--target', String(this.daemon!.pid), '--mount', '--net', '--root', '--wd=/'];
    return run([...enter, ...this.plan.dropping, ...command], { env: this.environment });
  }

  private async keep(): Promise<void> {
    while (this.wanted) {
      this.daemon = new Daemon(this.entering(), this.logFile, { env: this.environment });
      while (this.running) await sleep(200);
      if (!this.wanted) return;
      this.restarts += 1;
      await sleep(Math.min(this.restarts, 5) * 1000);
    }
  }

  private entering(): string[] {
    const { network, dropping, command } = this.plan;
    return ['nsenter', `--net=/run/netns/${network}`, 'unshare', '--mount', '--uts', '--', 'sh', this.scriptFile, ...dropping, ...command];
  }

  private get environment(): Record<string, string> {
    return { PATH: defaultPath, HOME: '/', HOSTNAME: this.plan.network, ...this.plan.environment };
  }

  private get scriptFile(): string {
    return path.join(path.dirname(this.plan.folder), `${this.plan.name}.sh`);
  }
}
