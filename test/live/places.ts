import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cache as sharedCache } from '../support/cache';

export const repository = path.resolve(__dirname, '../..');

/** The folder that the live run keeps between runs. */
export const cache = path.join(sharedCache, 'live');

/** The environment variable with the run of the inner process. */
export const runVariable = 'LIVE_RUN';
export const runId = process.env[runVariable] ?? String(process.pid);

/** Logs and files of a run. They are kept until the next run, so that failures can be analyzed. */
export const runFolder = path.join(cache, `run-${runId}`);

export const logs = path.join(runFolder, 'logs');

export const logFile = (name: string) => path.join(logs, `${name}.log`);

/** Creates the folder of this run, and removes the folders of finished runs. */
export function makeRunFolder(): void {
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    const [, id] = /^run-(\d+)$/.exec(name) ?? [];
    if (id !== undefined && !isRunning(Number(id))) rmSync(path.join(cache, name), { recursive: true, force: true });
  }
  mkdirSync(logs, { recursive: true });
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}
