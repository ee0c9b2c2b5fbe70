import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = path.join(__dirname, '..');
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
const tracked = git('ls-files', '-z')
  .split('\0')
  .filter((file) => file !== '' && existsSync(path.join(root, file)));
const text = (file: string, folder = root) => readFileSync(path.join(folder, file), 'utf8');

describe('the files of the project', () => {
  test('are equal to the files that projen writes', () => {
    const copy = mkdtempSync(path.join(tmpdir(), 'project-'));
    try {
      for (const file of tracked) {
        mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
        cpSync(path.join(root, file), path.join(copy, file));
      }
      symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [path.join(root, 'node_modules/tsx/dist/cli.mjs'), '--tsconfig', 'projenrc/tsconfig.json', '.projenrc.ts'],
        { cwd: copy, encoding: 'utf8', env: { ...process.env, PROJEN_DISABLE_POST: '1' } },
      );
      expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
      execFileSync('git', ['init', '--quiet'], { cwd: copy });
      execFileSync('git', ['add', '--all'], { cwd: copy });
      const written = execFileSync('git', ['ls-files', '-z'], { cwd: copy, encoding: 'utf8', maxBuffer: 2 ** 28 });
      const names = written
        .split('\0')
        .filter((file) => file !== '' && !lstatSync(path.join(copy, file)).isSymbolicLink());
      expect(names.sort()).toEqual([...tracked].sort());
      expect(names.filter((file) => text(file) !== text(file, copy))).toEqual([]);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }, 300_000);

  test('that git ignores are not tracked', () => {
    expect(git('ls-files', '--cached', '--ignored', '--exclude-standard')).toBe('');
  });

  test('contain no registry address in the lock file', () => {
    expect(text('package-lock.json')).not.toMatch(/"resolved":/);
    expect(text('.npmrc')).toMatch(/^omit-lockfile-registry-resolved=true$/m);
  });

  test('are listed in package.json if they are published', () => {
    const { files } = JSON.parse(text('package.json'));
    expect(files).toEqual(expect.arrayContaining(['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md']));
  });

  // Recorded data, and generated files.
  const MAY_BE_LONG = [
    /^package-lock\.json$/,
    /__snapshots__\//,
    /\.csv$/,
    /^schema\//,
    /go\.(mod|sum)$/,
    /^API\.md$/,
    /^docs\/api\//,
    // A license is quoted unchanged.
    /^LICENSE$/,
  ];
  /** The files that eslint checks. */
  const isLinted = (file: string) => /^(lib|cli|examples|test)\/.*\.ts$/.test(file);
  // In two parts, since projen removes unknown files that contain its marker.
  const isGenerated = (content: string) => content.includes(['~~ Generated', 'by projen'].join(' '));

  /** The lines of prose of a document, without tables and code. */
  const proseOf = (document: string) =>
    document
      .replace(/^ *```[\s\S]*?^ *```$/gm, '')
      .split('\n')
      .filter((line) => !/^\s*\|/.test(line));

  test('have lines of at most 120 characters', () => {
    const long = tracked
      .filter((file) => !MAY_BE_LONG.some((pattern) => pattern.test(file)))
      .map((file) => ({ file, content: text(file) }))
      .filter(({ file, content }) => !isGenerated(content) && !isLinted(file) && !file.startsWith('.projen/'))
      .flatMap(({ file, content }) =>
        (file.endsWith('.md') ? proseOf(content) : content.split('\n'))
          .filter((line) => line.length > 120 && !/https?:\/\//.test(line))
          .map((line) => `${file}: ${line}`),
      );
    expect(long).toEqual([]);
  });
});

test('the README has fewer than 250 lines', () =>
  expect(text('README.md').trim().split('\n').length).toBeLessThan(250));

describe('an editor finds no error in the sources of', () => {
  const projects = tracked.filter((file) => path.basename(file) === 'tsconfig.json').map((file) => path.dirname(file));

  test('every folder that has sources', () =>
    expect(projects.sort()).toEqual(['.', 'cli', 'examples', 'projenrc', 'test']));
  // `npm test` checks the types of the other folders, each as a separate check.
  test('the library', () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [path.join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--incremental', 'false', '--project', root],
      { encoding: 'utf8' },
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  }, 300_000);
});
