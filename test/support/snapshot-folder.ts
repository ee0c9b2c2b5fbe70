import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect } from '@jest/globals';
import { inCase } from './in-case';

/** Every file of a folder, by its path. */
export function filesBelow(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * Compares files with the snapshots in a folder, one for each file.
 * As with other snapshots of jest, `-u` writes all of them, and with `--ci` no new snapshot is written.
 */
export function expectAsKept(folder: string, files: Record<string, string>): void {
  const { snapshotState } = expect.getState() as unknown as {
    snapshotState: { _updateSnapshot: 'all' | 'new' | 'none' };
  };
  const update = snapshotState._updateSnapshot;
  if (update === 'all') fs.rmSync(folder, { recursive: true, force: true });
  for (const [file, text] of Object.entries(files)) {
    const place = path.join(folder, file);
    if (update === 'none' || fs.existsSync(place)) continue;
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, text);
  }
  expect(fs.existsSync(folder) ? filesBelow(folder) : []).toEqual(Object.keys(files).sort());
  for (const [file, text] of Object.entries(files)) {
    inCase(file, () => expect(text).toBe(fs.readFileSync(path.join(folder, file), 'utf8')));
  }
}
