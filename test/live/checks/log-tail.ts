import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { logs } from '../places';

const LINES = 25;
const LINES_OF_EACH = 6;
const WIDTH = 220;
const BYTES = 16_384;

/** The current length of each log of the run. */
export type LogMark = ReadonlyMap<string, number>;

export function markLogs(): LogMark {
  return new Map(names().map((name) => [name, statSync(path.join(logs, name)).size]));
}

/**
 * The last new lines of each log since then, the most recently changed log first. Limited to the height of a screen.
 */
export function writtenSince(mark: LogMark): string {
  const grown = names()
    .map((name) => ({ name, ...statSync(path.join(logs, name)) }))
    .filter(({ name, size }) => size > (mark.get(name) ?? 0))
    .sort((a, b) => b.mtimeMs - a.mtimeMs);
  const lines = grown.flatMap(({ name, size }) =>
    linesBetween(name, mark.get(name) ?? 0, size)
      .slice(-LINES_OF_EACH)
      .map((line) => `${name}: ${line}`),
  );
  return lines
    .slice(0, LINES)
    .map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line))
    .join('\n');
}

function linesBetween(name: string, from: number, to: number): string[] {
  const start = Math.max(from, to - BYTES);
  const file = openSync(path.join(logs, name), 'r');
  try {
    const buffer = Buffer.alloc(to - start);
    const length = readSync(file, buffer, 0, buffer.length, start);
    return buffer
      .subarray(0, length)
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
  } finally {
    closeSync(file);
  }
}

const names = () => readdirSync(logs).filter((name) => name.endsWith('.log'));
