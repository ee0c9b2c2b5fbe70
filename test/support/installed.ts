import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const NEEDED = ['.bin', '@types', 'cdk8s', 'cdk8s-plus-27', 'cdktf', 'constructs', 'tsx', 'typescript'];

/**
 * Gives a folder the packages that a program of a user has after `npm install`, as links to those of this checkout, and
 * the library as it was built. The folder must be outside of the checkout: tools that follow links would go round.
 */
export function linkPackages(folder: string): void {
  const modules = path.join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of NEEDED) symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name));
  symlinkSync(root, path.join(modules, 'cdk8s-monitoring-sso'));
}
