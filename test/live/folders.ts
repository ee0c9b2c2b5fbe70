import { mkdirSync } from 'node:fs';
import { repository } from './places';
import { cache } from '../support/cache';
import { output } from '../support/process';

/** The machine's named network namespaces. */
const namespaces = '/run/netns';

/** Folders of the machine that the sandbox does not see. It leaves no trace of its own there either. */
const hidden = [namespaces, '/tmp'];

const isIn = (folder: string) => (place: string) => place === folder || place.startsWith(`${folder}/`);

/**
 * Folders that the sandbox and every container of it see, wherever they are: the checkout, and its cache where that is
 * elsewhere.
 */
export const carried: readonly string[] = [repository, ...(isIn(repository)(cache) ? [] : [cache])];

/** Throws, before anything is built, for places that the live run would not find. */
export function refuseHidden(places: readonly (string | undefined)[]): void {
  const lost = [
    ...carried.filter(isIn(namespaces)),
    ...places
      .filter((place) => place !== undefined)
      .filter(
        (place) => hidden.some((folder) => isIn(folder)(place)) && !carried.some((folder) => isIn(folder)(place)),
      ),
  ];
  if (lost.length > 0) {
    throw new Error(
      `the live run does not see what lies in ${hidden.join(' or ')} and would not find ${lost.join(', ')}; ` +
        'fix: put it elsewhere',
    );
  }
}

/** Covers the hidden folders, and puts back what the run itself needs of them. */
export async function hideFolders(): Promise<void> {
  mkdirSync(namespaces, { recursive: true });
  await cover(namespaces);
  for (const folder of hidden.filter((each) => each !== namespaces)) {
    const kept = carried.filter(isIn(folder)).map((place, index) => ({ place, aside: `${namespaces}/kept-${index}` }));
    for (const { place, aside } of kept) {
      mkdirSync(aside);
      await output(['mount', '--rbind', place, aside]);
    }
    await cover(folder);
    for (const { place, aside } of kept) {
      mkdirSync(place, { recursive: true });
      await output(['mount', '--move', aside, place]);
      await output(['rmdir', aside]);
    }
  }
  // The working directory is where it was, on top of what covers it now.
  process.chdir(process.cwd());
}

const cover = (folder: string) => output(['mount', '-t', 'tmpfs', '-o', 'mode=1777', 'tmpfs', folder]);
