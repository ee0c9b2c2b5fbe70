import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../support/process';
import { goProgram } from '../support/tools';

const workflows = path.resolve(__dirname, '../../.github/workflows');

describe('actionlint', () => {
  let actionlint: string;
  const folder = mkdtempSync(path.join(tmpdir(), 'workflows-'));
  beforeAll(async () => {
    actionlint = await goProgram('actionlint');
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('finds no error in the workflows', async () => {
    const files = readdirSync(workflows).map((name) => path.join(workflows, name));
    expect(files.length).toBeGreaterThan(3);
    const { status, stdout, stderr } = await run([actionlint, '-no-color', ...files]);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('finds a job that needs a missing job', async () => {
    const sound = readFileSync(path.join(workflows, 'release.yml'), 'utf8');
    const planted = sound.replace('needs: release\n', 'needs: releases\n');
    expect(planted).not.toBe(sound);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'release.yml'), planted);
    const { status, stdout } = await run([actionlint, '-no-color', path.join(folder, 'release.yml')]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/needs job "releases" which does not exist/);
  });
});
