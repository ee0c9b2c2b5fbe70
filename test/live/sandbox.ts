import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runFolder, runId, runVariable } from './places';
import { systemProgram } from '../support/tools';

const marker = 'LIVE_SANDBOX';

export const insideSandbox = () => process.env[marker] !== undefined;

/** Data that the outer process passes to the inner one. */
export const handedOver = <T>(): T => JSON.parse(readFileSync(process.env[marker]!, 'utf8')) as T;

/**
 * Runs this program again in its own namespaces for network, mounts and process ids. When it ends, the kernel stops all
 * processes in them and removes the namespaces. The machine is not changed.
 */
export async function runInSandbox(handOver: unknown): Promise<number> {
  if (process.getuid?.() !== 0) throw new Error('the live run makes network and mount namespaces, which takes root');
  const unshare = await systemProgram('unshare', 'util-linux');
  // Resource definitions are too long for the environment.
  const file = path.join(runFolder, 'handed-over.json');
  writeFileSync(file, JSON.stringify(handOver));
  const self = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn(unshare, ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--', ...self], {
    stdio: 'inherit',
    env: {
      ...process.env,
      [marker]: file,
      [runVariable]: runId,
      // Debian has the programs for networks and mounts in this folder, which may not be in PATH.
      PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
    },
  });
  // The inner process also gets Ctrl-C: it cleans up and ends, and this process returns its status.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
