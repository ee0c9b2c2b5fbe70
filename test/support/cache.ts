import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

/**
 * What is dear to make stays here between runs; git ignores it. TEST_CACHE names another folder, which many checkouts
 * may share.
 */
export const cache = real(path.resolve(process.env.TEST_CACHE || path.join(root, '.cache')));

// Containers of the tests could not follow a link.
function real(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return realpathSync(folder);
}
