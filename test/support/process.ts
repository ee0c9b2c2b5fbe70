import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /**
   * Milliseconds after which the command is killed.
   * @default no limit
   */
  readonly timeout?: number;
}

export interface Result {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command and waits for its end. Every exit code is accepted. */
export function run(command: readonly string[], options: RunOptions = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), {
      cwd: options.cwd,
      env: options.env ?? process.env,
      timeout: options.timeout,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ status: code ?? 1, stdout, stderr }));
    // A command may end without reading its input, which is not an error.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** Runs a command that must succeed. Returns its standard output. */
export async function output(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const result = await run(command, options);
  if (result.status !== 0) {
    throw new Error(`${command.join(' ')} ended with ${result.status}\n${result.stdout}${result.stderr}`);
  }
  return result.stdout;
}

export const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Calls a function every half second until it succeeds, or fails with its last error. */
export async function eventually<T>(seconds: number, question: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ;) {
    try {
      return await question();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(500);
    }
  }
}

declare global {
  /** Given to test files by environment.cjs. */
  var atTheEnd: ((end: () => void) => void) | undefined;
}

const running = new Set<ChildProcess>();
const folders = new Set<string>();
let watching = false;

// Unless this process ends by SIGKILL, the programs that it started are stopped and its files are removed.
function watchForTheEnd() {
  if (watching) return;
  watching = true;
  const end = () => {
    running.forEach((child) => child.kill('SIGKILL'));
    folders.forEach(removeFolder);
  };
  if (globalThis.atTheEnd !== undefined) {
    globalThis.atTheEnd(end);
    return;
  }
  // Registered first, since another listener may end the process immediately.
  process.prependListener('exit', end);
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.prependListener(signal, () => process.exit(code));
  }
}

/** Makes a folder that is removed at the end of this process, if not before. */
export function temporaryFolder(prefix: string, parent = tmpdir()): string {
  watchForTheEnd();
  const folder = mkdtempSync(path.join(parent, `${prefix}-`));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  folders.delete(folder);
  // A server that was just killed may still be writing.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** A server that runs in the background and writes to a log file. */
export class Daemon {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private end?: string;

  constructor(
    private readonly command: readonly string[],
    readonly log: string,
    options: Pick<RunOptions, 'cwd' | 'env'> = {},
  ) {
    watchForTheEnd();
    const file = openSync(log, 'a');
    this.child = spawn(command[0]!, command.slice(1), {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', file, file],
    });
    closeSync(file);
    running.add(this.child);
    this.ended = new Promise((resolve) => {
      const note = (end: string) => {
        this.end = end;
        running.delete(this.child);
        resolve();
      };
      this.child.on('exit', (code, signal) => note(signal ?? `exit code ${code}`));
      this.child.on('error', (error) => note(error.message));
    });
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.command[0]} did not start`);
    return this.child.pid;
  }

  /** Throws an error with the end of the log if the server has stopped. */
  check(): void {
    if (this.end !== undefined) {
      throw new Error(`${this.command[0]} ended (${this.end})\n${readFileSync(this.log, 'utf8').slice(-4000)}`);
    }
  }

  /** Sends SIGTERM, and SIGKILL if the server does not end within the grace period. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', graceSeconds = 10): Promise<void> {
    if (this.end !== undefined) return;
    this.child.kill(signal);
    const patience = setTimeout(() => this.child.kill('SIGKILL'), graceSeconds * 1000);
    await this.ended;
    clearTimeout(patience);
  }
}
