import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect, test } from '@jest/globals';

const root = path.join(__dirname, '..');

test('generated documents are up to date', () => {
  expect(() =>
    execFileSync(process.execPath, [path.join(root, 'scripts/docs.cjs'), '--check'], { stdio: 'pipe' }),
  ).not.toThrow();
});

const documents = ['README.md', 'API.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].concat(
  fs
    .readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
);

/** The anchors of a document: those that GitHub generates from headings, and explicit ones. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/<[^>]*>|[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
  return new Set([...headings, ...[...text.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id)]);
}

test('every link between documents has a target', () => {
  const dead = documents.flatMap((file) => {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    const links = [...text.matchAll(/(?:href="|\]\()(?!https?:)([^")\s#]*)(?:#([^")\s]+))?[")]/g)];
    return links.flatMap(([link, name, anchor]) => {
      const target = name === '' ? path.join(root, file) : path.join(root, path.dirname(file), name);
      if (!fs.existsSync(target)) return [`${file}: ${link}`];
      if (anchor === undefined || !target.endsWith('.md')) return [];
      return anchorsOf(fs.readFileSync(target, 'utf8')).has(anchor) ? [] : [`${file}: ${link}`];
    });
  });
  expect(dead).toEqual([]);
});

test('the API reference does not contain inherited members of the libraries', () => {
  const reference = documents.filter((file) => file.startsWith('docs/api/'));
  expect(reference.length).toBeGreaterThan(10);
  for (const file of reference) {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    expect(text).not.toMatch(/^##### `(toString|with|isConstruct|node)`/m);
  }
});

test('the program in the README is the quickstart', () => {
  const [, program] = /```ts\n([\s\S]*?)```/.exec(fs.readFileSync(path.join(root, 'README.md'), 'utf8'))!;
  const example = fs.readFileSync(path.join(root, 'examples/quickstart/main.ts'), 'utf8');
  const code = (text: string) =>
    text
      .split('\n')
      .filter((line) => !line.startsWith('//'))
      .join('\n')
      .trim();
  expect(code(program)).toBe(code(example));
});

test('the Python program in the README is the program that the tests run', () => {
  const programs = [...fs.readFileSync(path.join(root, 'README.md'), 'utf8').matchAll(/```python\n([\s\S]*?)```/g)];
  const tested = fs.readFileSync(path.join(root, 'test/languages/python/main.py'), 'utf8');
  expect(programs.map(([, program]) => program)).toEqual([tested]);
});
