import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runFolder, runId, runVariable } from './places';
import { systemProgram } from '../support/tools';

const marker = 'LIVE_SANDBOX';

export const insideSandbox = () => process.env[marker] !== undefined;

/** What the outer process found out and the inner one needs. */
export const handedOver = <T>(): T => JSON.parse(readFileSync(process.env[marker]!, 'utf8')) as T;

/**
 * Runs this very program again with network, mounts and process ids of its own. When it ends, however it ends, the
 * kernel ends everything that was started inside and takes the namespaces away; nothing of the machine has been
 * touched.
 */
export async function runInSandbox(handOver: unknown): Promise<number> {
  if (process.getuid?.() !== 0) throw new Error('the live run makes network and mount namespaces, which takes root');
  const unshare = await systemProgram('unshare', 'util-linux');
  // Resource definitions are longer than an environment may be.
  const file = path.join(runFolder, 'handed-over.json');
  writeFileSync(file, JSON.stringify(handOver));
  const self = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn(unshare, ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--', ...self], {
    stdio: 'inherit',
    env: {
      ...process.env,
      [marker]: file,
      [runVariable]: runId,
      // Debian keeps what makes networks and mounts there, which is not on every path.
      PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
    },
  });
  // Ctrl-C reaches the inner process by itself: it tidies up and ends, and this one reports how.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
