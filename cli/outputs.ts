import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { InvalidArgumentError } from 'commander';

/** Thrown when a result cannot be written, for example because the disk is full or the folder was removed. */
export class CannotWrite extends Error {}

/**
 * Check before a long run that every file can be written, and that none is an input or the target of another option.
 * Existing files stay as they are.
 */
export function writable(files: Readonly<Record<string, string | undefined>>, inputs: readonly string[]): void {
  const taken = new Map(inputs.map((file) => [placeOf(file), 'is read']));
  for (const [option, file] of Object.entries(files)) {
    if (file === undefined) continue;
    const place = tried(option, file);
    if (taken.has(place)) {
      throw new InvalidArgumentError(
        `${option} would overwrite ${file}, which ${taken.get(place)}; fix: name another file`,
      );
    }
    taken.set(place, `${option} writes`);
  }
}

/**
 * Write every file completely or not at all. A failure does not stop the other files; all failures are reported at the
 * end.
 */
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

/** The path that a write changes: the target of all links, also of a link to a file that does not exist yet. */
function placeOf(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const folder = path.dirname(path.resolve(file));
    const isLink = fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink();
    return isLink
      ? placeOf(path.resolve(folder, fs.readlinkSync(file)))
      : path.join(fs.realpathSync(folder), path.basename(file));
  }
}

/** Return the resolved path of a file that can be written. */
function tried(option: string, file: string): string {
  try {
    const place = placeOf(file);
    const there = fs.statSync(file, { throwIfNoEntry: false });
    // Opening a pipe and closing it would end the input of its reader.
    if (there && isChannel(there)) return place;
    const open = openFile(file);
    if (open !== undefined) {
      fs.writeSync(open, ''); // it may have no name any more, and may be open for reading alone
      return place;
    }
    fs.closeSync(fs.openSync(place, 'a'));
    if (!there) fs.rmSync(place);
    return place;
  } catch (error) {
    throw new InvalidArgumentError(`${option} cannot be written: ${(error as Error).message}; fix: name another file`);
  }
}

/** Whether the file is a pipe or a device, which cannot be replaced. */
const isChannel = (there: fs.Stats) => there.isFIFO() || there.isCharacterDevice() || there.isBlockDevice();

// Folders that are for others to write to, and files that are mounted one by one.
const NOTHING_BESIDE = ['EACCES', 'EPERM', 'EROFS', 'EBUSY'];

/**
 * The file descriptor behind a name such as /dev/stdout. Existing content stays, and later writes of other programs
 * are appended.
 */
function openFile(file: string): number | undefined {
  const place = path.resolve(file);
  const [, number] = /^\/(?:dev|proc\/(?:thread-)?self)\/fd\/(\d+)$/.exec(place) ?? [];
  if (number !== undefined) return fs.fstatSync(Number(number)).isFile() ? Number(number) : undefined;
  const isLink = fs.lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink ? openFile(path.resolve(path.dirname(place), fs.readlinkSync(place))) : undefined;
}

function write(file: string, text: string): void {
  const open = openFile(file);
  if (open !== undefined) return fs.writeFileSync(open, text);
  const there = fs.statSync(file, { throwIfNoEntry: false });
  if (there && isChannel(there)) return fs.writeFileSync(file, text);
  const place = placeOf(file);
  // The name must be unique: in a container the process id is often 1, and a name with it could be an older result. It
  // must also be short, since the given name may have the maximum length.
  const temporary = path.join(path.dirname(place), `.${randomBytes(6).toString('hex')}`);
  try {
    fs.writeFileSync(temporary, text, { flag: 'wx' });
    fs.renameSync(temporary, place);
  } catch (error) {
    if (!there || !NOTHING_BESIDE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    fs.writeFileSync(place, text);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}
