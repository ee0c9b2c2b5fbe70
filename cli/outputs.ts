import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { InvalidArgumentError } from 'commander';

/** Thrown when a result could not be written: a full disk, or a folder that is gone. */
export class CannotWrite extends Error {}

/** Fails for what could not be written, or would be written over, and leaves what is there as it is: rather now than after minutes. */
export function writable(files: Readonly<Record<string, string | undefined>>, inputs: readonly string[]): void {
  const taken = new Map(inputs.map((file) => [placeOf(file), 'is read']));
  for (const [option, file] of Object.entries(files)) {
    if (file === undefined) continue;
    const place = tried(option, file);
    if (taken.has(place))
      throw new InvalidArgumentError(
        `${option} would write over ${file}, which ${taken.get(place)}; fix: name another file`,
      );
    taken.set(place, `${option} writes`);
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

/** Where what is written to a file ends up: behind every link, also one to a file that is not there yet. */
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

/** The place of a file, if it can be written. */
function tried(option: string, file: string): string {
  try {
    const place = placeOf(file);
    const there = fs.statSync(file, { throwIfNoEntry: false });
    // Whoever reads a pipe would see it end.
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

/** Whether something is a pipe or a device, which stays what it is. */
const isChannel = (there: fs.Stats) => there.isFIFO() || there.isCharacterDevice() || there.isBlockDevice();

// Folders that are for others to write to, and files that are mounted one by one.
const NOTHING_BESIDE = ['EACCES', 'EPERM', 'EROFS', 'EBUSY'];

/** The file that is open already under a name such as /dev/stdout, which is a link to one of these: what is in it stays, and what others write to it comes after. */
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
  // A name of nobody else's, and none that is too long: in a container this process may well be number 1, and the file that number of somebody's old results.
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
