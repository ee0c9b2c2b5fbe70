import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cache as sharedCache } from '../support/cache';

export const repository = path.resolve(__dirname, '../..');

/** What the live run keeps between runs. */
export const cache = path.join(sharedCache, 'live');

/** Tells the inner process which run it belongs to. */
export const runVariable = 'LIVE_RUN';
export const runId = process.env[runVariable] ?? String(process.pid);

/** One run's logs and files: kept until the next run, so that a failure can be looked into. */
export const runFolder = path.join(cache, `run-${runId}`);

export const logs = path.join(runFolder, 'logs');

export const logFile = (name: string) => path.join(logs, `${name}.log`);

/** Makes this run's folder, and takes those away whose runs are over. */
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
