import * as fs from 'node:fs';
import * as path from 'node:path';
import { InvalidArgumentError } from 'commander';

/** Thrown when a result could not be written: a full disk, or a folder that is gone. */
export class CannotWrite extends Error {}

/** Fails for what could not be written, or would be written over, and leaves what is there as it is: rather now than after minutes. */
export function writable(files: Readonly<Record<string, string | undefined>>, inputs: readonly string[]): void {
  const taken = new Map(inputs.map((file) => [path.resolve(file), 'is read']));
  for (const [option, file] of Object.entries(files)) {
    if (file === undefined) continue;
    const place = path.resolve(file);
    if (taken.has(place)) throw new InvalidArgumentError(`${option} would write over ${file}, which ${taken.get(place)}; fix: name another file`);
    taken.set(place, `${option} writes`);
    const isThere = fs.existsSync(file);
    try {
      fs.closeSync(fs.openSync(file, 'a'));
    } catch (error) {
      throw new InvalidArgumentError(`${option}: ${(error as Error).message}`);
    }
    if (!isThere) fs.rmSync(file);
  }
}

/** Writes every file, whole or not at all, also after another has failed; then says what did. */
export function writeWhole(contents: readonly (readonly [file: string, text: string])[]): void {
  const failed = contents.flatMap(([file, text]) => {
    try {
      write(file, text);
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
  if (failed.length > 0) throw new CannotWrite(failed.join('; '));
}

function write(file: string, text: string): void {
  const isThere = fs.existsSync(file);
  // A device or a pipe stays what it is.
  if (isThere && !fs.statSync(file).isFile()) return fs.writeFileSync(file, text);
  const place = isThere ? fs.realpathSync(file) : file;
  const temporary = `${place}.${process.pid}`;
  try {
    fs.writeFileSync(temporary, text);
    fs.renameSync(temporary, place);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}
