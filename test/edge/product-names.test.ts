import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { PRODUCTS } from '../../lib/edge/products';

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesOf(path);
    return path.endsWith('.ts') && !path.endsWith('.d.ts') ? [path] : [];
  });
const NAMES = PRODUCTS.map(({ name }) => name);
const isOfProduct = (path: string) => NAMES.some((name) => path.startsWith(join('lib', 'edge', name) + '/'));

test('every product has its folder', () => {
  const files = filesOf('lib/edge');
  for (const name of NAMES) expect(files).toContain(join('lib', 'edge', name, 'product.ts'));
});

test('no code outside the folder of a product has its name as a value, by which it could compare edges', () => {
  const literal = new RegExp(`['"\`](${NAMES.join('|')})['"\`]`);
  const found = [...filesOf('lib'), ...filesOf('cli')]
    .filter((path) => !isOfProduct(path) && literal.test(readFileSync(path, 'utf8')))
    .sort();
  // What asks for an edge, or lists releases, names products; and the example of a docstring, about a namespace.
  const naming = /^cli\/(init|versions)\//;
  expect(found.filter((path) => !naming.test(path))).toEqual(['lib/oauth2-proxy/oauth2-proxy.ts']);
});

test('the common parts of the admission policies name no product, not even in a comment', () => {
  const files = filesOf('lib/edge/guards');
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((path) => /traefik|nginx/i.test(readFileSync(path, 'utf8')))).toEqual([]);
});
