import { mkdirSync } from 'node:fs';
import { repository } from './places';
import { cache } from '../support/cache';
import { output } from '../support/process';

/** The machine's named network namespaces. */
const namespaces = '/run/netns';

/** Folders of the machine that are hidden in the sandbox. The sandbox does not write to them. */
const hidden = [namespaces, '/tmp'];

const isIn = (folder: string) => (place: string) => place === folder || place.startsWith(`${folder}/`);

/**
 * Folders that are visible in the sandbox and in all containers: the checkout, and its cache if it is in another
 * folder.
 */
export const carried: readonly string[] = [repository, ...(isIn(repository)(cache) ? [] : [cache])];

/** Throws, before anything is built, for folders that the live run could not access. */
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

/** Hides the folders, and mounts the parts that the run needs. */
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
  // The working directory still refers to the hidden folder, so it is set again.
  process.chdir(process.cwd());
}

const cover = (folder: string) => output(['mount', '-t', 'tmpfs', '-o', 'mode=1777', 'tmpfs', folder]);
