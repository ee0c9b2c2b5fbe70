import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

/**
 * Files that are expensive to build or download, kept between runs. git ignores the folder. TEST_CACHE names another
 * folder, which several checkouts can share.
 */
export const cache = real(path.resolve(process.env.TEST_CACHE || path.join(root, '.cache')));

// Containers of the tests cannot follow a link.
function real(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return realpathSync(folder);
}
